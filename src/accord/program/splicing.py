"""Edits of YAML text by cutting and pasting: every other character stays where it was."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from accord.program import reading
from accord.program.problems import Path

_PLAIN: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9_/. -]*[A-Za-z0-9_])?")
_TAKEN: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_WIDE: Final = 100
"""Up to so many characters a value stands on one line."""


def replaced(text: str, values: Mapping[Path, Any]) -> str | None:
    """Return the text with other values at paths; None where cutting can't do all of them."""
    root = reading.composed(text)
    cuts = []
    for path, value in values.items():
        node = _walk(root, path)
        if node is None or node.anchor or not _is_inline(node):
            return None
        cuts.append((node.start_mark.index, node.end_mark.index, flow(value)))
    for start, stop, written in sorted(cuts, reverse=True):
        text = text[:start] + written + text[stop:]
    return text


def inserted(text: str, path: Path, value: Any) -> str | None:
    """Return the text with a key that its mapping did not have; None where that can't be done."""
    holder = _find(text, path[:-1])
    if not isinstance(holder, MappingNode):
        return None
    key = flow(str(path[-1]))
    if holder.flow_style:
        return _in_brackets(text, holder, f"{key}: {flow(value)}")
    column = holder.start_mark.column
    return _below(text, holder, _entry(key, value, column))


def appended(text: str, path: Path, item: Any) -> str | None:
    """Return the text with one more item in the list at a path; None where that can't be done."""
    holder = _find(text, path)
    if isinstance(holder, SequenceNode) and holder.flow_style:
        return _in_brackets(text, holder, flow(item))
    if holder is None or holder.anchor:
        return None
    return _below(text, holder, _item(item, holder.start_mark.column))


def deleted(text: str, path: Path) -> str | None:
    """Return the text without the entry or item at a path; None where that can't be done."""
    holder = _find(text, path[:-1])
    spans = _spans(holder)
    places = [place for place, (name, _start, _node) in enumerate(spans) if name == path[-1]]
    if not places or not isinstance(holder, CollectionNode):
        return None
    if holder.flow_style:
        return _without_inline(text, spans, places[0])
    _name, start, node = spans[places[0]]
    line = text.rfind("\n", 0, start) + 1
    end = _end(node)
    if len(spans) == 1 or end is None or text[line:start].strip(" -"):
        return None
    if isinstance(holder, MappingNode) and text[line:start].strip():
        return None  # the first key of an item stands behind its dash
    stop = text.find("\n", end)
    return text[:line] + ("" if stop < 0 else text[stop + 1 :])


def _find(text: str, path: Path) -> Node | None:
    return _walk(reading.composed(text), path)


def _walk(node: Node | None, path: Path) -> Node | None:
    for part in path:
        node = next((one for name, _start, one in _spans(node) if name == part), None)
    return node


def _spans(node: Node | None) -> list[tuple[str | int, int, Node]]:
    """List what a collection holds: key or place, where it starts, the value's node."""
    if isinstance(node, MappingNode):
        return [(key.value, key.start_mark.index, value) for key, value in node.value]
    if isinstance(node, SequenceNode):
        return [(place, one.start_mark.index, one) for place, one in enumerate(node.value)]
    return []


def _is_inline(node: Node) -> bool:
    """Tell whether a node's marks are exactly its text."""
    if isinstance(node, ScalarNode):
        return node.style not in {"|", ">"} and node.end_mark.index > node.start_mark.index
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def _end(node: Node) -> int | None:
    """Return where the text of a node ends; None when its marks don't tell."""
    while not _is_inline(node):
        spans = _spans(node)
        if not spans:
            return None
        node = spans[-1][2]
    return int(node.end_mark.index)


def _in_brackets(text: str, holder: Node, entry: str) -> str:
    close = holder.end_mark.index - 1
    return text[:close] + (f", {entry}" if holder.value else entry) + text[close:]


def _below(text: str, holder: Node, lines: str) -> str | None:
    end = _end(holder)
    if end is None:
        return None
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    return f"{text[:stop]}\n{lines}{text[stop:]}"


def _without_inline(text: str, spans: list[tuple[str | int, int, Node]], place: int) -> str:
    start, stop = spans[place][1], spans[place][2].end_mark.index
    if place + 1 < len(spans):
        stop = spans[place + 1][1]
    elif place > 0:
        start = spans[place - 1][2].end_mark.index
    return text[:start] + text[stop:]


def flow(value: Any) -> str:
    """Write a value as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    if isinstance(value, str):
        is_plain = _PLAIN.fullmatch(value) and value.casefold() not in _TAKEN
        return value if is_plain else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


def _entry(key: str, value: Any, column: int) -> str:
    line = f"{' ' * column}{key}: {flow(value)}"
    if len(line) <= _WIDE or not value or not isinstance(value, Mapping | list | tuple):
        return line
    return f"{' ' * column}{key}:\n{_block(value, column + 2)}"


def _item(item: Any, column: int) -> str:
    line = f"{' ' * column}- {flow(item)}"
    if len(line) <= _WIDE or not isinstance(item, Mapping):
        return line
    return f"{' ' * column}- {_block(item, column + 2).lstrip()}"


def _block(value: Any, column: int) -> str:
    if isinstance(value, Mapping):
        return "\n".join(_entry(flow(str(key)), one, column) for key, one in value.items())
    return "\n".join(_item(one, column) for one in value)
