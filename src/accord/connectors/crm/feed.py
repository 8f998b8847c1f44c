"""A system read stream by stream: batches of facts, each with the cursor that it is covered by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import pyarrow as pa

from accord.connectors.crm import ahead
from accord.connectors.crm.shape import Issue, Mapper, Record

Cursor = Mapping[str, Any]
"""Where a stream goes on; plain data that survives JSON."""

BATCH: Final = 5_000
"""Records that are mapped and kept together; a cursor is saved with each batch."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one call brought: records by kind, facts that need no mapping, the cursor after it."""

    records: Mapping[str, Sequence[Record]]
    cursor: Cursor
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    notes: tuple[Issue, ...] = ()
    aside: Mapping[str, Any] = field(default_factory=dict)  # what is compared, and is no fact


class Feed(Protocol):
    """One system that can be read."""

    @property
    def streams(self) -> Sequence[str]:
        """The streams, in the order in which they are read."""

    def mapper(self, kind: str, stream: str) -> Mapper:
        """Return what maps the records of a kind out of a stream."""

    def pages(self, stream: str, cursor: Cursor | None) -> Iterator[Page]:
        """Yield what is new in a stream since a cursor; all of it when there is none."""

    def close(self) -> None:
        """Close the connections."""


@dataclass(slots=True)
class Batch:
    """Facts of one stream, and the cursor to save once they are on disk."""

    stream: str
    cursor: Cursor
    tables: dict[str, list[pa.Table]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    aside: Mapping[str, Any] = field(default_factory=dict)
    read: int = 0
    taken: int = 0

    def facts(self) -> dict[str, pa.Table]:
        """Return the facts by kind."""
        return {kind: pa.concat_tables(tables) for kind, tables in self.tables.items() if tables}

    def rejected(self) -> int:
        """Count the records that were not taken."""
        return len({(issue.kind, issue.record) for issue in self.issues if issue.is_rejected})


class Reader:
    """Reads a feed; what is received later has a later time, whatever the clock does."""

    def __init__(self, feed: Feed, received_us: int, size: int = BATCH) -> None:
        self._feed = feed
        self._next_us = received_us
        self._size = size
        self._mappers: dict[tuple[str, str], Mapper] = {}

    def batches(self, stream: str, cursor: Cursor | None) -> Iterator[Batch]:
        """Yield what is new in a stream, batch by batch."""
        held: dict[str, list[Record]] = {}
        tables: dict[str, list[pa.Table]] = {}
        notes: list[Issue] = []
        aside: Mapping[str, Any] = {}
        last = cursor
        for page in ahead.of(self._feed.pages(stream, cursor)):
            for kind, records in page.records.items():
                held.setdefault(kind, []).extend(records)
            for kind, table in page.tables.items():
                tables.setdefault(kind, []).append(table)
            notes += page.notes
            last, aside = page.cursor, page.aside or aside
            if sum(map(len, held.values())) >= self._size:
                yield self._batch(stream, page.cursor, held, (tables, notes))
                held, tables, notes = {}, {}, []
        if last is not None:
            batch = self._batch(stream, last, held, (tables, notes))
            batch.aside = aside
            yield batch

    def _batch(
        self,
        stream: str,
        cursor: Cursor,
        held: Mapping[str, Sequence[Record]],
        rest: tuple[dict[str, list[pa.Table]], list[Issue]],
    ) -> Batch:
        tables, notes = rest
        batch = Batch(stream, cursor, dict(tables), list(notes))
        for kind, records in held.items():
            mapped = self._mapper(kind, stream).map(records, self._next_us)
            self._next_us += len(records) + 1
            for name, table in mapped.tables.items():
                batch.tables.setdefault(name, []).append(table)
            batch.issues += mapped.issues
            batch.read += mapped.read
            batch.taken += mapped.taken
        return batch

    def _mapper(self, kind: str, stream: str) -> Mapper:
        if (kind, stream) not in self._mappers:
            self._mappers[kind, stream] = self._feed.mapper(kind, stream)
        return self._mappers[kind, stream]
