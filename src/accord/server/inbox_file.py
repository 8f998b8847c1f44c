"""An inbox in a file of SQLite: what is committed survives a power cut."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from accord.server import faults
from accord.server.inbox_store import Entry, Row
from accord.values.errors import BusyError

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
_INSERT: Final = "insert into inbox(kind, facts, form, payload) values (?, ?, ?, ?)"


class FileWriter:
    """The connection of the thread that writes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def used_bytes(self) -> int:
        """Return how large the inbox is, without the space that deleted entries left."""
        return _used_bytes(self._connection)

    def write(self, batch: Sequence[Sequence[Row]]) -> list[int]:
        """Put requests on disk in one transaction; return the last number of each."""
        seqs = []
        with _transaction(self._connection):
            for rows in batch:
                seq = 0
                for row in rows:
                    seq = self._connection.execute(_INSERT, row).lastrowid or 0
                seqs.append(seq)
            faults.reach("inbox.before_commit")
        return seqs

    def close(self) -> None:
        """Let go of the connection."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()


class FileStore:
    """An inbox of one file."""

    errors: tuple[type[Exception], ...] = (sqlite3.Error, OSError)

    def __init__(self, file: Path, timeout_s: float = 0) -> None:
        self._file = file
        self._timeout_s = timeout_s

    def open(self) -> FileWriter:
        """Open the file for writing, making its tables when they are not there."""
        connection = connect(self._file, self._timeout_s)
        try:
            connection.executescript(_SCHEMA)
            connection.execute(f"pragma wal_autocheckpoint={_PAGES_PER_CHECKPOINT}")
        except sqlite3.Error:
            with contextlib.suppress(sqlite3.Error):
                connection.close()
            raise
        return FileWriter(connection)

    def trial(self) -> str:
        """Say why nothing could be written now; "" if something could. Nothing is written."""
        try:
            with contextlib.closing(connect(self._file, self._timeout_s)) as connection:
                connection.execute("begin immediate")
                connection.execute("rollback")
        except sqlite3.Error as error:
            return f"the inbox can't be written: {error}"
        return ""

    def scrub(self) -> None:
        """Write the file anew and empty its log, so that no byte of a deleted entry stays."""
        if not self._file.exists():
            return
        with self._reading() as connection:
            connection.execute("vacuum")
            for _ in range(_SCRUBS):
                busy = connection.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
                if not busy:
                    return
                time.sleep(_SCRUB_PAUSE_S)
        message = f"{self._file.name} is being read all the time; its log can't be emptied yet"
        raise BusyError(message)

    def read_after(self, seq: int, facts_at_most: int, *, newest_first: bool) -> list[Entry]:
        """Return entries after a number in order, until they hold about so many facts."""
        if not self._file.exists():
            return []
        found: list[Entry] = []
        facts = 0
        order = "seq desc" if newest_first else "seq"
        with self._reading() as connection:
            cursor = connection.execute(
                f"select seq, kind, facts, form, payload from inbox where seq > ? order by {order}",
                (seq,),
            )
            for row in cursor:
                found.append(Entry(*row))
                facts += found[-1].facts
                if facts >= facts_at_most:
                    break
        return found

    def delete_through(self, seq: int) -> int:
        """Delete entries up to and with a number; return how many there were."""
        if not self._file.exists():
            return 0
        with self._reading() as connection:
            return connection.execute("delete from inbox where seq <= ?", (seq,)).rowcount

    def used_bytes(self) -> int:
        """Return how large the inbox is, without the space that deleted entries left."""
        with contextlib.closing(connect(self._file)) as connection:
            return _used_bytes(connection)

    def identity(self) -> str:
        """Return the name of the file: another file counts from the beginning again."""
        with self._reading() as connection:
            return str(connection.execute("select name from identity").fetchone()[0])

    def count_after(self, seq: int) -> int:
        """Count the facts after a number."""
        if not self._file.exists():
            return 0
        with self._reading() as connection:
            row = connection.execute("select sum(facts) from inbox where seq > ?", (seq,))
            return int(row.fetchone()[0] or 0)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(connect(self._file)) as connection:
            connection.executescript(_SCHEMA)
            yield connection


def connect(file: Path, timeout_s: float = 0) -> sqlite3.Connection:
    """Open an inbox file so that what is committed survives a power cut."""
    connection = sqlite3.connect(
        file, timeout=timeout_s or _TIMEOUT_S, isolation_level=None, check_same_thread=False
    )
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    connection.execute("pragma secure_delete=on")  # what is deleted is gone from free pages too
    return connection


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
