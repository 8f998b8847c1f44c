"""Spreads a unit's points over its cells, ledger rows and facts, to the last millionth."""

from collections.abc import Sequence
from dataclasses import dataclass

from accord.scoring.worth import Worth
from accord.values.points import MILLION

_UNIT = MILLION * MILLION
"""Raw sums are in units of 10**-12 points."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a person did of one kind on one day: how much was heard, and how much counted."""

    person: int
    day: int
    kind: int
    heard: int
    counted: int


@dataclass(frozen=True, slots=True)
class Share:
    """A cell's points, and the points that the daily limit took off it."""

    cell: Cell
    points: int
    taken_off: int


def raw_of(cell: Cell, counted: int, worth: Worth, today: int) -> int:
    """Return what so many acts of a cell are worth today, in units of 10**-12."""
    kind = worth.kinds[cell.kind]
    table = worth.decays[kind.decay]
    age = today - cell.day
    return counted * kind.points * (table[age] if 0 <= age < len(table) else 0)


def shares(cells: Sequence[Cell], multiplier: int, worth: Worth, today: int) -> list[Share]:
    """Split the points of a unit, before its cap, over its cells by largest remainder.

    Ties go to the earlier day, then the lower place of the kind, then the lower person.
    """
    ordered = sorted(cells, key=lambda cell: (cell.day, cell.kind, cell.person))
    raws = [raw_of(cell, cell.counted, worth, today) for cell in ordered]
    exact = [raw * multiplier for raw in raws]
    points = [one // (MILLION * MILLION) for one in exact]
    left = sum(raws) // MILLION * multiplier // MILLION - sum(points)
    by_remainder = sorted(range(len(exact)), key=lambda i: (-(exact[i] % _UNIT), i))
    for index in by_remainder[:left]:
        points[index] += 1
    return [
        Share(cell, got, _off(cell, multiplier, worth, today))
        for cell, got in zip(ordered, points, strict=True)
    ]


def _off(cell: Cell, multiplier: int, worth: Worth, today: int) -> int:
    beyond = raw_of(cell, max(cell.heard - cell.counted, 0), worth, today)
    return beyond * multiplier // _UNIT
