"""Files of one kind of fact: a column that came after a file was written is unknown in it."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from accord.engine import names

_SQL_TYPES: Final = {
    pa.string(): "VARCHAR",
    pa.int64(): "BIGINT",
    pa.int32(): "INTEGER",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.list_(pa.string()): "VARCHAR[]",
}


def source(paths: Iterable[str], schema: pa.Schema) -> str:
    """Return what to read from: the files, with every column of the schema, and their own."""
    listed = list(paths)
    held = [_columns(path, Path(path).stat().st_mtime_ns) for path in listed]
    quoted = f"[{', '.join(names.quoted(path) for path in listed)}]"
    everywhere = frozenset.intersection(*held)
    if everywhere.issuperset(schema.names):
        return f"read_parquet({quoted})"
    anywhere = frozenset.union(*held)
    lacking = "".join(
        f", CAST(NULL AS {_SQL_TYPES[field.type]}) AS {field.name}"
        for field in schema
        if field.name not in anywhere
    )
    return f"(SELECT *{lacking} FROM read_parquet({quoted}, union_by_name = true))"


def shaped(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return a table in the columns of a schema; those that it lacks are unknown."""
    columns = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


@lru_cache(maxsize=65_536)
def _columns(path: str, _written: int) -> frozenset[str]:
    return frozenset(pq.read_schema(path).names)
