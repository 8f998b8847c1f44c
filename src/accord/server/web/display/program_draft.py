"""How a draft of the rules reads: what it would change, who moves, and who may adopt it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.program import comparing, editing
from accord.program.model import Program
from accord.program.problems import Problem
from accord.server import movers
from accord.server.records.queries import programs
from accord.server.records.queries.programs import Preview, Version
from accord.server.web import rounding, tiers, wording
from accord.server.web.display import program_words
from accord.values.errors import AccordError

SHOWN: Final = 50
"""Movers on the page before somebody asks for all of them."""


def difference(before: Program | None, after: Program | None) -> list[str]:
    """Say what is different between two programs."""
    if before is None or after is None:
        return []
    return [change.words for change in comparing.difference(before, after)]


def diff_lines(found: Iterable[str]) -> list[dict[str, str]]:
    """Return the lines of a difference with their kind."""
    kinds = {"+": "add", "-": "del"}
    return [
        {"text": line, "kind": kinds.get(line[:1], "")}
        for line in found
        if not line.startswith(("---", "+++"))
    ]


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that keep a text from running."""
    return [problem for problem in problems if not problem.is_notice]


def problem(found: Problem, base: Version) -> dict[str, Any]:
    """Return a problem in words, with the form in which it is mended where there is one."""
    section = found.where.partition(".")[0]
    link = ""
    if base.is_draft and section in _sections(base.text):
        link = f"{reverse('program_section', args=[section])}?draft={base.version}#f-{found.where}"
    return {
        "place": program_words.place(found.where),
        "where": found.where,
        "line": found.line,
        "message": found.message,
        "hint": found.hint,
        "link": link,
    }


def section_of(draft: Version, current: Version | None, problems: Sequence[Problem]) -> str:
    """Return the section that a draft's form opens with: a problem's, else what it changes."""
    known = _sections(draft.text)
    changes = _changed_sections(draft, current) if not problems else []
    named = [each.where.partition(".")[0] for each in problems] + changes
    return next((name for name in named if name in known), "profile" if known else "")


def _changed_sections(draft: Version, current: Version | None) -> list[str]:
    if current is None:
        return []
    before, after = programs.program_of(current.text), programs.program_of(draft.text)
    return [change.path.partition(".")[0] for change in comparing.difference(before, after)]


def _sections(text: str) -> frozenset[str]:
    """Return the sections that a form can change; none of a text that can't be read."""
    try:
        return frozenset(editing.sections(text))
    except AccordError:
        return frozenset()


def draft_headline(draft: Version, preview: Preview | None, problems: list[Problem]) -> str:
    """Say what a draft would do; nothing is adopted yet."""
    if problems:
        return ngettext(
            "One problem keeps this draft from running.",
            "%(n)s problems keep this draft from running.",
            len(problems),
        ) % {"n": len(problems)}
    if not draft.is_draft:
        return (
            _("These rules were adopted.")
            if draft.adopted_at
            else _("These rules stand here to be compared.")
        )
    if preview is None:
        return _("Nothing is adopted yet. Ask what this would change.")
    if preview.state in {"waiting", "running"}:
        return _("Accord works out what would change. Nothing is adopted.")
    if preview.state == "failed":
        return _("What would change could not be worked out. Nothing is adopted.")
    sentence = preview.sentence.rstrip(".")
    return (
        _("%(sentence)s. Nothing is adopted yet.")
        % {"sentence": sentence[:1].upper() + sentence[1:]}
        if sentence
        else _("Nothing would change. Nothing is adopted yet.")
    )


def steps(preview: Preview | None) -> list[dict[str, Any]]:
    """Return accounts by tier, now and with the draft."""
    if preview is None or preview.state != "ready":
        return []
    return [
        {
            "tier": tier,
            "title": tiers.label(tier),
            "before": preview.tiers_before.get(tier, 0),
            "after": preview.tiers_after.get(tier, 0),
            "top": max(preview.tiers_before.get(tier, 0), preview.tiers_after.get(tier, 0), 1),
        }
        for tier in tiers.ORDER
    ]


def who_moves(preview: Preview | None, *, is_all: bool) -> dict[str, Any]:
    """Return who would move, from where to where and why, and how many are only counted."""
    if preview is None or preview.state != "ready":
        return {"moved": []}
    shown = preview.moved if is_all else preview.moved[:SHOWN]
    return {
        "moved": [_mover(row) for row in shown],
        "moved_words": ngettext("one account", "%(n)s accounts", preview.movers)
        % {"n": f"{preview.movers:,}"},
        "more_moved": _more(preview.movers - len(shown)),
        "can_show_more": len(shown) < len(preview.moved),
        "rest": _rest(preview.accounts - preview.movers, preview.accounts),
    }


def _more(n: int) -> str:
    return ngettext("One more moves", "%(n)s more move", n) % {"n": f"{n:,}"} if n > 0 else ""


def _rest(n: int, every: int) -> str:
    """Say in one line who is not listed, and by which measure they stay."""
    text = ngettext(
        "%(n)s of %(all)s accounts keeps its tier, stage and place on the list, and its fit and "
        "engagement move by less than %(least)s points.",
        "%(n)s of %(all)s accounts keep their tier, stage and place on the list, and their fit and "
        "engagement move by less than %(least)s points.",
        n,
    )
    return text % {
        "n": f"{n:,}",
        "all": f"{every:,}",
        "least": movers.POINTS_WORTH_SHOWING,
    }


def _mover(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one account that moves: what moves, from what to what, and the clause."""
    return {
        "public_id": str(row.get("public_id") or ""),
        "name": str(row.get("name") or ""),
        "moves": [each for each in _moves(row) if each["before"] != each["after"]],
        "why": str(row.get("why") or ""),
    }


def _moves(row: Mapping[str, Any]) -> list[dict[str, str]]:
    def pair(title: str, name: str, words: Callable[[Any], str]) -> dict[str, str]:
        before, after = words(row.get(f"{name}_before")), words(row.get(name))
        return {"title": title, "before": before, "after": after}

    return [
        pair("", "proposed_tier", tiers.place),
        pair(_("Stage"), "stage", lambda code: wording.words(code or "unaware")),
        pair(_("Fit"), "fit", rounding.whole),
        pair(_("Engagement"), "engagement", rounding.whole),
    ]


def adopting(
    draft: Version, problems: list[Problem], *, can_write: bool, is_admin: bool
) -> dict[str, Any]:
    """Say whether this draft can be adopted by this user now, and if not, why not."""
    why = ""
    if not draft.is_draft:
        why = _("It was adopted already.")
    elif not can_write:
        why = _("Readers see drafts; marketing and sales adopt them.")
    elif problems:
        why = _("Mend the problems first.")
    elif draft.is_behind:
        why = _(
            "Other rules were adopted since this draft began. Compare, carry over what is missing, then adopt."
        )
    given = wording.joined(list(draft.approvals)) if draft.approvals else ""
    return {
        "can_adopt": not why,
        "why_shut": why,
        "adopt_title": _("Adopt these rules?"),
        "adopt_label": _("Adopt") if is_admin else _("Say yes for my side"),
        "adopt_under": (_("Said yes so far: %(who)s. ") % {"who": given} if given else "")
        + (_("An admin adopts alone. ") if is_admin else _("Marketing and sales both say yes. "))
        + _("It applies from that moment on, and one step brings the rules before it back."),
    }
