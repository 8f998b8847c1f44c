"""How the rules read: sections in words, by what they are for."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accord.program import in_force, saying
from accord.program.model import Program
from accord.server.web import tiers, wording
from accord.server.web.display import program_words

PARTS: Final = (
    (gettext_noop("Stand on"), ("company", "calendar", "money", "pipeline", "economics")),
    (
        gettext_noop("Choose"),
        (
            "profile",
            "list_builders",
            "ranking",
            "tiers",
            "tiering",
            "account_team",
            "routing",
            "motions",
            "lists",
        ),
    ),
    (gettext_noop("Know"), ("solutions", "buying_groups", "messages")),
    (gettext_noop("Hear"), ("engagement", "visits", "intent", "triggers", "rising")),
    (
        gettext_noop("Follow"),
        ("stages", "qualification", "lead_review", "service_levels", "handoff", "reach"),
    ),
    (gettext_noop("Do"), ("plays", "play_defaults")),
    (gettext_noop("Tell"), ("goals", "budget", "patience", "charter", "reviews")),
)
"""The program's clauses by what they are for."""
_TITLES: Final = {
    "company": gettext_noop("Who we are"),
    "profile": gettext_noop("Ideal customer profile"),
    "list_builders": gettext_noop("Where accounts come from"),
    "ranking": gettext_noop("What makes one worth more"),
    "tiers": gettext_noop("Tiers and their capacity"),
    "tiering": gettext_noop("When an account moves"),
    "buying_groups": gettext_noop("Buying groups and roles"),
    "messages": gettext_noop("Messages: problem, claim, proof"),
    "engagement": gettext_noop("What counts as engagement"),
    "visits": gettext_noop("Where visits come from"),
    "stages": gettext_noop("Journey stages"),
    "qualification": gettext_noop("When an account is qualified"),
    "lead_review": gettext_noop("Which leads of vendors are taken"),
    "goals": gettext_noop("Goals"),
    "charter": gettext_noop("Charter: who does what"),
    "patience": gettext_noop("When a figure may be judged"),
    "rising": gettext_noop("When an account is rising"),
}
_LINES: Final = 6
_LONGEST: Final = 90


def title(section: str) -> str:
    """Return what a section is called."""
    return _(_TITLES.get(section, "")) or wording.words(section)


def sections(program: Program) -> list[dict[str, Any]]:
    """Return every section that the program writes down, by part, in words."""
    kept = {clause.path for clause in in_force.not_in_force(program)}
    listed = {name for _part, names in PARTS for name in names}
    rest = [
        name
        for name, value in program.data.items()
        if name not in listed and isinstance(value, Mapping | list)
    ]
    parts = [*PARTS, (gettext_noop("And"), tuple(rest))]
    found = [
        {
            "title": _(part),
            "sections": [
                {
                    "name": name,
                    "title": title(name),
                    "lines": lines(program.data[name]),
                    "is_kept": name in kept,
                }
                for name in names
                if program.data.get(name) not in (None, {}, [])
            ],
        }
        for part, names in parts
    ]
    return [part for part in found if part["sections"]]


def lines(data: Any) -> list[tuple[str, str]]:
    """Say a section in a few lines."""
    if isinstance(data, list):
        names = [
            str(item.get("title") or item.get("id")) if isinstance(item, Mapping) else str(item)
            for item in data
        ]
        shown = [("", name) for name in names[:_LINES]]
        return [(_("%(n)s in all") % {"n": len(names)}, ""), *shown] if len(names) > 1 else shown
    if not isinstance(data, Mapping):
        return [("", str(data))]
    found = [(program_words.title(str(name)), brief(value)) for name, value in data.items()]
    return found[:_LINES] + (
        [("…", _("and %(n)s more") % {"n": len(found) - _LINES})] if len(found) > _LINES else []
    )


def _small(key: Any) -> str:
    text = program_words.title(str(key))
    return text if text[1:2].isupper() or key in tiers.ORDER else text[:1].lower() + text[1:]


def brief(value: Any) -> str:
    """Say a value in a line."""
    if isinstance(value, Mapping):
        scalars = [
            f"{_small(k)} {brief(v)}" for k, v in value.items() if not isinstance(v, Mapping | list)
        ]
        text = ", ".join(scalars) or ", ".join(_small(k) for k in value)
    elif isinstance(value, list):
        text = ", ".join(
            brief(each)
            if not isinstance(each, Mapping)
            else str(
                each.get("title") or wording.small_words(each.get("id") or each.get("name")) or "…"
            )
            for each in value
        )
    elif isinstance(value, bool):
        text = _("yes") if value else _("no")
    elif isinstance(value, str):
        text = wording.small_words(value) if value.islower() and "_" in value else value
    elif value is None:
        text = _("no limit")
    else:
        text = saying.value(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
