"""The whole page of the target account list, and the history of signed ones."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.program.model import Program
from accord.server.records.models import AppUser
from accord.server.records.queries.lists import SignedList, TargetList
from accord.server.records.queries.picture import Pinned
from accord.server.web import tiers, wording
from accord.server.web.display import target_page

_KEPT_OUT_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for the list, which of its changes, and how many of them."""

    user: AppUser
    which: str
    shown: int


def sheet(found: TargetList, program: Program, pinned: Pinned, *, asked: Asked) -> dict[str, Any]:
    """Return what the page's template reads."""
    today = pinned.as_of_day
    staying = [m for m in found.members if m.objections and m.change == "stays"]
    every = sorted((*staying, *found.changes), key=lambda change: not change.objections)
    changes = [target_page.change(proposal, today) for proposal in every]
    cut = [c for c in changes if c.objection] if asked.which == "unsettled" else changes
    locks = target_page.locks(found, today)
    return {
        "headline": target_page.headline(found),
        "under": target_page.under(found),
        "compare_words": _compare(found),
        "table_title": _("Proposed changes"),
        "choices": target_page.choices(changes, asked.which),
        "changes": cut[: asked.shown],
        "no_changes": _("Nothing enters, leaves or moves. What was signed stands."),
        "more": _more(len(cut) - asked.shown),
        "more_link": f"{reverse('targets')}?shown={asked.shown + 200}",
        "side_title": _("Position"),
        "can_object": asked.user.can_write,
        "tiers": _tiers(program),
        "locks": locks,
        "locked_words": ngettext("one account", "%(n)s accounts", len(locks)) % {"n": len(locks)}
        if locks
        else "",
        "kept_out": [target_page.kept_out(p) for p in found.kept_out[:_KEPT_OUT_SHOWN]],
        "kept_out_all": _("All %(n)s") % {"n": f"{len(found.kept_out):,}"},
        "signatures": [target_page.signature(s) for s in found.signatures],
        "proposal_id": found.proposal_id,
        "rooms": [target_page.room(room) for room in found.rooms],
        "starts": target_page.starts(program, found, pinned),
        **target_page.signing(found, asked.user),
    }


def _tiers(program: Program) -> list[tuple[str, str]]:
    return tiers.choices(tuple(name for name in tiers.ORDER if name in program.tiers))


def _compare(found: TargetList) -> str:
    if found.last_signed_at is None:
        return _("No list was signed yet")
    return _("Against the list of %(day)s") % {
        "day": wording.moment(found.last_signed_at).split(",")[0]
    }


def _more(n: int) -> str:
    return ngettext("One more change", "%(n)s more changes", n) % {"n": f"{n:,}"} if n > 0 else ""


def history(found: tuple[SignedList, ...]) -> dict[str, Any]:
    """Return the page of signed lists."""
    if found:
        n = sum(found[0].accounts_by_tier.values())
        text = ngettext(
            "One list was signed; it holds %(a)s accounts.",
            "%(n)s lists were signed; the last holds %(a)s accounts.",
            len(found),
        )
        headline = text % {"n": len(found), "a": f"{n:,}"}
    else:
        headline = _("No list was signed yet.")
    return {
        "lists": found,
        "headline": headline,
        "tiers": tiers.choices(),
    }
