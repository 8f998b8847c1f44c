"""The inbox: what was acknowledged is on disk; one writer thread commits for all who wait."""

import contextlib
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa

from accord.server import configuration, faults
from accord.server.inbox_file import FileStore
from accord.server.inbox_store import Entry, Row, Store, Writer
from accord.values.errors import BusyError

__all__ = ["Entry", "Inbox", "Row"]
NAME: Final = "inbox.db"
"""The file of a workspace's own inbox; with PostgreSQL it stands in the database instead."""
_WAITING_AT_MOST: Final = 4_000
_PER_COMMIT: Final = 2_000
_ROWS_PER_ENTRY: Final = 20_000
_CLOSING_S: Final = 60


@dataclass(slots=True)
class _Request:
    rows: Callable[[], list[Row]]
    done: "Future[int]"


class Inbox:
    """The inbox of one home, as one process sees it; close it to stop its writer."""

    def __init__(self, file: Path, limit_bytes: int, *, timeout_s: float = 0) -> None:
        self._store = _store(file, timeout_s)
        self._limit_bytes = limit_bytes
        self._waiting: queue.Queue[_Request | None] = queue.Queue(_WAITING_AT_MOST)
        with contextlib.suppress(*self._store.errors):  # a disk that is full may not stay so
            self._store.open().close()
        self._thread = threading.Thread(target=self._write, name="inbox", daemon=True)
        self._thread.start()

    def append_rows(self, kind: str, rows: Sequence[Mapping[str, Any]]) -> "Future[int]":
        """Take rows in; the future holds their sequence number once they are on disk."""
        return self._enqueue([(kind, len(rows), "json", msgspec.json.encode(rows))])

    def append_table(self, kind: str, table: pa.Table) -> "Future[int]":
        """Take a table in, all of it or nothing."""
        parts = []
        for start in range(0, table.num_rows, _ROWS_PER_ENTRY):
            part = table.slice(start, _ROWS_PER_ENTRY)
            parts.append((kind, part.num_rows, "arrow", _stream(part)))
        return self._enqueue(parts)

    def append_tables(self, tables_by_kind: Mapping[str, pa.Table]) -> "Future[int]":
        """Take tables of several kinds in, all of them or nothing."""
        parts = [
            (kind, part.num_rows, "arrow", _stream(part))
            for kind, table in tables_by_kind.items()
            for start in range(0, table.num_rows, _ROWS_PER_ENTRY)
            if (part := table.slice(start, _ROWS_PER_ENTRY)).num_rows
        ]
        return self._enqueue(parts)

    def append_packed(self, make: Callable[[], list[Row]]) -> "Future[int]":
        """Take entries in that the writer's thread is to make, all of them or nothing."""
        return self._put(make)

    def close(self) -> None:
        """Write what waits and stop."""
        self._waiting.put(None)
        self._thread.join(_CLOSING_S)

    def _enqueue(self, rows: list[Row]) -> "Future[int]":
        return self._put(lambda: rows)

    def _put(self, make: Callable[[], list[Row]]) -> "Future[int]":
        request = _Request(make, Future())
        try:
            self._waiting.put_nowait(request)
        except queue.Full:
            message = "too many writers wait for the inbox; try again in a few seconds"
            raise BusyError(message) from None
        return request.done

    def _write(self) -> None:
        """Commit whatever waits, together, until told to stop."""
        writer: Writer | None = None
        errors: tuple[type[Exception], ...] = (*self._store.errors, BusyError)
        is_open = True
        while is_open:
            first = self._waiting.get()
            batch, is_open = self._gather(first)
            if not batch:
                continue
            try:
                writer = writer or self._store.open()
                self._commit(writer, batch)
            except errors as error:
                _refuse(batch, error)
                _close(writer)
                writer = None
        _close(writer)

    def _gather(self, first: _Request | None) -> tuple[list[_Request], bool]:
        """Return everything that waits now, and whether to go on after it."""
        batch: list[_Request] = []
        request = first
        while request is not None:
            batch.append(request)
            if len(batch) >= _PER_COMMIT:
                return batch, True
            try:
                request = self._waiting.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False

    def _commit(self, writer: Writer, batch: list[_Request]) -> None:
        """Put a batch on disk in one transaction, then say so to everybody in it."""
        if writer.used_bytes() > self._limit_bytes:
            message = "the inbox is full; it is emptied in the background, so try again soon"
            raise BusyError(message)
        seqs = writer.write([request.rows() for request in batch])
        faults.reach("inbox.after_commit")
        for request, seq in zip(batch, seqs, strict=True):
            request.done.set_result(seq)


def _store(file: Path, timeout_s: float = 0) -> Store:
    """Return where an inbox stands: the workspace's own may stand in PostgreSQL."""
    found = configuration.load()
    if found.database_url and file == found.home / NAME:
        from accord.server.inbox_postgres import PostgresStore

        return PostgresStore(found.database_url, timeout_s)
    return FileStore(file, timeout_s)


def trial(file: Path, timeout_s: float) -> str:
    """Say why nothing could be written now; "" if something could. Nothing is written."""
    return _store(file, timeout_s).trial()


def scrub(file: Path) -> None:
    """Leave no byte of a deleted entry."""
    _store(file).scrub()


def read_after(file: Path, seq: int, facts_at_most: int) -> list[Entry]:
    """Return the entries after a sequence number, oldest first, about so many facts."""
    return _store(file).read_after(seq, facts_at_most, newest_first=False)


def read_newest(file: Path, seq: int, facts_at_most: int) -> list[Entry]:
    """Return the newest entries after a sequence number, newest first, about so many facts."""
    return _store(file).read_after(seq, facts_at_most, newest_first=True)


def delete_through(file: Path, seq: int) -> int:
    """Delete entries up to and with a sequence number; return how many there were."""
    return _store(file).delete_through(seq)


def used_bytes(file: Path) -> int:
    """Return how large the inbox is, without the space that deleted entries left."""
    return _store(file).used_bytes()


def identity(file: Path) -> str:
    """Return the name of an inbox: another one counts from the beginning again."""
    return _store(file).identity()


def count_after(file: Path, seq: int) -> int:
    """Count the facts after a sequence number."""
    return _store(file).count_after(seq)


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _refuse(batch: list[_Request], error: Exception) -> None:
    """Tell everybody in a batch that nothing of it was kept."""
    for request in batch:
        if isinstance(error, BusyError):
            request.done.set_exception(error)
        else:
            message = f"the inbox could not be written ({error}); try again in a few seconds"
            request.done.set_exception(BusyError(message))


def _close(writer: Writer | None) -> None:
    if writer is not None:
        writer.close()
