"""Lists out of published files: columns by allow-listed names, values always bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa

from accord.engine import names
from accord.engine.session import Session, Value
from accord.values.errors import AccordError

Operator = Literal["is", "is_not", "at_least", "at_most", "one_of", "contains", "is_missing"]

_SQL: Final[dict[str, str]] = {
    "is": "{column} = ${value}",
    "is_not": "{column} IS DISTINCT FROM ${value}",
    "at_least": "{column} >= ${value}",
    "at_most": "{column} <= ${value}",
    "one_of": "list_contains(${value}, {column})",
    "contains": "contains(lower({column}), lower(${value}))",
    "is_missing": "({column} IS NULL) = ${value}",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a row must meet; `contains` looks for a part of a text in any case."""

    column: str
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class Order:
    """What rows are sorted by; ties go by `tie`, so that every row has one place.

    `after` is the (value, tie) of the last row that was shown: a page begins behind it.
    """

    column: str
    tie: str
    is_descending: bool = False
    after: tuple[Value, Value] | None = None


@dataclass(frozen=True)
class Table:
    """One table in files, opened for reading; only its own columns may be named."""

    session: Session
    source: str
    columns: frozenset[str]


def open_table(session: Session, paths: Sequence[Path]) -> Table:
    """Open the files that hold one table."""
    if not paths:
        message = "no file is published for this table yet; publish a generation first"
        raise AccordError(message)
    listed = ", ".join(names.quoted(str(path)) for path in paths)
    source = f"read_parquet([{listed}])"
    described = session.rows(f"DESCRIBE SELECT * FROM {source}")
    return Table(session, source, frozenset(row[0] for row in described))


def select(
    table: Table, columns: Sequence[str], where: Sequence[Condition], order: Order, limit: int
) -> pa.Table:
    """Return the next page of the rows that meet every condition; rows without a value last."""
    sql, params = _where(table, where)
    key, tie = _column(table, order.column), _column(table, order.tie)
    direction, beyond = ("DESC", "<") if order.is_descending else ("ASC", ">")
    if order.after is not None:
        last, last_tie = order.after
        params["after_tie"] = last_tie
        further = f"{key} IS NULL AND {tie} {beyond} $after_tie"
        if last is not None:
            params["after_value"] = last
            same = f"{key} = $after_value AND {tie} {beyond} $after_tie"
            further = f"{key} {beyond} $after_value OR ({same}) OR {key} IS NULL"
        sql += f" AND ({further})"
    picked = ", ".join(_column(table, column) for column in columns)
    return table.session.arrow(
        f"SELECT {picked} FROM {table.source} WHERE {sql} "
        f"ORDER BY {key} {direction} NULLS LAST, {tie} {direction} LIMIT $row_limit",
        **params,
        row_limit=limit,
    )


def count(table: Table, where: Sequence[Condition]) -> int:
    """Count the rows that meet every condition."""
    sql, params = _where(table, where)
    ((found,),) = table.session.rows(f"SELECT count(*) FROM {table.source} WHERE {sql}", **params)
    return int(found)


def facet(table: Table, column: str, where: Sequence[Condition]) -> list[tuple[Any, int]]:
    """Count rows by the values of a column, most frequent first, whatever it is narrowed to."""
    name = _column(table, column)
    sql, params = _where(table, [one for one in where if one.column != column])
    return [
        (value, int(rows))
        for value, rows in table.session.rows(
            f"SELECT {name}, count(*) AS rows_here FROM {table.source} WHERE {sql} "
            f"GROUP BY {name} ORDER BY rows_here DESC, {name} NULLS LAST",
            **params,
        )
    ]


def read_sql(connection_rows: pa.Table, sql: str, **params: Value) -> pa.Table:
    """Run a query over one table, which it calls `source`: how a warehouse's rows are shaped."""
    with Session(threads=1) as session:
        session.register("source", connection_rows)
        return session.arrow(sql, **params)


def _where(table: Table, where: Sequence[Condition]) -> tuple[str, dict[str, Value]]:
    parts, params = ["true"], dict[str, Value]()
    for place, one in enumerate(where):
        if one.operator not in _SQL:
            message = f"{one.operator!r} compares nothing; use one of {', '.join(_SQL)}"
            raise AccordError(message)
        name = f"value_{place}"
        parts.append(_SQL[one.operator].format(column=_column(table, one.column), value=name))
        params[name] = one.value
    return " AND ".join(parts), params


def _column(table: Table, name: str) -> str:
    if name not in table.columns:
        message = f"there is no column {name!r}; there are {', '.join(sorted(table.columns))}"
        raise AccordError(message)
    return names.checked(name)
