"""A section of the rules as a form: its fields, what was typed, and what is wrong at which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from accord.server.web import wording

_FOLDED_FROM: Final = 12


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
