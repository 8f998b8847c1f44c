"""What is different between two programs, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from accord.program import rules, saying
from accord.program.explaining import with_ids
from accord.program.model import Program
from accord.program.problems import Path, dotted

_TITLES: Final[tuple[tuple[str, str], ...]] = (
    ("profile.criteria.*.weight", "Fit: weight of {0}"),
    ("profile.criteria.*.values.*", "Fit: share of {1} in {0}"),
    ("profile.criteria.*.means.*", "Fit: what counts as {1} in {0}"),
    ("profile.criteria.*.bands.*.*", "Fit: band {1} of {0}, {2}"),
    ("profile.criteria.*", "Fit: {0}"),
    ("profile.bands.*", "Fit: {0} from"),
    ("profile.must_have.*", "Fit: must have {0}"),
    ("profile.exclude.*", "Fit: excluded, {0}"),
    ("engagement.activities.*.points", "Engagement: points of {0}"),
    ("engagement.activities.*.half_life", "Engagement: half-life of {0} in days"),
    ("engagement.activities.*.pages", "Engagement: pages of {0}"),
    ("engagement.activities.*", "Engagement: {0}"),
    ("buying_groups.*.roles.*.weight", "Buying group {0}: weight of {1}"),
    ("buying_groups.*.roles.*.multiplier", "Buying group {0}: multiplier of {1}"),
    ("buying_groups.*.roles.*.required.*", "Buying group {0}: {1} required in {2}"),
    ("buying_groups.*.roles.*.crm", "Buying group {0}: CRM words for {1}"),
    ("buying_groups.*.roles.*", "Buying group {0}: role {1}"),
    ("tiers.*.capacity", "Tiers: capacity of {0}"),
    ("tiers.*.needs.*", "Tiers: {0} needs {1}"),
    ("ranking.before_any_model.*", "Ranking: weight of {0}"),
    ("stages.*.*.enter", "Journey {0}: {1} is entered when"),
    ("stages.*.*.leave", "Journey {0}: {1} is left"),
    ("stages.*.*.title", "Journey {0}: title of {1}"),
    ("stages.*.*", "Journey {0}: stage {1}"),
    ("qualification.any.*.all", "Qualification: {0}, all of"),
    ("qualification.any.*", "Qualification: way {0}"),
    ("messages.claims.*", "Messages: claim {0}"),
    ("intent.sources.*", "Intent: {0}"),
    ("service_levels.complete_means.*", "Service levels: complete in {0} means"),
    ("service_levels.*.*", "Service levels: {0} in {1}, in business hours"),
    ("service_levels.*", "Service levels: {0}"),
    ("handoff.reject_reasons.*.then", "Hand-off: what follows a rejection as {0}"),
    ("handoff.reject_reasons.*.cooldown_days", "Hand-off: days of rest after {0}"),
    ("handoff.reject_reasons.*", "Hand-off: rejection as {0}"),
    ("handoff.shows", "Hand-off: what a seller is shown"),
    ("routing.order", "Routing: order"),
    ("calendar.business_hours.*", "Business hours: {0}"),
    ("plays.*.title", "Plays: title of {0}"),
    ("plays.*", "Plays: {0}"),
    ("goals.revenue.values", "Goals: revenue"),
)
"""How changes are named, the first that fits; `*` is a key, and {0} the first of them."""

_WHOLE: Final = frozenset({"enter", "leave", "all"})
"""Clauses that are said whole, not part by part."""
_RULE: Final[TypeAdapter[rules.Rule]] = TypeAdapter(rules.Rule)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, and in words."""

    path: str
    words: str


def difference(before: Program, after: Program) -> list[Change]:
    """List what is different, in the order of the program."""
    changes = _changes((), before.data, after.data)
    return [_said(path, old, new, after.data) for path, old, new in changes]


def _changes(path: Path, old: Any, new: Any) -> Iterator[tuple[Path, Any, Any]]:
    if old == new:
        return
    if path and path[-1] in _WHOLE:
        yield path, old, new
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*new, *old)):
            yield from _changes((*path, key), old.get(key), new.get(key))
    elif _has_ids(old) and _has_ids(new):
        yield from _changed_items(path, _by_id(old), _by_id(new))
    elif _is_alike(old, new):
        for place, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _changes((*path, place), one, other)
    else:
        yield path, old, new


def _changed_items(
    path: Path, olds: dict[str, Any], news: dict[str, Any]
) -> Iterator[tuple[Path, Any, Any]]:
    for key in dict.fromkeys((*news, *olds)):
        yield from _changes((*path, key), olds.get(key), news.get(key))
    if set(olds) == set(news) and list(olds) != list(news):
        yield path, list(olds), list(news)


def _has_ids(items: Any) -> bool:
    return isinstance(items, list) and all(isinstance(i, Mapping) and "id" in i for i in items)


def _by_id(items: list[Any]) -> dict[str, Any]:
    return {item["id"]: item for item in items}


def _is_alike(old: Any, new: Any) -> bool:
    """Tell whether two lists of mappings have one length, so that places correspond."""
    both = isinstance(old, list) and isinstance(new, list) and len(old) == len(new)
    return both and all(isinstance(item, Mapping) for item in (*old, *new))


def _said(path: Path, old: Any, new: Any, data: Any) -> Change:
    named = with_ids(path, data)
    title = _title(tuple(str(part) for part in named))
    if isinstance(old, list) and isinstance(new, list) and not _mappings(old, new):
        gone = [item for item in old if item not in new]
        come = [item for item in new if item not in old]
        said = [f"+ {saying.value(come)}"] if come else []
        said += [f"- {saying.value(gone)}"] if gone else []
        words = "; ".join(said) or f"now in the order {saying.value(new)}"
        return Change(dotted(named), f"{title}: {words}")
    if old is None or new is None:
        verb = "added" if old is None else "removed"
        brief = "" if isinstance(new or old, Mapping) else f" ({_words(new or old)})"
        return Change(dotted(named), f"{title}: {verb}{brief}")
    return Change(dotted(named), f"{title} {_words(old)} → {_words(new)}")


def _mappings(old: list[Any], new: list[Any]) -> bool:
    return any(isinstance(item, Mapping) for item in (*old, *new))


def _words(value: Any) -> str:
    items = value if isinstance(value, list) else [value]
    if items and all(isinstance(item, Mapping) for item in items):
        try:
            return " and ".join(saying.rule(_RULE.validate_python(item)) for item in items)
        except ValidationError:
            return saying.value(value)
    return saying.value(value)


def _title(path: tuple[str, ...]) -> str:
    for pattern, title in _TITLES:
        parts = pattern.split(".")
        if len(parts) <= len(path) and _fits(parts, path):
            keys = [saying.plain(p) for one, p in zip(parts, path, strict=False) if one == "*"]
            rest = [saying.plain(part) for part in path[len(parts) :]]
            return ", ".join([title.format(*keys), *rest])
    first, *others = (saying.plain(part) for part in path)
    return ": ".join([first.capitalize(), ", ".join(others)]) if others else first.capitalize()


def _fits(parts: list[str], path: tuple[str, ...]) -> bool:
    return all(one in {"*", part} for one, part in zip(parts, path, strict=False))
