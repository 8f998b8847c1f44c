"""How the rules read: sections in words, as forms, as text; what a draft would change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.program import comparing, in_force, saying
from accord.program.model import Program
from accord.program.problems import Problem
from accord.server.records.queries.programs import Preview, Version
from accord.server.web import wording

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
    (gettext_noop("Hear"), ("engagement", "intent", "triggers", "rising")),
    (gettext_noop("Follow"), ("stages", "qualification", "service_levels", "handoff", "reach")),
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
    "stages": gettext_noop("Journey stages"),
    "qualification": gettext_noop("When an account is qualified"),
    "goals": gettext_noop("Goals"),
    "charter": gettext_noop("Charter: who does what"),
    "patience": gettext_noop("When a figure may be judged"),
    "rising": gettext_noop("When an account is rising"),
}
_LINES: Final = 6
_FOLDED_FROM: Final = 12
_LONGEST: Final = 90


@dataclass(frozen=True, slots=True)
class Node:
    """One clause as a form shows it: a field, a flag, or a group that folds."""

    path: str
    title: str
    value: str = ""
    is_flag: bool = False
    is_number: bool = False
    is_list: bool = False
    is_open: bool = False
    children: tuple["Node", ...] | None = None


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
    found = [(wording.words(name), brief(value)) for name, value in data.items()]
    return found[:_LINES] + (
        [("…", _("and %(n)s more") % {"n": len(found) - _LINES})] if len(found) > _LINES else []
    )


def brief(value: Any) -> str:
    """Say a value in a line."""
    if isinstance(value, Mapping):
        scalars = [
            f"{wording.small_words(k)} {brief(v)}"
            for k, v in value.items()
            if not isinstance(v, Mapping | list)
        ]
        text = ", ".join(scalars) or ", ".join(wording.small_words(k) for k in value)
    elif isinstance(value, list):
        text = ", ".join(
            brief(each)
            if not isinstance(each, Mapping)
            else str(each.get("title") or each.get("id") or "…")
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


def nodes(data: Any, path: str, depth: int = 0) -> tuple[Node, ...]:
    """Return a clause as fields and groups, whatever its shape."""
    if isinstance(data, Mapping):
        return tuple(_node(str(key), value, f"{path}.{key}", depth) for key, value in data.items())
    if isinstance(data, list):
        return tuple(
            _node(_item_title(item, place), item, f"{path}.{_item_key(item, place)}", depth)
            for place, item in enumerate(data)
        )
    return (_leaf(path.rpartition(".")[2], data, path),)


def _node(name: str, value: Any, path: str, depth: int) -> Node:
    is_plain_list = isinstance(value, list) and all(
        not isinstance(each, Mapping | list) for each in value
    )
    if isinstance(value, Mapping | list) and value and not is_plain_list:
        return Node(
            path,
            wording.words(name),
            is_open=depth == 0 and len(value) <= _FOLDED_FROM,
            children=nodes(value, path, depth + 1),
        )
    return _leaf(name, value, path)


def _leaf(name: str, value: Any, path: str) -> Node:
    if isinstance(value, bool):
        return Node(path, wording.words(name), is_flag=True, value="true" if value else "")
    if isinstance(value, list):
        return Node(path, wording.words(name), ", ".join(str(each) for each in value), is_list=True)
    is_number = isinstance(value, int | float)
    return Node(path, wording.words(name), "" if value is None else str(value), is_number=is_number)


def _item_title(item: Any, place: int) -> str:
    if isinstance(item, Mapping):
        return str(item.get("title") or item.get("id") or item.get("do") or place + 1)
    return str(place + 1)


def _item_key(item: Any, place: int) -> str:
    own = item.get("id") if isinstance(item, Mapping) else None
    return own if isinstance(own, str) else str(place)


def changed(data: Any, path: str, given: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return the values that a form changed, by dotted path, in the kind they had."""
    found = {}
    for leaf, value in leaves(data, path):
        if leaf in given:
            said = read(given[leaf][-1], value)
            if said != value:
                found[leaf] = said
    return found


def leaves(data: Any, path: str) -> Iterable[tuple[str, Any]]:
    """Go through every field of a clause with its dotted path."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(data, list) and any(isinstance(each, Mapping | list) for each in data):
        for place, item in enumerate(data):
            yield from leaves(item, f"{path}.{_item_key(item, place)}")
    else:
        yield path, data


def read(text: str, before: Any) -> Any:
    """Read what was typed as the kind that stood there; what does not fit stays as typed."""
    words = text.strip()
    if isinstance(before, bool):
        return words == "true"
    if isinstance(before, list):
        return [
            _number(each) if _are_numbers(before) else each
            for each in (w.strip() for w in words.split(","))
            if each
        ]
    if isinstance(before, int | float):
        return _number(words)
    if before is None:
        return _number(words) if words else None
    return words


def _are_numbers(items: list[Any]) -> bool:
    return bool(items) and all(
        isinstance(each, int | float) and not isinstance(each, bool) for each in items
    )


def _number(words: str) -> Any:
    for kind in (int, float):
        try:
            return kind(words)
        except ValueError:
            continue
    return words


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


def steps(preview: Preview | None, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return accounts by tier, now and with the draft."""
    if preview is None or preview.state != "ready":
        return []
    return [
        {
            "tier": tier,
            "title": labels.get(tier) or wording.words(tier),
            "before": preview.tiers_before.get(tier, 0),
            "after": preview.tiers_after.get(tier, 0),
            "top": max(preview.tiers_before.get(tier, 0), preview.tiers_after.get(tier, 0), 1),
        }
        for tier in ("one_to_one", "one_to_few", "one_to_many")
    ]


def moved(preview: Preview | None) -> list[dict[str, str]]:
    """Return who would move, from where to where, and the largest reason."""
    if preview is None:
        return []
    found = []
    for row in preview.moved[:100]:
        before, after = row.get("before") or row.get("from"), row.get("after") or row.get("to")
        found.append(
            {
                "name": str(row.get("name") or ""),
                "before": wording.words(before) if before else _("off the list"),
                "after": wording.words(after) if after else _("off the list"),
                "why": str(row.get("why") or ""),
            }
        )
    return found


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
