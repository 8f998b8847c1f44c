"""A few rows put into, or taken out of, a table that is sorted: nothing is sorted anew."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def put_in(table: pa.Table, rows: pa.Table, order: Sequence[str]) -> pa.Table:
    """Return a table that is sorted by whole numbers with further rows, each in its place."""
    if not rows.num_rows:
        return table
    rows = rows.select(table.column_names).cast(table.schema)
    rows = rows.sort_by([(name, "ascending") for name in order])
    columns = [table[name].to_numpy() for name in order]
    asked = [rows[name].to_numpy() for name in order]
    places = [_place(columns, key) for key in zip(*asked, strict=True)]
    parts, since = [], 0
    for row, place in enumerate(places):
        parts += [table.slice(since, place - since), rows.slice(row, 1)]
        since = place
    parts.append(table.slice(since))
    return pa.concat_tables(parts).combine_chunks()


def places_of(table: pa.Table, rows: pa.Table, order: Sequence[str]) -> Ints:
    """Return where each of some rows stands in a sorted table; those not in it are left out."""
    columns = [table[name].to_numpy() for name in order]
    asked = [rows[name].to_numpy() for name in order]
    found = []
    for key in zip(*asked, strict=True):
        place = _place(columns, key)
        if place < table.num_rows and all(
            column[place] == one for column, one in zip(columns, key, strict=True)
        ):
            found.append(place)
    return np.array(found, np.int64)


def take_out(table: pa.Table, rows: pa.Table, order: Sequence[str]) -> pa.Table:
    """Return a sorted table without some rows, which are told by the columns of its order."""
    if not rows.num_rows:
        return table
    keep = np.ones(table.num_rows, np.bool_)
    keep[places_of(table, rows, order)] = False
    return table.filter(pa.array(keep))


def _place(columns: Sequence[Ints], key: Sequence[int]) -> int:
    """Return the first place at which a key stands, or would."""
    begin, end = 0, columns[0].size
    for column, one in zip(columns, key, strict=True):
        part = column[begin:end]
        begin, end = (
            begin + int(np.searchsorted(part, one, "left")),
            begin + int(np.searchsorted(part, one, "right")),
        )
    return begin
