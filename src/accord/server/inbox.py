"""The inbox: what was acknowledged is on disk; one writer thread commits for all who wait."""

import contextlib
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa

from accord.facts import tables
from accord.server import faults
from accord.values.errors import BusyError

_WAITING_AT_MOST: Final = 4_000
_PER_COMMIT: Final = 2_000
_ROWS_PER_ENTRY: Final = 20_000
_TIMEOUT_S: Final = 60
_PAGES_PER_CHECKPOINT: Final = 16_000
"""Copying the log into the file stalls those who wait, so it is done for 64 MB at a time."""
_SCRUBS: Final = 50
_SCRUB_PAUSE_S: Final = 0.2
_SCHEMA: Final = """
create table if not exists inbox(
    seq integer primary key autoincrement,
    kind text not null,
    facts integer not null,
    form text not null,
    payload blob not null
);
create table if not exists identity(place integer primary key check (place = 1), name text);
insert or ignore into identity values (1, lower(hex(randomblob(16))))"""


@dataclass(frozen=True, slots=True)
class Entry:
    """Some facts of one kind as they were acknowledged together."""

    seq: int
    kind: str
    facts: int
    form: str
    payload: bytes

    def table(self) -> pa.Table:
        """Read the facts."""
        if self.form == "arrow":
            return pa.ipc.open_stream(self.payload).read_all()
        return tables.table(self.kind, msgspec.json.decode(self.payload))


Row = tuple[str, int, str, bytes]
"""Kind, number of facts, form and payload of an entry that is not written yet."""


@dataclass(slots=True)
class _Request:
    rows: Callable[[], list[Row]]
    done: "Future[int]"


class Inbox:
    """The inbox of one home, as one process sees it; close it to stop its writer."""

    def __init__(self, file: Path, limit_bytes: int, *, timeout_s: float = 0) -> None:
        self._file = file
        self._limit_bytes = limit_bytes
        self._timeout_s = timeout_s
        self._waiting: queue.Queue[_Request | None] = queue.Queue(_WAITING_AT_MOST)
        with contextlib.suppress(sqlite3.Error):  # a disk that is full now may not stay so
            self._connect().close()
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
        self._thread.join(_TIMEOUT_S)

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
        connection: sqlite3.Connection | None = None
        is_open = True
        while is_open:
            first = self._waiting.get()
            batch, is_open = self._gather(first)
            if not batch:
                continue
            try:
                connection = connection or self._connect()
                self._commit(connection, batch)
            except (sqlite3.Error, OSError, BusyError) as error:
                _refuse(batch, error)
                _close(connection)
                connection = None
        _close(connection)

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

    def _commit(self, connection: sqlite3.Connection, batch: list[_Request]) -> None:
        """Put a batch on disk in one transaction, then say so to everybody in it."""
        if _used_bytes(connection) > self._limit_bytes:
            message = "the inbox is full; it is emptied in the background, so try again soon"
            raise BusyError(message)
        seqs = []
        with _transaction(connection):
            for request in batch:
                seq = 0
                for row in request.rows():
                    cursor = connection.execute(
                        "insert into inbox(kind, facts, form, payload) values (?, ?, ?, ?)", row
                    )
                    seq = cursor.lastrowid or 0
                seqs.append(seq)
            faults.reach("inbox.before_commit")
        faults.reach("inbox.after_commit")
        for request, seq in zip(batch, seqs, strict=True):
            request.done.set_result(seq)

    def _connect(self) -> sqlite3.Connection:
        connection = connect(self._file, self._timeout_s)
        try:
            connection.executescript(_SCHEMA)
            connection.execute(f"pragma wal_autocheckpoint={_PAGES_PER_CHECKPOINT}")
        except sqlite3.Error:
            _close(connection)
            raise
        return connection


def connect(file: Path, timeout_s: float = 0) -> sqlite3.Connection:
    """Open an inbox file so that what is committed survives a power cut."""
    connection = sqlite3.connect(
        file, timeout=timeout_s or _TIMEOUT_S, isolation_level=None, check_same_thread=False
    )
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    connection.execute("pragma secure_delete=on")  # what is deleted is gone from free pages too
    return connection


def trial(file: Path, timeout_s: float) -> str:
    """Say why nothing could be written now; "" if something could. Nothing is written."""
    try:
        with contextlib.closing(connect(file, timeout_s)) as connection:
            connection.execute("begin immediate")
            connection.execute("rollback")
    except sqlite3.Error as error:
        return f"the inbox can't be written: {error}"
    return ""


def scrub(file: Path) -> None:
    """Write the file anew and empty its log, so that no byte of a deleted entry stays."""
    if not file.exists():
        return
    with contextlib.closing(connect(file)) as connection:
        connection.executescript(_SCHEMA)
        connection.execute("vacuum")
        for _ in range(_SCRUBS):
            busy = connection.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
            if not busy:
                return
            time.sleep(_SCRUB_PAUSE_S)
    message = f"{file.name} is being read all the time; its log can't be emptied yet"
    raise BusyError(message)


def read_after(file: Path, seq: int, facts_at_most: int) -> list[Entry]:
    """Return the entries after a sequence number, oldest first, about so many facts."""
    if not file.exists():
        return []
    found: list[Entry] = []
    facts = 0
    with contextlib.closing(connect(file)) as connection:
        connection.executescript(_SCHEMA)
        cursor = connection.execute(
            "select seq, kind, facts, form, payload from inbox where seq > ? order by seq", (seq,)
        )
        for row in cursor:
            found.append(Entry(*row))
            facts += found[-1].facts
            if facts >= facts_at_most:
                break
    return found


def read_newest(file: Path, seq: int, facts_at_most: int) -> list[Entry]:
    """Return the newest entries after a sequence number, newest first, about so many facts."""
    if not file.exists():
        return []
    found: list[Entry] = []
    with contextlib.closing(connect(file)) as connection:
        connection.executescript(_SCHEMA)
        cursor = connection.execute(
            "select seq, kind, facts, form, payload from inbox where seq > ? order by seq desc",
            (seq,),
        )
        for row in cursor:
            found.append(Entry(*row))
            if sum(entry.facts for entry in found) >= facts_at_most:
                break
    return found


def delete_through(file: Path, seq: int) -> int:
    """Delete entries up to and with a sequence number; return how many there were."""
    if not file.exists():
        return 0
    with contextlib.closing(connect(file)) as connection:
        connection.executescript(_SCHEMA)
        return connection.execute("delete from inbox where seq <= ?", (seq,)).rowcount


def used_bytes(file: Path) -> int:
    """Return how large the inbox is, without the space that deleted entries left."""
    with contextlib.closing(connect(file)) as connection:
        return _used_bytes(connection)


def identity(file: Path) -> str:
    """Return the name of an inbox file: another file counts from the beginning again."""
    with contextlib.closing(connect(file)) as connection:
        connection.executescript(_SCHEMA)
        return str(connection.execute("select name from identity").fetchone()[0])


def count_after(file: Path, seq: int) -> int:
    """Count the facts after a sequence number."""
    if not file.exists():
        return 0
    with contextlib.closing(connect(file)) as connection:
        connection.executescript(_SCHEMA)
        row = connection.execute("select sum(facts) from inbox where seq > ?", (seq,)).fetchone()
    return int(row[0] or 0)


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _used_bytes(connection: sqlite3.Connection) -> int:
    pages, free, size = (
        connection.execute(f"pragma {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("begin immediate")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _refuse(batch: list[_Request], error: Exception) -> None:
    """Tell everybody in a batch that nothing of it was kept."""
    for request in batch:
        if isinstance(error, BusyError):
            request.done.set_exception(error)
        else:
            message = f"the inbox could not be written ({error}); try again in a few seconds"
            request.done.set_exception(BusyError(message))


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        with contextlib.suppress(sqlite3.Error):
            connection.close()
