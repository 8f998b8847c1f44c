"""When something may be sent to a person: caps, quiet hours, and sellers first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from accord.program.reach import Caps, QuietHours, Reach

WEEK: Final = timedelta(days=7)
_DAY_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Sent:
    """When mails and other touches went to a person and to their account, lately."""

    mails_to_person: Sequence[datetime] = ()
    mails_to_account: Sequence[datetime] = ()
    touches_of_person: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class Pace:
    """Go now (`until` is None), or wait until a moment, with the rule that says so."""

    until: datetime | None = None
    rule: str = ""
    words: str = ""


GO: Final = Pace()


def pace(
    reach: Reach,
    sent: Sent,
    zones: Sequence[ZoneInfo],
    now: datetime,
    seller_since: datetime | None = None,
) -> Pace:
    """Tell whether a marketing mail may go now, or until when it waits.

    `zones` are those in which the recipient may be: it is sent when it is quiet in none of them.
    `seller_since` is when a seller began to work the account, if one did. The longest wait counts.
    """
    waits = [
        *_capped(reach.caps, sent, now),
        *_after_seller(reach.seller_first_days, seller_since, now),
    ]
    last = max(waits, key=lambda one: one.until or now, default=GO)
    begins = max(last.until or now, now)
    awake = _awake(reach.quiet_hours, zones, begins)
    if awake > begins:
        rule = last.rule or "quiet_hours"
        return Pace(awake, rule, last.words or "it is quiet hours where they are")
    return last


def _capped(caps: Caps, sent: Sent, now: datetime) -> list[Pace]:
    asked = (
        ("emails_per_person", caps.emails_per_person_per_7_days, sent.mails_to_person),
        ("emails_per_account", caps.emails_per_account_per_7_days, sent.mails_to_account),
        ("touches_per_person", caps.all_touches_per_person_per_7_days, sent.touches_of_person),
    )
    found = []
    for rule, cap, moments in asked:
        if cap is None:
            continue
        lately = sorted(moment for moment in moments if now - WEEK < moment <= now)
        if len(lately) >= cap:
            free = (lately[-cap] if cap else now) + WEEK
            words = f"{len(lately)} in seven days, and {cap} is the most"
            found.append(Pace(free, rule, words))
    return found


def _after_seller(days: int, since: datetime | None, now: datetime) -> list[Pace]:
    if since is None or not days or now >= since + timedelta(days=days):
        return []
    words = f"a seller works the account; marketing waits {days} days"
    return [Pace(since + timedelta(days=days), "seller_first", words)]


def _awake(quiet: QuietHours | None, zones: Sequence[ZoneInfo], moment: datetime) -> datetime:
    """Return the first moment from one on at which it is quiet in no zone.

    Zones so far apart that it is always quiet somewhere: the first zone alone counts.
    """
    if quiet is None or not zones:
        return moment
    for asked in (zones, zones[:1]):
        at = moment
        for _ in range(4 * len(asked)):
            later = max(_ends(quiet, zone, at) for zone in asked)
            if later == at:
                return at
            at = later
        if len(asked) == 1:
            return at
    return moment


def _ends(quiet: QuietHours, zone: ZoneInfo, moment: datetime) -> datetime:
    """Return when the quiet hours that a moment lies in end in a zone; the moment if in none."""
    begin, end = quiet.minutes
    local = moment.astimezone(zone)
    minute = local.hour * 60 + local.minute
    past = (minute - begin) % _DAY_MINUTES
    if begin == end or past >= (end - begin) % _DAY_MINUTES:
        return moment
    clock = local.replace(hour=end // 60, minute=end % 60, second=0, microsecond=0, fold=0)
    if clock <= local:
        clock += timedelta(days=1)
    return clock.astimezone(moment.tzinfo)
