"""Columns into tables of facts: heads, words by position, files."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from accord.facts import schemas
from accord.values import time
from accord.world import spans
from accord.world.spans import Ints

_COMPRESSION: Final = "zstd"


def picked(words: Sequence[str | None], positions: npt.NDArray[Any]) -> pa.Array:
    """Return a text column: the word at each position, null below 0."""
    values = pa.array(words, type=pa.string())
    return values.take(pa.array(positions, mask=positions < 0))


def texts(values: Iterable[str | None]) -> pa.Array:
    """Return a text column."""
    return pa.array(list(values), type=pa.string())


def unless(missing: npt.NDArray[np.bool_], values: npt.NDArray[Any], kind: pa.DataType) -> pa.Array:
    """Return a column that is null where the value is missing."""
    return pa.array(values, type=kind, mask=missing)


def numbered(prefix: str, numbers: Ints) -> pa.Array:
    """Return ids: a prefix and a number."""
    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")


def emptied(values: Any, missing: npt.NDArray[np.bool_]) -> pa.Array:
    """Return a column with some of its values taken out."""
    """Return a column with some of its values taken out."""
    array = values if isinstance(values, pa.Array) else pa.array(values, from_pandas=True)
    nothing = pa.nulls(len(array), array.type)
    return pc.if_else(pa.array(missing), nothing, array)


def morning(days: npt.NDArray[Any], seconds: npt.NDArray[Any] | int = 0) -> Ints:
    """Return a UTC time in the working hours of each workspace day, in microseconds."""
    days = np.asarray(days, dtype=np.int64)
    if days.size == 0:
        return days
    micros = np.broadcast_to(
        (9 * 3600 + np.asarray(seconds, dtype=np.int64)) * time.SECOND, days.shape
    )
    return spans.to_utc(days, micros, np.zeros(days.size, dtype=np.int64))


def table(kind: str, source: str, moments: Ints, columns: dict[str, Any]) -> pa.Table:
    """Return facts of one kind, known and received when they happened, ids by their order.

    `columns` may override the head; what it does not name is null.
    """
    schema = schemas.SCHEMA_BY_KIND[kind]
    count = moments.size
    given: dict[str, Any] = {
        "fact_id": numbered(f"{kind}-", np.arange(count)),
        "source": pa.repeat(source, count),
        "occurred_at": moments,
        "known_at": moments,
        "received_at": moments,
        "is_backfilled": pa.repeat(False, count),
    } | columns
    arrays = [column(given.get(field.name), field.type, count) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def column(values: Any, kind: pa.DataType, count: int) -> pa.Array:
    """Return values as a column of a kind; None is a column of nulls."""
    if values is None:
        return pa.nulls(count, kind)
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return values.cast(kind)
    return pa.array(values, type=kind)


def known_until(facts: pa.Table, end_us: int) -> pa.Table:
    """Return the facts that have reached us by the end."""
    return facts.filter(pc.less_equal(facts["received_at"], end_us))


def write(facts: pa.Table, path: Path) -> None:
    """Write one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(facts, path, compression=_COMPRESSION)


class Appending:
    """A file that grows by tables of one schema, so that memory stays flat."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._schema = schema
        self._writer = pq.ParquetWriter(path, schema, compression=_COMPRESSION)

    def add(self, facts: pa.Table) -> None:
        """Append a table as row groups of its own."""
        if facts.num_rows:
            self._writer.write_table(facts.cast(self._schema))

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()
