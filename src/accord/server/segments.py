"""Segments: immutable Parquet files of facts of one kind, sorted by account."""

import time
from pathlib import Path
from typing import Final
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from accord.engine import files
from accord.facts import schemas
from accord.server import durable, faults, home, reference_keys

_ROW_GROUP: Final = 131_072
_SORT_BY_KIND: Final = {"activities": ("account", "person", "occurred_at")}


def path_of(kind: str, name: str) -> Path:
    """Return where a segment lies."""
    return home.path("segments", kind, f"{name}.parquet")


def new_name(kind: str) -> str:
    """Mint a name; names of one kind sort by the time they were minted."""
    return f"{kind}-{time.time_ns() // 1000:016x}{uuid4().hex[:8]}"


def write(kind: str, name: str, table: pa.Table) -> int:
    """Write a segment, on disk before this returns; return its size in bytes."""
    file = path_of(kind, name)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    with durable.replacing(file) as aside:
        whole = reference_keys.beside(kind, _sorted(kind, table))
        pq.write_table(whole, aside, compression="zstd", row_group_size=_ROW_GROUP)
        faults.reach("segment.half_written")
    return file.stat().st_size


def read(kind: str, name: str, columns: list[str] | None = None) -> pa.Table:
    """Read a segment, or some columns of it."""
    wanted = columns or schema_of(kind).names
    path = path_of(kind, name)
    held = [column for column in pq.read_schema(path).names if column in wanted]
    table = pq.read_table(path, columns=held, partitioning=None)
    return table if len(held) == len(wanted) else shaped(kind, table).select(wanted)


def shaped(kind: str, table: pa.Table) -> pa.Table:
    """Return a table in the columns of its kind; columns that it lacks are unknown."""
    return files.shaped(table, schema_of(kind))


def schema_of(kind: str) -> pa.Schema:
    """Return the columns in which facts of a kind are kept: those that count, then what came beside."""
    return pa.schema([*schemas.SCHEMA_BY_KIND[kind], *schemas.ASIDE_BY_KIND.get(kind, ())])


def _sorted(kind: str, table: pa.Table) -> pa.Table:
    """Sort by account where the kind has one, else by what refers to it, then by time."""
    first = next(
        (name for name in ("account", "company_key", "from_key") if name in table.column_names),
        "known_at",
    )
    keys = _SORT_BY_KIND.get(kind, (first, "occurred_at"))
    order = pc.sort_indices(table, sort_keys=[(key, "ascending") for key in dict.fromkeys(keys)])
    return table.take(np.asarray(order))
