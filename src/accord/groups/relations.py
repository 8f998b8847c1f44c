"""Who speaks with whom: contact in which both sides took part, by person and by pair."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from accord.groups import assemble

_MET: Final = "meeting_held"


@dataclass(frozen=True, slots=True)
class Contact:
    """What one person did on one day: the kind of activity, and how often."""

    person: int
    day: int
    kind: str
    n: int


@dataclass(frozen=True, slots=True)
class Tie:
    """How often there was contact, and when last."""

    n: int
    last_day: int


@dataclass(frozen=True, slots=True)
class Relations:
    """Two-way contact with us by person; meetings on one day by pair, the lower number first."""

    with_us: Mapping[int, Tie]
    together: Mapping[tuple[int, int], Tie]


def find(contacts: Iterable[Contact]) -> Relations:
    """Find who answers us and who met us together; what nobody answered counts for nothing."""
    times: dict[int, int] = defaultdict(int)
    last: dict[int, int] = {}
    met: dict[int, set[int]] = defaultdict(set)
    for one in contacts:
        if one.kind not in assemble.TWO_WAY or one.n <= 0:
            continue
        times[one.person] += one.n
        last[one.person] = max(one.day, last.get(one.person, one.day))
        if one.kind == _MET:
            met[one.day].add(one.person)
    return Relations({p: Tie(n, last[p]) for p, n in times.items()}, _pairs(met))


def _pairs(met: Mapping[int, set[int]]) -> dict[tuple[int, int], Tie]:
    days: dict[tuple[int, int], list[int]] = defaultdict(list)
    for day, people in met.items():
        for pair in combinations(sorted(people), 2):
            days[pair].append(day)
    return {pair: Tie(len(found), max(found)) for pair, found in days.items()}
