"""Edits by form: one clause of the text changes, every remark stays."""

import io
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from accord.program import parsing, reading, splicing
from accord.program.problems import Path
from accord.values.errors import AccordError


def set_value(text: str, where: str, value: Any) -> str:
    """Return the text with another value at a dotted path; missing clauses are added.

    Ids of list items may stand in the path. In an overlay a list is taken over from its
    preset whole before an item of it changes.
    """
    own = _own(text)
    path, value = _to_write(own, where, value)
    if _has(own, path):
        return _replaced(text, {path: value})
    wanted = reading.changed(own, path, value)
    known = path
    while not _has(own, known[:-1]) and len(known) > 1:
        known, value = known[:-1], {str(known[-1]): value}
    cut = splicing.inserted(text, known, value)
    return cut if cut and _read(cut).data == wanted else _rewritten(text, {known: value})


def set_values(text: str, values: Mapping[str, Any]) -> str:
    """Return the text with other values at dotted paths; what is so already stays untouched."""
    own = _own(text)
    whole = parsing.resolved(own)
    fresh = {}
    for where, value in values.items():
        path = parsing.path_of(where, whole)
        if not _has(whole, path) or _reach(whole, path) != value:
            fresh[where] = path, value
    text = _replaced(text, {path: value for path, value in fresh.values() if _has(own, path)})
    for where, (path, value) in fresh.items():
        if not _has(own, path):
            text = set_value(text, where, value)
    return text


def _replaced(text: str, values: Mapping[Path, Any]) -> str:
    if not values:
        return text
    wanted: Any = _own(text)
    for path, value in values.items():
        wanted = reading.changed(wanted, path, value)
    cut = splicing.replaced(text, values)
    return cut if cut and _read(cut).data == wanted else _rewritten(text, values)


@lru_cache(maxsize=8)
def _read(text: str) -> reading.Reading:
    return reading.read(text)


def add_item(text: str, where: str, item: Any) -> str:
    """Return the text with one more item at the end of the list at a dotted path."""
    before = current(text, where)
    if not isinstance(before, list):
        message = f"{where} is no list; nothing was added"
        raise AccordError(message)
    own = _own(text)
    path = parsing.path_of(where, own)
    if not _has(own, path):
        return set_value(text, where, [*before, item])
    wanted = reading.changed(own, path, [*before, item])
    cut = splicing.appended(text, path, item)
    if cut and _read(cut).data == wanted:
        return cut
    return _rewritten(text, {path: [*before, item]})


def remove(text: str, where: str) -> str:
    """Return the text without the clause or list item at a dotted path.

    What an overlay inherits is removed by `key: null`, an inherited item by taking over
    its list without it.
    """
    if current(text, where) is None:
        message = f"there is no {where}; nothing was removed"
        raise AccordError(message)
    own = _own(text)
    path = parsing.path_of(where, own)
    if _has(own, path):
        text = _without(text, own, path)
        if "extends" not in own or isinstance(path[-1], int) or current(text, where) is None:
            return text
    above, _, last = where.rpartition(".")
    holder = current(text, above)
    if isinstance(holder, list):
        place = parsing.path_of(last, holder)[0]
        return set_value(text, above, [one for i, one in enumerate(holder) if i != place])
    return set_value(text, where, None)


def current(text: str, where: str) -> Any:
    """Return the value in force at a dotted path: the text's own, else its preset's."""
    data: Any = parsing.resolved(_own(text))
    return _reach(data, parsing.path_of(where, data))


def sections(text: str) -> tuple[str, ...]:
    """Return the clauses that stand at the top of a program, its preset's among them."""
    return tuple(str(name) for name in parsing.resolved(_own(text)))


def _own(text: str) -> dict[str, Any]:
    """Return what the text itself says; a text that can't be read can't be edited by form."""
    read = _read(text)
    if not isinstance(read.data, dict) or read.problems:
        message = "this text can't be read, so no form can change it; mend the text first"
        raise AccordError(message)
    return read.data


def _to_write(own: dict[str, Any], where: str, value: Any) -> tuple[Path, Any]:
    """Return the path and value to write: the whole list where an item of it is inherited."""
    whole = parsing.resolved(own)
    path = parsing.path_of(where, whole)
    if not path:
        message = "name the clause to change, as tiers.one_to_one.capacity"
        raise AccordError(message)
    for length in range(1, len(path)):
        inherited = _reach(whole, path[:length])
        if isinstance(inherited, list):
            if not isinstance(path[length], int):
                message = f"there is no {where}; add the item first"
                raise AccordError(message)
            if not _has(own, path[:length]):
                return path[:length], reading.changed(inherited, path[length:], value)
    return path, value


def _has(data: Any, path: Path) -> bool:
    holder = _reach(data, path[:-1]) if path else None
    if isinstance(holder, Mapping):
        return path[-1] in holder
    return isinstance(holder, list) and isinstance(path[-1], int) and path[-1] < len(holder)


def _reach(data: Any, path: Path) -> Any:
    for part in path:
        if isinstance(data, Mapping):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _without(text: str, own: dict[str, Any], path: Path) -> str:
    cut = splicing.deleted(text, path)
    if cut and _read(cut).data == _less(own, path):
        return cut
    tree = _yaml().load(text)
    del _holder(tree, path)[path[-1]]
    return _dumped(tree)


def _less(data: Any, path: Path) -> Any:
    holder = _reach(data, path[:-1])
    kept: Any
    if isinstance(holder, list):
        kept = [one for place, one in enumerate(holder) if place != path[-1]]
    else:
        kept = {key: one for key, one in holder.items() if key != path[-1]}
    return reading.changed(data, path[:-1], kept)


def _rewritten(text: str, values: Mapping[Path, Any]) -> str:
    """Change values by way of a tree that holds the remarks: where cutting can't do it."""
    tree = _yaml().load(text)
    for path, value in values.items():
        _holder(tree, path)[path[-1]] = value
    return _dumped(tree)


def _holder(tree: CommentedMap, path: Path) -> Any:
    node: Any = tree
    for part in path[:-1]:
        if not isinstance(node[part], CommentedMap | CommentedSeq):
            node[part] = CommentedMap()
        node = node[part]
    return node


def _dumped(tree: CommentedMap) -> str:
    stream = io.StringIO()
    _yaml().dump(tree, stream)
    return stream.getvalue()
