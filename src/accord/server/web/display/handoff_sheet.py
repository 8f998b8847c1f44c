"""One hand-off on one screen: what they saw and said, who else, why now, what to say, and then."""

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.program.model import Program
from accord.server.actions import handoffs as actions
from accord.server.handing import following
from accord.server.handing.desks import Desks
from accord.server.records.models import AppUser, Handoff
from accord.server.records.queries.account_page import AccountPage
from accord.server.web import people, tiers, wording
from accord.server.web.display import account_head
from accord.server.web.display.handoffs_sheet import CAUSES, FOLLOWS, person, ticking

State = Handoff.State
_STATES: Final = {
    State.OPEN: gettext_noop("Waits for an answer"),
    State.ACCEPTED: gettext_noop("Accepted"),
    State.REJECTED: gettext_noop("Rejected"),
    State.DONE: gettext_noop("Follow-up complete"),
}
_LEADS: Final = {
    "propose_exclusion_or_profile_change": ("targets", ""),
    "widen_the_group": ("account", "#group"),
    "nurture_and_recycle": ("plays", ""),
    "attach_to_open_work": ("account", "#opportunities"),
    "fix_match_or_person": ("account", "#group"),
    "merge_review": ("account", ""),
}
"""Where what follows a rejection is done."""
_SHOWN: Final = 3


def sheet(
    row: Handoff, page: AccountPage, said: tuple[str, ...], program: Program, now: datetime
) -> dict[str, Any]:
    """Return what the template reads of the hand-off itself and its account."""
    today = now.date().toordinal() - 719163  # days since 1970, as days are counted everywhere
    return {
        "public": row.public,
        "row": page.row,
        "firmographics": account_head.firmographics(page),
        "cause": _(CAUSES[row.cause]),
        "tier": tiers.label(row.tier) if row.tier else _("Not a target"),
        "state": _(_STATES[State(row.state)]),
        "is_open": row.state == State.OPEN,
        "is_accepted": row.state == State.ACCEPTED,
        "is_rejected": row.state == State.REJECTED,
        "owner": person(row.owner),
        "route_reason": row.route_reason,
        "opened_at": row.opened_at,
        "is_read": row.read_at is not None,
        "read_by": person(row.read_by) if row.read_by else "",
        "read_at": row.read_at,
        "answers": account_head.answers(page, today, said, step=None)[:-1],
        "deals": [_deal(deal, today) for deal in _past(page)[:_SHOWN]],
        "plays": _plays(page, program, today),
        "follow_up": _progress(row, program),
        "rejection": _rejection(row, page, program),
    }


def deciding(row: Handoff, user: AppUser, program: Program, now: datetime) -> dict[str, Any]:
    """Return what the one who looks may do about it."""
    desks = Desks(program)
    reasons = program.handoff.reject_reasons.items()
    return {
        "clock": ticking(row, now, desks),
        "can_decide": actions.may_decide(user, row, desks, now),
        "can_follow": user.access_role in {"admin", "marketing"},
        "is_followed": row.followed_at is not None,
        "reasons": [
            (place, code, wording.words(code), _(FOLLOWS[rule.then]), rule.cooldown_days)
            for place, (code, rule) in enumerate(reasons, 1)
        ],
        "outcomes": [(code, wording.words(code)) for code in following.OUTCOMES],
        "users": [
            (email, name)
            for email, name in people.choices()
            if email in desks.users and email != row.owner
        ],
    }


def _past(page: AccountPage) -> list[dict[str, Any]]:
    return sorted(page.opportunities, key=lambda deal: -(deal.get("closed_day") or 10**6))


def _deal(deal: dict[str, Any], today: int) -> dict[str, str]:
    words = account_head.deal_words(deal)
    when = wording.day(deal["closed_day"], today) if deal.get("closed_day") else ""
    if not deal.get("is_closed"):
        state = _("open, %(stage)s") % words
    elif deal.get("is_won"):
        state = _("won %(when)s") % {"when": when}
    else:
        state = _("lost %(when)s") % {"when": when}
    why = wording.words(deal.get("loss_reason")) if deal.get("loss_reason") else ""
    return {
        "name": deal.get("name") or _("Opportunity"),
        "state": f"{state}: {why}" if why else state,
        "amount": words["amount"],
    }


def _plays(page: AccountPage, program: Program, today: int) -> list[dict[str, str]]:
    live = [
        run
        for run in page.play_runs
        if run["starts_day"] <= today and (run["ends_day"] is None or run["ends_day"] >= today)
    ]
    found = []
    for run in live[:_SHOWN]:
        play = program.play(run["play"])
        until = wording.day(run["ends_day"], today) if run["ends_day"] is not None else ""
        found.append(
            {
                "title": play.title if play else wording.words(run["play"]),
                "detail": _("until %(day)s") % {"day": until} if until else "",
            }
        )
    return found


def _progress(row: Handoff, program: Program) -> list[dict[str, Any]]:
    """Return each part of the follow-up: how much of it is done."""
    if row.state not in {State.ACCEPTED, State.DONE}:
        return []
    found = following.progress(row, program)
    needed = found.needed
    parts = [
        (ngettext("person", "people", needed.people), found.people, needed.people),
        (ngettext("touch", "touches", needed.touches), found.touches, needed.touches),
        (ngettext("channel", "channels", needed.channels), found.channels, needed.channels),
    ]
    rows = [
        {
            "words": _("%(n)s of %(all)s %(what)s") % {"n": n, "all": most, "what": what},
            "is_done": n >= most,
        }
        for what, n, most in parts
        if most
    ]
    if needed.is_outcome_needed:
        outcome = wording.words(row.outcome) if row.outcome else _("no outcome noted yet")
        rows.append({"words": outcome, "is_done": bool(row.outcome)})
    return rows


def _rejection(row: Handoff, page: AccountPage, program: Program) -> dict[str, Any] | None:
    rule = program.handoff.reject_reasons.get(row.reason)
    if row.state != State.REJECTED or rule is None:
        return None
    name, anchor = _LEADS.get(rule.then, ("account", ""))
    link = reverse(name, args=[page.row.public_id] if name == "account" else [])
    return {
        "reason": wording.words(row.reason),
        "note": row.note,
        "by": person(row.decided_by),
        "at": row.decided_at,
        "then": _(FOLLOWS[rule.then]),
        "days": rule.cooldown_days,
        "link": link + anchor,
    }
