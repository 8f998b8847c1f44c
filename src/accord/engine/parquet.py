"""Tables on disk: Parquet files that appear whole or not at all, cut so that reading skips."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from accord.engine import names
from accord.engine.session import Session

ROWS_A_GROUP: Final = 32_768
"""So few rows a group that reading one account opens one group of a sorted file."""
ROWS_A_SMALL_GROUP: Final = 8_192
"""For tables that a page reads: one account's rows come with few others."""


def write(session: Session, query: str, path: Path, order_by: Sequence[str] = ()) -> int:
    """Write a query's rows and return how many; the file is on disk after this.

    Without `order_by`, rows keep the order in which the query gives them.
    """
    listed = ", ".join(names.checked(name) for name in order_by)
    ordered = f"SELECT * FROM ({query}) ORDER BY {listed}" if listed else query
    aside = _aside(path)
    with session.keeping_order():
        session.run(
            f"COPY ({ordered}) TO {names.quoted(str(aside))} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_A_GROUP})"
        )
    settle(aside, path)
    return count(path)


def write_table(table: pa.Table, path: Path) -> int:
    """Write a table as it stands, and return its rows; the file is on disk after this.

    Quick to write and to read one account of: only texts are coded, ids and counts seldom repeat.
    """
    aside = _aside(path)
    texts = [field.name for field in table.schema if _is_text(field.type)]
    pq.write_table(
        table,
        aside,
        compression="lz4",
        row_group_size=ROWS_A_SMALL_GROUP,
        use_dictionary=texts or False,
    )
    settle(aside, path)
    return int(table.num_rows)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_dictionary(kind))


def read(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a file, or some of its columns."""
    return pq.read_table(path, columns=None if columns is None else list(columns))


def count(path: Path) -> int:
    """Return how many rows a file has, reading its footer only."""
    return int(pq.read_metadata(path).num_rows)


def link(path: Path, other: Path) -> None:
    """Let a finished file stand in another place too; where that can't be, copy it."""
    aside = _aside(other)
    aside.unlink(missing_ok=True)
    try:
        os.link(path, aside)
    except OSError:
        shutil.copyfile(path, aside)
    settle(aside, other)


def _aside(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f".{path.name}.part")


def settle(aside: Path, path: Path) -> None:
    """Put a finished file in its place, and make sure that both survive a power cut."""
    _sync(aside)
    aside.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
