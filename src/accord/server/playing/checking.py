"""May these mails go now: asked of every mail just before it leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from accord.groups import may_contact
from accord.plays import pacing
from accord.plays.pacing import Pace, Sent
from accord.program.reach import Reach
from accord.server import contact_now
from accord.server.playing import clocks
from accord.server.records.models import Decision, Enrolment, Sending
from accord.server.records.queries import programs
from accord.values import time

_GONE: Final = (Sending.State.SENT, Sending.State.HANDED, Sending.State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a mail goes, waits until a moment, or is refused or cancelled for good."""

    state: str = ""
    """"" goes now; else the state that it takes."""
    until: datetime | None = None
    rule: str = ""
    words: str = ""


GO = Verdict()


def check(rows: Sequence[Sending], now: datetime) -> dict[int, Verdict]:
    """Return what becomes of each mail, by its number: asked of facts acknowledged so far.

    Two mails of one batch to one person count for each other.
    """
    standings = contact_now.standings_of({row.email for row in rows}, now)
    lately = _Lately.of(rows, now)
    stopped = _stopped(rows)
    frozen = held({row.account for row in rows}, now)
    program = programs.current_program()
    found: dict[int, Verdict] = {}
    for row in rows:
        answer = may_contact.may_contact(standings[row.email], "email", "marketing", now)
        if row.pk in stopped:
            verdict = Verdict(Sending.State.CANCELLED, None, "left_play", "left the play")
        elif not answer.is_allowed:
            verdict = Verdict(Sending.State.REFUSED, None, answer.rule, answer.words)
        elif row.account in frozen:
            verdict = Verdict(
                Sending.State.WAITING, frozen[row.account], "frozen", "account frozen"
            )
        else:
            verdict = _paced(row, program.reach, lately, program.zone, now)
        if verdict is GO:
            lately.add(row, now)
        found[row.pk] = verdict
    return found


@dataclass
class _Lately:
    """When mails went to people and accounts in the last seven days."""

    by_person: dict[int, list[datetime]] = field(default_factory=dict)
    by_account: dict[int, list[datetime]] = field(default_factory=dict)
    seller_since: dict[int, datetime] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[Sending], now: datetime) -> "_Lately":
        found = cls()
        accounts = {row.account for row in rows}
        gone = Sending.objects.filter(
            account__in=accounts, state__in=_GONE, sent_at__gt=now - pacing.WEEK
        )
        for person, account, moment in gone.values_list("person", "account", "sent_at"):
            if moment is not None:
                found._note(person, account, moment)
        accepted = Decision.objects.filter(kind="handoff_accepted", account__in=accounts)
        for account, moment_us in accepted.order_by("id").values_list("account", "occurred_us"):
            found.seller_since[account] = time.from_us(moment_us)
        return found

    def add(self, row: Sending, now: datetime) -> None:
        self._note(row.person, row.account, now)

    def _note(self, person: int, account: int, moment: datetime) -> None:
        self.by_person.setdefault(person, []).append(moment)
        self.by_account.setdefault(account, []).append(moment)

    def sent(self, row: Sending) -> Sent:
        mine = self.by_person.get(row.person, [])
        return Sent(mine, self.by_account.get(row.account, []), mine)


def _paced(row: Sending, reach: Reach, lately: _Lately, zone: ZoneInfo, now: datetime) -> Verdict:
    is_theirs = reach.quiet_hours is not None and reach.quiet_hours.zone == "recipient"
    zones = clocks.of_country(row.country) if is_theirs else ()
    pace: Pace = pacing.pace(
        reach, lately.sent(row), zones or (zone,), now, lately.seller_since.get(row.account)
    )
    if pace.until is None:
        return GO
    return Verdict(Sending.State.WAITING, pace.until, pace.rule, pace.words)


def _stopped(rows: Sequence[Sending]) -> set[int]:
    """Return the mails whose account has left the campaign, or was held out of it."""
    live = set(
        Enrolment.objects.filter(
            campaign__in={row.campaign_id for row in rows},
            account__in={row.account for row in rows},
            state=Enrolment.State.LIVE,
        ).values_list("campaign_id", "account")
    )
    return {row.pk for row in rows if (row.campaign_id, row.account) not in live}


def held(accounts: Iterable[int], now: datetime) -> dict[int, datetime]:
    """Return until when accounts are frozen, of those that are."""
    kinds = ("account_frozen", "account_unfrozen")
    last: dict[int, Decision] = {}
    for row in Decision.objects.filter(kind__in=kinds, account__in=list(accounts)).order_by("id"):
        last[row.account] = row
    zone = programs.current_program().zone
    found = {}
    for account, row in last.items():
        if row.kind != "account_frozen":
            continue
        until = now + timedelta(days=1)
        if row.until_on is not None:
            until = time.end_of_day(time.from_day(row.until_on), zone)
        if until > now:
            found[account] = until
    return found
