"""The group as a graph: us, the people and the roles in three columns, and what joins them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from accord.groups.relations import Relations

US: Final = "us"
COLUMNS: Final = {"us": 40, "person": 190, "role": 500}
"""Where each kind of node stands, from the left."""
ROW: Final = 46
WIDTH: Final = 690
_MARGIN: Final = 30

Kind = Literal["us", "person", "role"]
Join = Literal["contact", "together", "plays", "perhaps"]


@dataclass(frozen=True, slots=True)
class Stander:
    """A person of the group: their role if one is known or thought, and whether confirmed."""

    person: int
    role: str | None
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """Something drawn: what it is, which one, and where its middle is."""

    kind: Kind
    key: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Edge:
    """What joins two nodes, by their keys; `n` is how often there was contact, else 1."""

    kind: Join
    start: str
    end: str
    n: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and what joins them, on a field of a width and a height."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    height: int
    width: int = WIDTH


def lay_out(roles: Sequence[str], people: Sequence[Stander], relations: Relations) -> Graph:
    """Place us, people and roles so that nobody hides anybody; people stand by their roles.

    Roles come in the order given; those whose role is not among them stand last.
    """
    places = {role: place for place, role in enumerate(roles)}
    ranked = sorted(people, key=lambda one: places.get(one.role or "", len(roles)))
    height = 2 * _MARGIN + ROW * max(len(ranked), len(roles), 1)
    nodes = [Node("us", US, COLUMNS["us"], height // 2)]
    nodes += _column("person", [person_key(one.person) for one in ranked], height)
    nodes += _column("role", [role_key(role) for role in roles], height)
    return Graph(tuple(nodes), tuple(_edges(places, ranked, relations)), height)


def person_key(person: int) -> str:
    """Name the node of a person."""
    return f"person:{person}"


def role_key(role: str) -> str:
    """Name the node of a role."""
    return f"role:{role}"


def _column(kind: Kind, keys: Sequence[str], height: int) -> list[Node]:
    top = (height - ROW * len(keys)) // 2 + ROW // 2
    return [Node(kind, key, COLUMNS[kind], top + ROW * place) for place, key in enumerate(keys)]


def _edges(places: dict[str, int], people: Sequence[Stander], relations: Relations) -> list[Edge]:
    known = {one.person for one in people}
    found = []
    for one in people:
        key = person_key(one.person)
        if tie := relations.with_us.get(one.person):
            found.append(Edge("contact", US, key, tie.n))
        if one.role in places:
            join: Join = "plays" if one.is_confirmed else "perhaps"
            found.append(Edge(join, key, role_key(one.role), 1))
    found += [
        Edge("together", person_key(first), person_key(second), tie.n)
        for (first, second), tie in sorted(relations.together.items())
        if first in known and second in known
    ]
    return found
