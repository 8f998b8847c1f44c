"""Counted acts as arrays: whose they are, and what they are worth at every look at once.

A *unit* is what has one cap: a person, or a pseudo-person of an account (its unlinked
browsers together; a kind that is capped by account). All sums are of whole numbers in
64 bits, and a unit whose sum could be longer is summed in Python's unbounded integers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import scipy.sparse as sp
from numpy.typing import NDArray

from accord.values.points import MILLION

Ints = NDArray[np.signedinteger[Any]]
Flags = NDArray[np.bool_]

NUMBERS_A_BLOCK: Final = 16_000_000
"""Rows times looks of a range: its arrays then take some hundred megabytes at most."""
NUMBERS_A_MEASURE: Final = 2_000_000
"""Accounts times looks of a range: arrays of this size are reused, not mapped anew."""
_SAFE: Final = 2.0**62
"""A float bound under which a sum surely fits 64 bits, rounding of the bound included."""


@dataclass(frozen=True)
class Cells:
    """Counted rows, sorted by account and person; `kind` is a place among the scored kinds."""

    account: Ints
    person: Ints
    day: Ints
    known_day: Ints
    kind: Ints
    n: Ints

    def __len__(self) -> int:
        return self.account.size

    def slice(self, begin: int, end: int) -> "Cells":
        """Return a range of rows."""
        part = slice(begin, end)
        return Cells(
            self.account[part],
            self.person[part],
            self.day[part],
            self.known_day[part],
            self.kind[part],
            self.n[part],
        )

    def where(self, keep: Flags | Ints) -> "Cells":
        """Return the rows that are flagged, or those at some places, in that order."""
        return Cells(
            self.account[keep],
            self.person[keep],
            self.day[keep],
            self.known_day[keep],
            self.kind[keep],
            self.n[keep],
        )

    def aligned(self) -> "Cells":
        """Return the rows with every column as 64-bit integers."""
        return replace(
            self,
            day=self.day.astype(np.int64),
            known_day=self.known_day.astype(np.int64),
            kind=self.kind.astype(np.int64),
        )


def of(counted: pa.Table, codes: Ints) -> Cells:
    """Read the table `counted`; `codes` are the scored kinds' codes, ascending."""
    columns = {name: counted.column(name).to_numpy() for name in counted.column_names}
    return Cells(
        columns["account"],
        columns["person"],
        columns["day"],
        columns["known_day"],
        np.searchsorted(codes, columns["kind"]).astype(np.int16),
        columns["n"],
    )


def blocks(
    cells: Cells, accounts: Ints, rows: int, accounts_at_most: int
) -> Iterator[tuple[Ints, Cells]]:
    """Cut sorted accounts and their rows into ranges of about so many rows and accounts."""
    ends = np.searchsorted(cells.account, accounts, side="right")
    begins = np.searchsorted(cells.account, accounts, side="left")
    first = 0
    while first < accounts.size:
        reach = int(np.searchsorted(ends, begins[first] + rows, side="right"))
        last = min(max(reach, first + 1), first + accounts_at_most, accounts.size)
        begin, end = int(begins[first]), int(ends[last - 1])
        yield accounts[first:last], cells.slice(begin, end).aligned()
        first = last


@dataclass(frozen=True)
class Grid:
    """The looks, and what an act of each age and table is worth at each."""

    looks: Ints
    decays: Ints

    def first_look(self, cells: Cells) -> Ints:
        """Return the first look that sees each row; the number of looks if none does."""
        return self.at_or_after(np.maximum(cells.day, cells.known_day))

    def at_or_after(self, days: Ints) -> Ints:
        """Return the first look on or after each day; the number of looks if there is none."""
        since = days - self.looks[0]
        np.clip(since, 0, self._look_by_day.size - 1, out=since)
        looks: Ints = self._look_by_day[since]
        return looks

    @cached_property
    def _look_by_day(self) -> Ints:
        """The first look on or after each day from the first look to a day past the last."""
        return np.searchsorted(self.looks, np.arange(self.looks[0], self.looks[-1] + 2))

    def worth(self, table: Ints, day: Ints) -> Ints:
        """Return what an act by each table and day is worth at each look, in millionths."""
        age = self.looks[None, :] - day[:, None]
        oldest = self.decays.shape[1] - 1
        return np.where(age < 0, 0, self.decays[table[:, None], np.clip(age, 0, oldest)])


@dataclass(frozen=True)
class Slots:
    """Rows gathered by what decides their worth: table of decay, day, and first look."""

    row: Ints
    table: Ints
    day: Ints
    first: Ints


def slots(cells: Cells, table_of_row: Ints, grid: Grid) -> Slots:
    """Number the slots of rows; rows that no look sees have slot -1."""
    first = grid.first_look(cells)
    is_seen = first < grid.looks.size
    span = int(cells.day.max() - cells.day.min()) + 1 if len(cells) else 1
    low = int(cells.day.min()) if len(cells) else 0
    key = (table_of_row * span + (cells.day - low)) * (grid.looks.size + 1) + first
    found, place = numbered(key[is_seen])
    row = np.full(len(cells), -1, np.int64)
    row[is_seen] = place
    at = found // (grid.looks.size + 1)
    return Slots(row, at // span, at % span + low, found % (grid.looks.size + 1))


def numbered(keys: Ints) -> tuple[Ints, Ints]:
    """Return the distinct keys in order, and the place of each key among them."""
    if not keys.size:
        return keys, keys
    low, high = int(keys.min()), int(keys.max())
    if high - low > 64 * keys.size:
        found, place = np.unique(keys, return_inverse=True)
        return found, place.astype(np.int64)
    is_there = np.zeros(high - low + 1, np.bool_)
    is_there[keys - low] = True
    found = np.flatnonzero(is_there)
    places = np.cumsum(is_there) - 1
    return found + low, places[keys - low]


def raw(unit: Ints, units: int, weight: Ints, slot: Slots, grid: Grid) -> Ints:
    """Sum weight times worth by unit and look: exactly, whatever the size of the sums."""
    keep = slot.row >= 0
    matrix = _matrix(weight[keep], unit[keep], slot.row[keep], (units, slot.day.size))
    worth = grid.worth(slot.table, slot.day)
    worth[np.arange(grid.looks.size)[None, :] < slot.first[:, None]] = 0
    total: Ints = np.asarray(matrix @ worth, np.int64)
    bound = np.asarray(abs(matrix).astype(np.float64).sum(axis=1)) * MILLION
    for one in np.flatnonzero(bound >= _SAFE):
        total[one] = _unbounded(matrix, int(one), worth)
    return total


def _matrix(weight: Ints, row: Ints, column: Ints, shape: tuple[int, int]) -> Any:
    """Return a sparse matrix of whole numbers; numbers of one place add up."""
    made: Any = sp.coo_array((weight, (row, column)), shape=shape)
    return made.tocsr()


def _unbounded(matrix: Any, unit: int, worth: Ints) -> Ints:
    """Sum one unit in unbounded integers; beyond any cap the exact height is of no matter."""
    begin, end = matrix.indptr[unit], matrix.indptr[unit + 1]
    weight = matrix.data[begin:end].astype(object)
    sums = weight @ worth[matrix.indices[begin:end]].astype(object)
    return np.array([min(int(one), 2**62) for one in sums], np.int64)


def net_seen(unit: Ints, units: int, cells: Cells, grid: Grid, ages: tuple[int, int]) -> Ints:
    """Count by unit and look what was counted at an age from the first to the last of two."""
    opens = np.maximum(grid.at_or_after(cells.day + ages[0]), grid.first_look(cells))
    closes = grid.at_or_after(cells.day + (ages[1] + 1))
    return spread(unit, units, cells.n, (opens, closes), grid.looks.size)


def spread(unit: Ints, units: int, n: Ints, span: tuple[Ints, Ints], looks: int) -> Ints:
    """Sum by unit and look the numbers of rows that stand from one look until before another."""
    opens, closes = span
    keep = opens < closes
    unit, n, opens, closes = unit[keep], n[keep], opens[keep], closes[keep]
    kind = np.int32 if float(np.abs(n).sum(dtype=np.float64)) < 2.0**31 else np.int64
    total = np.zeros((units, looks), kind)
    seen, row = numbered(unit)
    change = np.zeros((seen.size, looks + 1), kind)
    np.add.at(change, (row, opens), n.astype(kind))
    np.subtract.at(change, (row, closes), n.astype(kind))
    total[seen] = np.cumsum(change[:, :-1], axis=1, dtype=kind)
    return total


def gathered(place: Ints, places: int, values: Ints) -> Ints:
    """Sum rows of values into their places, which ascend."""
    begins = np.zeros(places + 1, np.int64)
    np.cumsum(np.bincount(place, minlength=places), out=begins[1:])
    ones = np.ones(place.size, values.dtype)
    matrix: Any = sp.csr_array((ones, np.arange(place.size), begins), (places, place.size))
    return np.asarray(matrix @ values)
