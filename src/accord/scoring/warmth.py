"""How warm each unit of a range of accounts is at every look: multiplied, capped, exact."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from accord.scoring import cells as cells_
from accord.scoring.cells import Cells, Flags, Grid, Ints
from accord.scoring.people import People
from accord.scoring.worth import Worth
from accord.values.points import MILLION


@dataclass(frozen=True)
class Units:
    """What has one cap, sorted by account: the account's place, the person, multiplier and cap."""

    account: Ints
    person: Ints
    place: Ints
    multiplier: Ints
    cap: Ints

    def __len__(self) -> int:
        return self.account.size


@dataclass(frozen=True)
class Engaged:
    """People who are engaged at some look (their units), and at which looks they are."""

    units: Ints
    flags: Flags


@dataclass(frozen=True)
class Warmth:
    """A range of accounts over the looks; `people` and `pseudo` hold their units."""

    accounts: Ints
    grid: Grid
    worth: Worth
    everybody: People
    cells: Cells
    people: Units
    pseudo: Units
    account_of_row: Ints
    unit_of_row: Ints
    is_person_row: Flags
    _engaged: "dict[int, Engaged]" = field(default_factory=dict)

    @cached_property
    def uncapped(self) -> Ints:
        """Points of people by unit and look, after the multiplier, before the cap."""
        return self._uncapped(self.people, self.is_person_row)

    @cached_property
    def pseudo_uncapped(self) -> Ints:
        """The same of pseudo-persons."""
        return self._uncapped(self.pseudo, ~self.is_person_row)

    @cached_property
    def points(self) -> Ints:
        """Points of people by unit and look."""
        return np.minimum(self.uncapped, self.people.cap[:, None])

    @cached_property
    def pseudo_points(self) -> Ints:
        """Points of pseudo-persons by unit and look."""
        return np.minimum(self.pseudo_uncapped, self.pseudo.cap[:, None])

    @cached_property
    def engagement(self) -> Ints:
        """Points by account and look."""
        return self.by_account(self.people, self.points) + self.by_account(
            self.pseudo, self.pseudo_points
        )

    def engaged(self, within_days: int) -> "Engaged":
        """Return the people engaged at some look: warm enough, and active in the window."""
        if within_days not in self._engaged:
            units, flags = self._warm.units, self._warm.flags
            acted = self.acted(units, 0, within_days) > 0
            self._engaged[within_days] = Engaged(units, flags & acted)
        return self._engaged[within_days]

    @cached_property
    def _warm(self) -> "Engaged":
        """The people warm enough at some look, active or not."""
        needed = self.worth.engagement.engaged_person_points
        units = np.flatnonzero(self.points.max(axis=1, initial=0) >= needed)
        return Engaged(units, self.points[units] >= needed)

    def acted(self, units: Ints, youngest: int, oldest: int) -> Ints:
        """Count what some people did of worth, at each look, at an age between two."""
        place = np.full(len(self.people) + 1, -1, np.int64)
        place[units] = np.arange(units.size)
        row = np.where(self.is_person_row & self.attention, self.unit_of_row, len(self.people))
        keep = place[row] >= 0
        where = place[row[keep]]
        ages = (youngest, oldest)
        return cells_.net_seen(where, units.size, self.cells.where(keep), self.grid, ages)

    @cached_property
    def attention(self) -> Flags:
        """The rows whose kind shows attention."""
        flags: Flags = self.worth.where(visits=False)[self.cells.kind]
        return flags

    def by_account(self, units: Units, values: NDArray[np.int64]) -> Ints:
        """Sum values of units by account."""
        return cells_.gathered(units.account, self.accounts.size, values)

    def _uncapped(self, units: Units, rows: Flags) -> Ints:
        chosen = self.cells.where(rows)
        tables = self.worth.decay_of_kind[chosen.kind]
        weight = chosen.n * self.worth.points[chosen.kind]
        slot = cells_.slots(chosen, tables, self.grid)
        raw = cells_.raw(self.unit_of_row[rows], len(units), weight, slot, self.grid)
        raw //= MILLION
        raw *= units.multiplier[:, None]
        raw //= MILLION
        return raw


def of(accounts: Ints, cells: Cells, grid: Grid, worth: Worth, everybody: People) -> Warmth:
    """Arrange the rows of a range of accounts into units."""
    account = np.searchsorted(accounts, cells.account)
    change = np.diff(account, prepend=-1) != 0
    change |= np.diff(cells.person, prepend=0) != 0
    pair_of_row = np.cumsum(change) - 1
    first = np.flatnonzero(change)
    place = everybody.places(cells.person[first])
    pseudo = worth.pseudo_of_kind[cells.kind]
    pseudo = np.where((pseudo < 0) & (place[pair_of_row] < 0), 0, pseudo)
    is_person = pseudo < 0
    unit = np.zeros(len(cells), np.int64)
    is_used = np.zeros(first.size, np.bool_)
    is_used[pair_of_row[is_person]] = True
    unit[is_person] = (np.cumsum(is_used) - 1)[pair_of_row[is_person]]
    count = len(worth.pseudo_persons)
    keys, at = np.unique(account[~is_person] * count + pseudo[~is_person], return_inverse=True)
    unit[~is_person] = at
    kept = first[is_used]
    people = Units(
        account[kept],
        cells.person[kept],
        place[is_used],
        everybody.multiplier[place[is_used]],
        np.full(kept.size, worth.engagement.person_cap, np.int64),
    )
    pseudo_units = _pseudo(keys, worth)
    return Warmth(
        accounts, grid, worth, everybody, cells, people, pseudo_units, account, unit, is_person
    )


def _pseudo(keys: Ints, worth: Worth) -> Units:
    table = np.array(worth.pseudo_persons, np.int64)
    kind = keys % len(table)
    return Units(
        keys // len(table),
        table[kind, 0],
        np.full(keys.size, -1, np.int64),
        table[kind, 1],
        table[kind, 2],
    )
