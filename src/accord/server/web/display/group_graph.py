"""A buying group drawn: us, people and roles, joined by contact and by the parts they play."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accord.groups.graph import Edge, Graph, Node

_LETTERS: Final = 26
_LABEL: Final = 200
_FACE: Final = 11
_WIDEST: Final = 5


@dataclass(frozen=True, slots=True)
class Label:
    """What a node is called, a smaller line below it, and how it is drawn."""

    title: str
    detail: str = ""
    state: str = "known"


def draw(graph: Graph, labels: Mapping[str, Label], words: str) -> SafeString:
    """Draw a graph; `words` say the same to whoever does not see it."""
    nodes = {node.key: node for node in graph.nodes}
    edges = format_html_join("", "{}", ((_edge(edge, nodes),) for edge in graph.edges))
    drawn = format_html_join("", "{}", ((_node(n, labels[n.key]),) for n in graph.nodes))
    return format_html(
        '<svg class="ac-groupgraph" viewBox="0 0 {} {}" width="{}" height="{}" role="img">'
        "<title>{}</title>{}{}</svg>",
        *(graph.width, graph.height, graph.width, graph.height, words, edges, drawn),
    )


def _edge(edge: Edge, nodes: Mapping[str, Node]) -> SafeString:
    start, end = nodes[edge.start], nodes[edge.end]
    if edge.kind == "together":
        bow = start.x - 60 - abs(end.y - start.y) // 6
        path = f"M{start.x} {start.y}Q{bow} {(start.y + end.y) // 2} {end.x} {end.y}"
    else:
        left = start.x if edge.kind == "contact" else start.x + _LABEL
        middle = (left + end.x) // 2
        path = f"M{left} {start.y}C{middle} {start.y} {middle} {end.y} {end.x} {end.y}"
    width = min(1 + edge.n / 2, _WIDEST) if edge.kind in {"contact", "together"} else 1.5
    told = {
        "contact": _("spoke with us %(n)s times"),
        "together": _("met us together on %(n)s days"),
        "plays": _("confirmed"),
        "perhaps": _("thought to be, not confirmed"),
    }[edge.kind] % {"n": edge.n}
    return format_html(
        '<path class="join {}" d="{}" stroke-width="{}"><title>{}</title></path>',
        *(edge.kind, path, f"{width:g}", told),
    )


def _node(node: Node, label: Label) -> SafeString:
    shape = format_html('<circle r="{}" class="{}"/>', _FACE, label.state)
    if node.kind == "us":
        place, anchor = (0, 30), "middle"
    else:
        place, anchor = (18, 0 if label.detail else 4), "start"
    return format_html(
        '<g transform="translate({} {})" class="node {}">{}'
        '<text x="{}" y="{}" text-anchor="{}">{}</text>{}</g>',
        *(node.x, node.y, node.kind, shape, *place, anchor, _cut(label.title)),
        _below(label.detail, place, anchor) if label.detail else "",
    )


def _below(words: str, place: tuple[int, int], anchor: str) -> SafeString:
    return format_html(
        '<text class="less" x="{}" y="{}" text-anchor="{}">{}</text>',
        *(place[0], place[1] + 14, anchor, _cut(words)),
    )


def _cut(words: str) -> str:
    return words if len(words) <= _LETTERS else words[: _LETTERS - 1].rstrip() + "…"
