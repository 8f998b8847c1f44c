"""How the target account list reads: do we agree, on what, and what holds the signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.program.model import Program
from accord.server.records.models import AppUser
from accord.server.records.queries.lists import Objection, Proposal, Room, Signature, TargetList
from accord.server.records.queries.picture import Pinned
from accord.server.web import people, tiers, wording
from accord.values import time

SHOWN: Final = 25
_WORDS: Final = {
    "enters": (gettext_noop("Enters"), "plus", ""),
    "up": (gettext_noop("Moves up"), "arrow-up", ""),
    "down": (gettext_noop("Moves down"), "arrow-down", "minus"),
    "leaves": (gettext_noop("Leaves"), "minus", "minus"),
    "stays": (gettext_noop("Stays"), "lock", "minus"),
}
SIDES: Final = {"marketing": gettext_noop("For marketing"), "sales": gettext_noop("For sales")}
_OBJECTION_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the difference."""

    public_id: str
    name: str
    word: str
    icon: str
    tone: str
    before: str
    after: str
    why: str
    position: str
    signed_tier: str | None
    objection: dict[str, str] | None


def headline(found: TargetList) -> str:
    """Answer "do we agree?"."""
    n, open_ = len(found.changes), found.open_objections
    if not found.members and not n:
        return _("No account is proposed yet. The rules find nobody, or no facts are in.")
    if found.last_signed_at is None and not open_ and not found.proposal_id:
        return wording.counted(
            len(found.members),
            "The first list is ready: 1 account waits for two signatures.",
            "The first list is ready: %(n)s accounts wait for two signatures.",
        )
    if open_:
        return _objected(n, open_)
    if found.proposal_id:
        return _half_signed(found)
    if n:
        return ngettext(
            "Agreed, and one change is proposed since.",
            "Agreed, and %(n)s changes are proposed since.",
            n,
        ) % {"n": n}
    return _("Agreed. Nothing would change.")


def _objected(n: int, open_: int) -> str:
    if not n:
        return ngettext(
            "Almost agreed. One account is objected to.",
            "Almost agreed. %(n)s accounts are objected to.",
            open_,
        ) % {"n": open_}
    objected = ngettext("one is objected to", "%(n)s are objected to", open_) % {"n": open_}
    settled = {"s": max(0, n - open_), "n": n, "o": objected}
    return _("Almost agreed. %(s)s of %(n)s changes are settled, %(o)s.") % settled


def _half_signed(found: TargetList) -> str:
    missing = [_(SIDES[s.side]).split()[-1] for s in found.signatures if not s.signed_by]
    who = wording.joined(missing)
    if any(s.signed_by for s in found.signatures):
        return _("Half signed. %(who)s has yet to sign.") % {"who": who.capitalize()}
    return _("Nobody objects. The list waits for %(who)s to sign.") % {"who": who}


def under(found: TargetList) -> str:
    """Say what the list keeps, and what enters, leaves and moves."""
    counts = {word: sum(c.change == word for c in found.changes) for word in _WORDS}
    parts = [
        (counts["enters"], _("%(n)s enter")),
        (counts["leaves"], _("%(n)s leave")),
        (counts["up"] + counts["down"], _("%(n)s change tier")),
    ]
    said = wording.joined([text % {"n": f"{n:,}"} for n, text in parts if n])
    kept = wording.counted(
        len(found.members), "The list would keep 1 account", "The list would keep %(n)s accounts"
    )
    return f"{kept}: {said}." if said else f"{kept}."


def change(proposal: Proposal, today: int) -> Change:
    """Return one row of the difference in words."""
    word, icon, tone = _WORDS.get(proposal.change, (proposal.change, "arrow-right", ""))
    objection = proposal.objections[0] if proposal.objections else None
    return Change(
        public_id=proposal.public_id,
        name=proposal.name,
        word=_(word),
        icon=icon,
        tone=tone,
        before=tiers.label(proposal.signed_tier) if proposal.signed_tier else _("not a target"),
        after=tiers.place(proposal.proposed_tier),
        why=proposal.why,
        position=_("Objected to") if objection else _("No objection"),
        signed_tier=proposal.signed_tier,
        objection=_objection(objection, today) if objection else None,
    )


def _objection(found: Objection, today: int) -> dict[str, str]:
    until = time.from_day(today) + timedelta(days=_OBJECTION_DAYS)
    wanted = tiers.place(found.wanted_tier)
    day = wording.day(time.day_number(until))
    return {
        "fact_id": found.fact_id,
        "by": f"{wording.named(found.raised_by, people.names())}, {wording.moment(found.raised_at)}",
        "reason": found.reason,
        "wanted": found.wanted_tier or "",
        "until_iso": until.isoformat(),
        "keep_label": _("Lock as %(tier)s until %(day)s") % {"tier": wanted, "day": day},
    }


def signature(found: Signature) -> dict[str, Any]:
    """Return one side's signature, or its empty line."""
    if found.signed_by:
        words = wording.moment(found.signed_at) + (f" · “{found.note}”" if found.note else "")
        return {
            "side": _(SIDES[found.side]),
            "is_signed": True,
            "name": wording.named(found.signed_by, people.names()),
            "detail": words,
        }
    return {
        "side": _(SIDES[found.side]),
        "is_signed": False,
        "name": _("waits for a name"),
        "detail": _("Both sides sign the same accounts."),
    }


def asked_again(signers: Sequence[str]) -> str:
    """Say whose signature is asked for again, when anybody's is."""
    if not signers:
        return ""
    who = wording.joined([wording.named(email, people.names()) for email in signers])
    return _("Signed before that: %(who)s, who is asked to sign again.") % {"who": who}


def room(found: Room) -> dict[str, Any]:
    """Return a tier's room in words."""
    left = found.capacity - found.after
    if found.excess:
        words = ngettext(
            "One too many: it can't be signed so.",
            "%(n)s too many: it can't be signed so.",
            found.excess,
        ) % {"n": found.excess}
    else:
        words = (
            ngettext("Room for one more", "Room for %(n)s more", left) % {"n": f"{left:,}"}
            if left
            else _("Full")
        )
    return {
        "tier": found.tier,
        "label": found.label,
        "signed": found.signed,
        "after": found.after,
        "capacity": found.capacity,
        "excess": found.excess,
        "words": words,
    }


def locks(found: TargetList, today: int) -> list[dict[str, Any]]:
    """Return the accounts that are locked in place, with who, why and until when."""
    rows = [p for p in (*found.members, *found.changes) if p.is_locked or p.override]
    unique = {p.account: p for p in rows}
    return [_lock(p, today) for p in list(unique.values())[:20]]


def _lock(proposal: Proposal, today: int) -> dict[str, Any]:
    override = proposal.override if isinstance(proposal.override, dict) else {}
    until = proposal.lock_until_day or override.get("until_day")
    words = tiers.label(proposal.proposed_tier or proposal.signed_tier)
    end = _(" until %(day)s") % {"day": wording.day(until, today)} if until else ""
    detail = proposal.lock_reason or str(override.get("reason") or "")
    by = str(override.get("decided_by") or override.get("by") or "")
    return {
        "public_id": proposal.public_id,
        "name": proposal.name,
        "words": words + end,
        "detail": f"{detail} · {by}" if by else detail,
        "can_unlock": True,
    }


def kept_out(proposal: Proposal) -> dict[str, str]:
    """Return an account that is kept out, with the must-have it fails."""
    is_unknown = "unknown" in proposal.why.lower()
    return {
        "public_id": proposal.public_id,
        "name": proposal.name,
        "words": proposal.why or _("is kept out"),
        "icon": "help-circle" if is_unknown else "circle-minus",
    }


def starts(program: Program, found: TargetList, pinned: Pinned) -> list[dict[str, str]]:
    """Say what a signature starts, which is why anyone signs."""
    lines = [
        {
            "icon": "target-arrow",
            "words": wording.counted(
                len(found.members), "1 account is on the list", "%(n)s accounts are on the list"
            ),
        }
    ]
    on_list = [play for play in program.plays if play.start.when.on_signed_list]
    lines += [{"icon": "route", "words": play.title} for play in on_list[:3]]
    if found.expires_on_day:
        lines.append(
            {
                "icon": "calendar-event",
                "words": _("The list holds until %(day)s")
                % {"day": wording.day(found.expires_on_day, pinned.as_of_day)},
            }
        )
    else:
        lines.append(
            {"icon": "calendar-event", "words": _("The tiers in force become the signed ones")}
        )
    return lines


def signing(found: TargetList, user: AppUser) -> dict[str, Any]:
    """Say whether this user can sign now, for which side, and if not, why not."""
    waiting = [s.side for s in found.signatures if not s.signed_by]
    own = [side for side in waiting if user.is_admin or side == user.access_role]
    sides = [(side, _(SIDES[side])) for side in own]
    over = [
        _("%(tier)s is %(n)s over") % {"tier": r.label, "n": r.excess}
        for r in found.rooms
        if r.excess
    ]
    why = ""
    if not user.can_write:
        why = _("Readers see the list; marketing and sales sign it.")
    elif not found.members:
        why = _("There is nobody on it to sign for.")
    elif found.open_objections:
        why = ngettext(
            "Settle the one objection first.",
            "Settle the %(n)s objections first.",
            found.open_objections,
        ) % {"n": found.open_objections}
    elif over:
        why = _(
            "More than was agreed: %(over)s. Unlock some, or change the capacity in the rules."
        ) % {"over": wording.joined(over)}
    elif not own and found.proposal_id:
        why = (
            _("You have signed. The other side has yet to sign.")
            if len(waiting) == 1
            else _("Both sides have signed.")
        )
    return {
        "can_sign": not why,
        "why_shut": why,
        "sides": sides or [("", "")],
        "sign_label": _("Sign this list"),
    }


def choices(changes: list[Change], which: str) -> list[dict[str, Any]]:
    """Return the two cuts of the table: all changes, and those that are not settled."""
    link = reverse("targets")
    unsettled = sum(c.objection is not None for c in changes)
    return [
        {"title": _("All"), "n": len(changes), "link": link, "is_here": which != "unsettled"},
        {
            "title": _("Unsettled"),
            "n": unsettled,
            "link": f"{link}?which=unsettled",
            "is_here": which == "unsettled",
        },
    ]
