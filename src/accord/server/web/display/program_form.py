"""A section of the rules as a form: its fields, what was typed, and what is wrong at which."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from accord.program.problems import Problem
from accord.server.web.display import program_words

_FOLDED_FROM: Final = 12
_HUNDRED: Final = 100
_CODE: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_WEIGHTS: Final = {
    "profile": re.compile(r"profile\.criteria\.[^.]+\.weight"),
    "ranking": re.compile(r"ranking\.before_any_model\.[^.]+"),
}
"""Sections whose weights sum to a hundred, and which of their fields are weights."""


@dataclass(frozen=True, slots=True)
class Node:
    """One clause as a form shows it: a field, a flag, or a group that folds."""

    path: str
    title: str
    value: str = ""
    is_flag: bool = False
    is_number: bool = False
    is_list: bool = False
    is_weight: bool = False
    is_open: bool = False
    weight: str = ""
    """Of a group: what the weight inside it is, so that the sum can be read while folded."""
    children: tuple["Node", ...] | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """What the weights of a section sum to; `words` is shown until a script counts along."""

    n: str
    is_right: bool
    words: str


def nodes(
    data: Any, path: str, problems: Sequence[Problem] = (), depth: int = 0
) -> tuple[Node, ...]:
    """Return a clause as fields and groups, whatever its shape, each with what is wrong there."""
    if isinstance(data, Mapping):
        every = [
            (program_words.title(str(key)), value, f"{path}.{key}") for key, value in data.items()
        ]
    elif isinstance(data, list):
        every = [
            (_item_title(item, place), item, f"{path}.{_item_key(item, place)}")
            for place, item in enumerate(data)
        ]
    else:
        return (_leaf(program_words.title(path.rpartition(".")[2]), data, path, problems),)
    return tuple(
        _node((title, value, where), _inside(problems, where), depth)
        for title, value, where in every
    )


def _node(clause: tuple[str, Any, str], problems: Sequence[Problem], depth: int) -> Node:
    title, value, path = clause
    is_plain_list = isinstance(value, list) and all(
        not isinstance(each, Mapping | list) for each in value
    )
    if not isinstance(value, Mapping | list) or not value or is_plain_list:
        return _leaf(title, value, path, problems)
    children = nodes(value, path, problems, depth + 1)
    told = {problem.where for child in children for problem in _told(child)}
    return Node(
        path,
        title,
        is_open=bool(problems) or (depth == 0 and len(value) <= _FOLDED_FROM),
        weight=next((child.value for child in children if child.is_weight), ""),
        children=children,
        problems=tuple(problem for problem in problems if problem.where not in told),
    )


def _inside(problems: Sequence[Problem], path: str) -> list[Problem]:
    return [p for p in problems if p.where == path or p.where.startswith(f"{path}.")]


def _told(node: Node) -> Iterable[Problem]:
    """Go through the problems that a clause or one inside it shows."""
    yield from node.problems
    for child in node.children or ():
        yield from _told(child)


def shown(found: Iterable[Node]) -> set[str]:
    """Return where problems are that some clauses show at their fields."""
    return {problem.where for node in found for problem in _told(node)}


def _leaf(title: str, value: Any, path: str, problems: Sequence[Problem]) -> Node:
    wrong = tuple(problems)
    if isinstance(value, bool):
        return Node(path, title, is_flag=True, value="true" if value else "", problems=wrong)
    if isinstance(value, list):
        words = ", ".join(_spoken(each, is_code=_are_codes(value)) for each in value)
        return Node(path, title, words, is_list=True, problems=wrong)
    pattern = _WEIGHTS.get(path.partition(".")[0])
    is_weight = bool(pattern and pattern.fullmatch(path))
    return Node(
        path,
        title,
        "" if value is None else _spoken(value, is_code=_are_codes([value])),
        is_number=is_weight or isinstance(value, int | float),
        is_weight=is_weight,
        problems=wrong,
    )


def total(section: str, data: Any) -> Total | None:
    """Return what the weights of a section sum to; None where nothing is weighed."""
    pattern = _WEIGHTS.get(section)
    found = [value for path, value in leaves(data, section) if pattern and pattern.fullmatch(path)]
    if not found:
        return None
    numbers = [value for value in found if isinstance(value, int | float)]
    n = sum(numbers)
    is_right = n == _HUNDRED and len(numbers) == len(found)
    return Total(f"{n:g}", is_right, _left(n))


def _left(n: float) -> str:
    if n == _HUNDRED:
        return _("The weights sum to 100, as they should.")
    text = (
        _("The weights sum to %(n)s, not 100: give %(d)s more.")
        if n < _HUNDRED
        else _("The weights sum to %(n)s, not 100: take %(d)s away.")
    )
    return text % {"n": f"{n:g}", "d": f"{abs(n - _HUNDRED):g}"}


def _are_codes(items: Sequence[Any]) -> bool:
    """Tell whether values are codes of the program, which read as words and are kept as codes."""
    return (
        bool(items)
        and all(isinstance(each, str) and _CODE.fullmatch(each) for each in items)
        and any("_" in each for each in items)
    )


def _spoken(value: Any, *, is_code: bool) -> str:
    return str(value).replace("_", " ") if is_code else str(value)


def _coded(words: str) -> str:
    """Return the code that somebody typed as words; what can be none stays as typed."""
    code = "_".join(words.split())
    return code if _CODE.fullmatch(code) else words


def _item_title(item: Any, place: int) -> str:
    if isinstance(item, Mapping):
        code = item.get("id") or item.get("do")
        return str(item.get("title") or (program_words.title(str(code)) if code else place + 1))
    return str(place + 1)


def _item_key(item: Any, place: int) -> str:
    own = item.get("id") if isinstance(item, Mapping) else None
    return own if isinstance(own, str) else str(place)


def changed(
    data: Any, path: str, given: Mapping[str, list[str]], sound: Any = None
) -> dict[str, Any]:
    """Return the values that a form changed, by dotted path, in the kind they had.

    `sound` is the same clause in the rules in force: where a draft says "many" for a number,
    what is typed there is read as a number again.
    """
    found = {}
    kinds = dict(leaves(sound, path)) if sound is not None else {}
    for leaf, value in leaves(data, path):
        if leaf in given:
            is_number = isinstance(kinds.get(leaf), int | float) and isinstance(value, str)
            said = read(given[leaf][-1], kinds[leaf] if is_number else value)
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
        is_code = _are_codes(before)
        return [
            _number(each) if _are_numbers(before) else _coded(each) if is_code else each
            for each in (w.strip() for w in words.split(","))
            if each
        ]
    if isinstance(before, int | float):
        return _number(words)
    if before is None:
        return _number(words) if words else None
    return _coded(words) if _are_codes([before]) else words


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
