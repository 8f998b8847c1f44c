"""Fields of deals as columns of numbers: categories as flags, numbers as normal scores."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

Reals: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_RARE: Final = 5
"""A category that fewer deals have is read as "other"."""
_MOST: Final = 20
_QUARTERS: Final = (0.25, 0.5, 0.75)
_FLAT: Final = 1e-9
OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class Columns:
    """A matrix of deals by columns, the field each column is of, and the fields' names."""

    matrix: Reals
    fields: Ints
    names: tuple[str, ...]


def read(
    categories: Mapping[str, Sequence[str | None]], numbers: Mapping[str, Sequence[float]]
) -> Columns:
    """Return the columns of every field that differs between deals.

    What is not known counts as the mean: that a field is empty is no evidence, because
    sellers fill fields in after a deal is won.
    """
    found: list[tuple[str, list[Reals]]] = [
        *((name, _flags(values)) for name, values in categories.items()),
        *((name, _ranks(np.asarray(v, dtype=np.float64))) for name, v in numbers.items()),
    ]
    kept = [(name, columns) for name, columns in found if columns]
    if not kept:
        return Columns(np.zeros((0, 0)), np.zeros(0, dtype=np.int64), ())
    matrix = np.column_stack([column for _, columns in kept for column in columns])
    fields = [place for place, (_, columns) in enumerate(kept) for _ in columns]
    names = tuple(name for name, _ in kept)
    return Columns(matrix, np.array(fields, dtype=np.int64), names)


def _pooled(values: Sequence[str | None]) -> list[str | None]:
    """Return categories with the rare ones read as one."""
    counts = Counter(value for value in values if value is not None)
    common = {name for name, n in counts.most_common(_MOST) if n >= _RARE}
    return [value if value is None or value in common else OTHER for value in values]


def _flags(values: Sequence[str | None]) -> list[Reals]:
    pooled = _pooled(values)
    names = sorted({value for value in pooled if value is not None})
    if len(names) < 2:  # noqa: PLR2004 - one value tells nothing
        return []
    known = np.array([value is not None for value in pooled])
    told = np.array([value or "" for value in pooled], dtype=np.object_)
    return [_filled(np.where(told == name, 1.0, 0.0), known) for name in names]


def _ranks(values: Reals) -> list[Reals]:
    """Return the normal score of a number and its square, so that a middle may be best."""
    known = np.isfinite(values)
    distinct = np.unique(values[known])
    if distinct.size < 2:  # noqa: PLR2004 - one value tells nothing
        return []
    ordered = np.sort(values[known])
    low = np.searchsorted(ordered, values[known], side="left")
    high = np.searchsorted(ordered, values[known], side="right")
    score = np.zeros(values.size)
    score[known] = special.ndtri((low + high) / (2 * ordered.size))
    columns = [_filled(score, known), _filled(score**2, known)]
    return [column for column in columns if column.std() > _FLAT]


def _quarter(values: Reals, known: NDArray[np.bool_]) -> Ints:
    edges = np.unique(np.quantile(values[known], _QUARTERS))
    places: Ints = np.searchsorted(edges, np.where(known, values, 0.0), side="left").astype(
        np.int64
    )
    return places


def _filled(column: Reals, known: NDArray[np.bool_]) -> Reals:
    filled: Reals = np.where(known, column, column[known].mean())
    return filled


def labels(
    name: str,
    categories: Mapping[str, Sequence[str | None]],
    numbers: Mapping[str, Sequence[float]],
) -> list[str | None]:
    """Return what each deal's field is called in a table of evidence; None if not known."""
    if name in categories:
        return _pooled(categories[name])
    values = np.asarray(numbers[name], dtype=np.float64)
    known = np.isfinite(values)
    quarters = _quarter(values, known)
    ends = {
        int(quarter): (
            values[known][quarters[known] == quarter].min(),
            values[known][quarters[known] == quarter].max(),
        )
        for quarter in np.unique(quarters[known])
    }
    return [
        f"{ends[int(quarter)][0]:,.0f} to {ends[int(quarter)][1]:,.0f}" if is_known else None
        for quarter, is_known in zip(quarters, known, strict=True)
    ]


def grouped(groups: Sequence[str], columns: Columns) -> Ints:
    """Number the groups of deals.

    Where a group is a single deal throughout, deals with the same columns are one group: a
    copy of a deal must not stand on both sides of a test.
    """
    _, places = np.unique(np.asarray(groups, dtype=np.str_), return_inverse=True)
    if not columns.names or np.unique(places).size < len(groups):
        return np.asarray(places, dtype=np.int64)
    _, alike = np.unique(np.round(columns.matrix, 9), axis=0, return_inverse=True)
    return np.asarray(alike, dtype=np.int64).ravel()
