"""The page of hand-offs: whose answer is waited for, how late, by seller, and what follows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.plays import clock
from accord.program.model import Program
from accord.server.handing import promises
from accord.server.handing.desks import Desks
from accord.server.records.models import AppUser, Handoff, HandoffNotice
from accord.server.records.queries import handoffs as queries
from accord.server.web import drawing, people, tiers, wording

State = Handoff.State
CAUSES: Final = {
    "hand_raise": gettext_noop("Asked to talk"),
    "qualified": gettext_noop("Qualified"),
}
PROMISES: Final = {
    "hand_raise_first_touch": gettext_noop("first touch"),
    "qualified_accept_or_reject": gettext_noop("accept or reject"),
    "first_touch_after_accept": gettext_noop("first touch"),
    "follow_up_complete": gettext_noop("follow-up complete"),
}
FOLLOWS: Final = {
    "propose_exclusion_or_profile_change": gettext_noop("object to it on the target list"),
    "widen_the_group": gettext_noop("find more people there"),
    "nurture_and_recycle": gettext_noop("let marketing warm it up again"),
    "attach_to_open_work": gettext_noop("attach it to the open opportunity"),
    "fix_match_or_person": gettext_noop("mend the person or the match"),
    "merge_review": gettext_noop("look whether two accounts are one"),
    "reassign_to_backup": gettext_noop("it goes to whoever stands in"),
}
_HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Ticking:
    """A running promise as a page shows it."""

    drawn: SafeString | str
    words: str
    what: str
    due_at: datetime | None
    tone: str
    stands_in: str


def ticking(row: Handoff, now: datetime, desks: Desks) -> Ticking | None:
    """Return the clock of a hand-off; None where no promise runs."""
    passed = promises.share_passed(row, now, desks)
    if passed is None or row.promise_hours is None:
        return None
    left = row.promise_hours * (1 - passed)
    # The last promised minute is the due moment itself, so what is late has a date that has gone.
    is_late = row.due_at is not None and row.due_at < now
    holder = clock.holder(desks.chain(row.owner), now).name
    return Ticking(
        drawn=drawing.clock(max(1 - passed, 0), is_late=is_late),
        words=_hours(left, is_late=is_late),
        what=_(PROMISES.get(row.promise, row.promise)),
        due_at=row.due_at,
        tone="late" if is_late else "half" if passed >= _HALF else "",
        stands_in=holder if holder != row.owner and row.owner else "",
    )


def _hours(left: float, *, is_late: bool) -> str:
    hours = wording.number(abs(left), 1)
    if is_late:
        return _("late by %(h)s business hours") % {"h": hours}
    return _("%(h)s business hours left") % {"h": hours}


def sheet(user: AppUser, program: Program, now: datetime, *, is_mine: bool) -> dict[str, Any]:
    """Return what the template reads."""
    desks = Desks(program)
    email = user.email.lower()
    mine = frozenset({email} | {e for e in desks.rows if _stands_for(e, email, now, desks)})
    everybody = queries.queue()
    own = tuple(each for each in everybody if each.handoff.owner in mine)
    rows = own if is_mine else everybody
    shown = sorted((_row(each, now, desks) for each in rows[: queries.SHOWN]), key=_first_late)
    return {
        "headline": _headline(shown, is_mine=is_mine),
        "is_mine": is_mine,
        "mine": len(own),
        "everybody": len(everybody),
        "rows": shown,
        "more": max(len(rows) - queries.SHOWN, 0),
        "notices": [_notice(each) for each in queries.notices(user)[:5]],
        "sellers": [_seller(each) for each in queries.by_seller(now)],
        "rejected": [_rejected(each, program) for each in queries.rejected()[: queries.SHOWN]],
        "can_follow": user.access_role in {"admin", "marketing"},
        "can_write": user.can_write,
    }


def _stands_for(owner: str, email: str, now: datetime, desks: Desks) -> bool:
    return clock.holder(desks.chain(owner), now).name == email


def _first_late(row: dict[str, Any]) -> tuple[bool, bool]:
    found = row["clock"]
    return found is None, not (found and found.tone == "late")


def _row(each: queries.Row, now: datetime, desks: Desks) -> dict[str, Any]:
    row = each.handoff
    return {
        "public": row.public,
        "name": each.account.name,
        "cause": _(CAUSES[row.cause]),
        "why": each.account.why_now or each.account.next_reason or "",
        "tier": tiers.label(row.tier) if row.tier else _("Not a target"),
        "state": _("Accepted") if row.state == State.ACCEPTED else _("Waits for an answer"),
        "is_accepted": row.state == State.ACCEPTED,
        "owner": person(row.owner),
        "clock": ticking(row, now, desks),
    }


def person(email: str) -> str:
    """Return somebody's name; nobody's in words."""
    return wording.named(email, people.names()) if email else _("nobody yet")


def _headline(rows: list[dict[str, Any]], *, is_mine: bool) -> str:
    waiting = sum(not row["is_accepted"] for row in rows)
    late = sum(bool(row["clock"] and row["clock"].tone == "late") for row in rows)
    if not rows:
        return _("No hand-off is open.") if not is_mine else _("No hand-off waits for you.")
    one = ngettext(
        "One hand-off waits for an answer", "%(n)s hand-offs wait for an answer", waiting
    ) % {"n": wording.number(waiting)}
    if not waiting:
        one = _("Every hand-off is answered")
    if not late:
        return _("%(what)s; none is late.") % {"what": one}
    two = ngettext("one is late", "%(n)s are late", late) % {"n": wording.number(late)}
    return _("%(what)s; %(late)s.") % {"what": one, "late": two}


def _notice(each: HandoffNotice) -> dict[str, Any]:
    row = each.handoff
    names = queries.names_of([row.account])
    values = {
        "p": each.percent,
        "what": _(PROMISES.get(each.promise, each.promise)),
        "who": person(row.owner),
        "name": names.get(row.account, ""),
    }
    text = (
        _("%(name)s: %(p)s %% of the time for %(what)s has passed; %(who)s has it.")
        if each.is_escalation
        else _("%(name)s: %(p)s %% of the time for %(what)s has passed.")
    )
    return {"public": row.public, "words": text % values, "is_late": each.is_escalation}


def _seller(one: queries.SellerCount) -> dict[str, Any]:
    return {
        "name": person(one.email),
        "late": one.n_late,
        "open": one.n_open,
        "accepted": one.n_accepted,
        "rejected": one.n_rejected,
        "done": one.n_done,
    }


def _rejected(each: queries.Row, program: Program) -> dict[str, Any]:
    row = each.handoff
    rule = program.handoff.reject_reasons.get(row.reason)
    return {
        "public": row.public,
        "name": each.account.name,
        "reason": wording.words(row.reason),
        "note": row.note,
        "by": person(row.decided_by),
        "then": _(FOLLOWS[rule.then]) if rule else "",
    }
