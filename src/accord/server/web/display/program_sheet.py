"""The pages of rules and charter: in force, as form, as text, as draft, compared."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.program import in_force as clauses
from accord.program import presets
from accord.program.model import Program
from accord.program.problems import Problem
from accord.server.records.models import AppUser
from accord.server.records.queries import programs, users
from accord.server.records.queries.programs import Preview, Version
from accord.server.web import people, wording
from accord.server.web.display import program_draft, program_form, program_page
from accord.values.errors import AccordError

_IN_WORDS = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a draft, in which time zone, and whether for everybody who moves."""

    user: AppUser
    zone: ZoneInfo
    is_all: bool = False


def in_force(
    current: Version, program: Program, drafts: Sequence[Version], zone: ZoneInfo
) -> dict[str, Any]:
    """Return the page of the rules in force."""
    kept = clauses.not_in_force(program)
    who = wording.joined([wording.named(who, people.names()) for who in current.adopted_by]) or _(
        "the command line"
    )
    return {
        "headline": _("These rules decide every number since %(day)s.")
        % {"day": wording.moment(current.adopted_at, zone).split(",")[0]},
        "under": _("%(title)s, version %(v)s, adopted by %(who)s. %(kept)s")
        % {
            "title": program.title,
            "v": current.version[:8],
            "who": who,
            "kept": ngettext(
                "One clause is not yet in force.", "%(n)s clauses are not yet in force.", len(kept)
            )
            % {"n": len(kept)}
            if kept
            else "",
        },
        "drafts": [_draft_line(draft, zone) for draft in drafts],
        "parts": program_page.sections(program),
        "kept": [
            {"where": clause.path, "words": clause.words[:1].upper() + clause.words[1:]}
            for clause in kept
        ],
    }


def _draft_line(draft: Version, zone: ZoneInfo) -> dict[str, str]:
    detail = _("by %(who)s") % {
        "who": wording.named(draft.written_by, people.names()) or _("somebody")
    }
    if draft.approvals:
        detail += " · " + _("said yes: %(who)s") % {"who": wording.joined(list(draft.approvals))}
    return {
        "version": draft.version,
        "title": draft.title,
        "detail": detail,
        "when": wording.moment(draft.written_at, zone),
    }


def versions_headline(found: Sequence[Version]) -> str:
    """Say how often the rules changed."""
    n = sum(not version.is_draft for version in found)
    return ngettext(
        "One version was adopted.",
        "%(n)s versions were adopted; any of them comes back in one step.",
        n,
    ) % {"n": n}


def who_may_revert() -> str:
    """Name the admins, who alone bring an earlier version back."""
    admins = (each for each in users.list_users() if each.is_active)
    return wording.joined([each.name for each in admins if each.access_role == "admin"])


def form(base: Version, section: str, data: Any) -> dict[str, Any]:
    """Return one section as a form."""
    title = program_page.title(section)
    problems = program_draft.errors(programs.check_text(base.text)) if base.is_draft else []
    nodes = program_form.nodes(data, section, problems)
    rest = [each for each in problems if each.where not in program_form.shown(nodes)]
    return {
        "title": title,
        "headline": _("%(title)s: what if it were different?") % {"title": title},
        "draft": base.version if base.is_draft else "",
        "revision": base.revision,
        "draft_words": _("Draft: %(t)s") % {"t": base.title} if base.is_draft else "",
        "nodes": nodes,
        "total": program_form.total(section, data),
        "note": "",
        "problems": [program_draft.problem(each, base) for each in rest],
        "problems_here": len(problems) - len(rest),
        "text": _text_of(base.text, section),
    }


def _text_of(text: str, section: str) -> str:
    """Return the lines of the text that hold a section."""
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith(f"{section}:")), None)
    if start is None:
        return _("Taken over from the preset; the text itself does not say it.")
    end = next(
        (
            n
            for n in range(start + 1, len(lines))
            if lines[n][:1].strip() and not lines[n].startswith("#")
        ),
        len(lines),
    )
    return "\n".join(lines[start:end])


def editor(
    base: Version, words: str, problems: Sequence[Problem], *, title: str, is_checked: bool
) -> dict[str, Any]:
    """Return the page of the text editor."""
    found = program_draft.errors(problems)
    if found:
        headline = ngettext(
            "One problem; nothing was saved.",
            "%(n)s problems, all together; nothing was saved.",
            len(found),
        ) % {"n": len(found)}
    elif is_checked:
        headline = _("No problem. Save it as a draft to see what would change.")
    else:
        headline = _("The rules as text. What you change becomes a draft.")
    return {
        "headline": headline,
        "text": words,
        "problems": [program_draft.problem(each, base) for each in found],
        "title": title,
        "note": "",
        "draft": base.version if base.is_draft else "",
        "revision": base.revision,
        "draft_words": _("Draft: %(t)s") % {"t": base.title} if base.is_draft else "",
    }


def draft(
    found: Version,
    current: Version | None,
    preview: Preview | None,
    *,
    asked: Asked,
) -> dict[str, Any]:
    """Return the page of a draft."""
    user = asked.user
    problems = program_draft.errors(programs.check_text(found.text))
    is_waiting = preview is not None and preview.state in {"waiting", "running"}
    return {
        "title": found.title,
        "version": found.version,
        "revision": found.revision,
        "chip": found.title,
        "is_draft": found.is_draft,
        "section": program_draft.section_of(found, current, problems),
        "headline": program_draft.draft_headline(found, preview, problems),
        "under": _("%(what)s Written by %(who)s, %(when)s.")
        % {
            "what": _changed_words(found, current),
            "who": wording.named(found.written_by, people.names()) or "–",
            "when": wording.moment(found.written_at, asked.zone),
        },
        "problems": [program_draft.problem(each, found) for each in problems],
        "is_waiting": is_waiting,
        "steps": program_draft.steps(preview),
        **program_draft.who_moves(preview, is_all=asked.is_all),
        "diff": program_draft.diff_lines(_diff(current.text if current else "", found.text)),
        "in_words": _differences(found, current),
        **program_draft.adopting(found, problems, can_write=user.can_write, is_admin=user.is_admin),
    }


def _changed_words(found: Version, current: Version | None) -> str:
    n = len(_differences(found, current))
    return (
        ngettext("One clause is different.", "%(n)s clauses are different.", n) % {"n": n}
        if n
        else ""
    )


def _differences(found: Version, current: Version | None) -> list[str]:
    """Say where a text differs from the rules in force; nothing for a text that can't run."""
    try:
        after = programs.program_of(found.text)
        before = programs.program_of(current.text) if current else None
    except AccordError:
        return []
    return program_draft.difference(before, after)[:_IN_WORDS]


def _diff(before: str, after: str) -> list[str]:
    return list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2))


def comparison(found: Version, current: Version | None) -> dict[str, Any]:
    """Return where a version differs from the rules in force."""
    return {
        "headline": _("%(title)s against the rules in force: %(n)s differences.")
        % {"title": found.title or found.version, "n": len(_differences(found, current))},
        "crumb": _("Compare"),
        "under": "",
        "words": _differences(found, current),
        "diff": program_draft.diff_lines(_diff(current.text if current else "", found.text)),
    }


def presets_sheet(*, has_rules: bool) -> dict[str, Any]:
    """Return the presets with what each is about."""
    headline = (
        _("Six ways to begin, none of them yours yet.")
        if not has_rules
        else _("Compare your rules with what others publish.")
    )
    return {"headline": headline, "presets": [_preset(name) for name in presets.names()]}


def _preset(name: str) -> dict[str, Any]:
    program = presets.program(name)
    tiers = ", ".join(
        f"{tier.label or wording.words(t)} {tier.capacity:,}" for t, tier in program.tiers.items()
    )
    kinds = len(program.engagement.activities)
    lines = [
        (_("Tiers"), tiers),
        (_("Kinds that count"), str(kinds)),
        (_("Journey stages"), str(len(program.stages.of("new")))),
        (_("Plays"), str(len(program.plays))),
    ]
    return {"name": name, "title": program.title, "lines": lines}


def preset_comparison(name: str, current: Version | None) -> dict[str, Any]:
    """Return where a preset differs from the rules in force."""
    program = presets.program(name)
    before = programs.program_of(current.text) if current else None
    words = program_draft.difference(before, program)
    return {
        "headline": _("%(title)s: %(n)s differences to your rules.")
        % {"title": program.title, "n": f"{len(words):,}"},
        "crumb": _("Preset"),
        "under": _(
            "To see what it would do with your own accounts, try it on your facts: nothing is adopted by that."
        ),
        "words": words[:200],
        "preset": name,
        "diff": program_draft.diff_lines(
            _diff(current.text if current else "", presets.text(name))
        ),
    }
