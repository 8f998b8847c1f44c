"""A warehouse query by query: what is new since the last run, in the order of its cursor."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from accord.connectors.crm.feed import Cursor, Page
from accord.connectors.crm.shape import Context, Mapper, Record
from accord.connectors.warehouse import client, query
from accord.connectors.warehouse.client import Access, Rows
from accord.connectors.warehouse.query import Query
from accord.values.errors import AccordError


class Read(Protocol):
    """What gives the rows of a query."""

    def __call__(self, access: Access, sql: str, values: Sequence[Any], size: int = ...) -> Rows:
        """Yield column names and rows."""


class Feed:
    """One warehouse, read query by query."""

    def __init__(
        self,
        access: Access,
        queries: Sequence[Query],
        context: Context,
        read: Read = client.rows,
    ) -> None:
        self._access = access
        self._queries = {each.name: each for each in queries}
        self._context = context
        self._read = read
        self._names: dict[str, Sequence[str]] = {}

    @property
    def streams(self) -> Sequence[str]:
        """The queries in the order in which they are kept."""
        return tuple(self._queries)

    def close(self) -> None:
        """Nothing stays open between queries."""

    def mapper(self, kind: str, stream: str) -> Mapper:
        """Return what maps the rows of a query; its columns are known once it is asked."""
        asked = self._queries[stream]
        context = replace(self._context, version=asked.version())
        return Mapper(kind, query.columns(asked, self._names[stream]), context)

    def pages(self, stream: str, cursor: Cursor | None) -> Iterator[Page]:
        """Yield what is new in a query."""
        asked = self._queries[stream]
        at = (cursor or {}).get("at")
        sql, values = query.text(asked, query.told(at), self._access.mark)
        try:
            for names, rows in self._read(self._access, sql, values):
                self._name(asked, names)
                at = _newest(asked, names, rows, at)
                yield Page({asked.kind: _records(names, rows)}, {"at": at})
        except AccordError as error:
            error.message = f"{asked.name}: {error.message}"
            error.args = (error.message,)
            raise

    def _name(self, asked: Query, names: Sequence[str]) -> None:
        """Learn the columns of a query before the first of its rows is mapped."""
        if asked.name in self._names:
            return
        if asked.cursor and asked.cursor not in names:
            message = (
                f"there is no column {asked.cursor!r} to go on by; there are {', '.join(names)}"
            )
            raise AccordError(message)
        query.columns(asked, names)
        self._names[asked.name] = list(names)


def _newest(asked: Query, names: Sequence[str], rows: Sequence[tuple[Any, ...]], at: Any) -> Any:
    if not asked.cursor:
        return None
    place = list(names).index(asked.cursor)
    known = [row[place] for row in rows if row[place] is not None]
    return query.kept(known[-1]) if known else at


def _records(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[Record]:
    return [
        {name: query.plain(value) for name, value in zip(names, row, strict=True)} for row in rows
    ]
