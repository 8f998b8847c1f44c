"""An inbox in PostgreSQL, which several collectors fill side by side."""

import atexit
import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar
from uuid import uuid4

import psycopg

from accord.server import faults
from accord.server.inbox_store import Entry, Row

_CONNECT_S: Final = 5
_TIMEOUT_S: Final = 60.0
_LOCK: Final = 0x0ACC0D
"""Whoever appends holds this lock until the commit: numbers become visible in their order, or a
reader that has seen a higher one would leave a lower one behind for ever."""
_MEASURED_S: Final = 1.0
_SCHEMA: Final = """
create table if not exists accord_inbox(
    seq bigint generated always as identity primary key,
    kind text not null,
    facts integer not null,
    form text not null,
    payload bytea not null
);
alter table accord_inbox alter column payload set storage external;
create table if not exists accord_inbox_name(
    place integer primary key check (place = 1), name text not null
);
"""
_INSERT: Final = (
    "insert into accord_inbox(kind, facts, form, payload) values (%s, %s, %s, %s) returning seq"
)
_READ: Final = """
select seq, kind, facts, form, payload from (
    select *, sum(facts) over (order by seq {order}) - facts as facts_before
    from accord_inbox where seq > %s
) as counted where facts_before < %s order by seq {order}
"""
_SIZE: Final = "select coalesce(sum(octet_length(payload) + 100), 0) from accord_inbox"
_T = TypeVar("_T")
Connection = psycopg.Connection[tuple[Any, ...]]
_held_by_url: dict[str, Connection] = {}
"""The connection over which this process reads an inbox; its threads take turns."""
_lock = threading.Lock()


class PostgresWriter:
    """The connection of the thread that writes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._size, self._measured = 0, 0.0

    def used_bytes(self) -> int:
        """Return how large the inbox was a second ago, with what was written here since."""
        if time.monotonic() - self._measured > _MEASURED_S or not self._measured:
            self._size = _number(self._connection, _SIZE)
            self._measured = time.monotonic()
        return self._size

    def write(self, batch: Sequence[Sequence[Row]]) -> list[int]:
        """Put requests on disk in one transaction; return the last number of each."""
        seqs, size = [], 0
        with self._connection.transaction():
            self._connection.execute("select pg_advisory_xact_lock(%s)", (_LOCK,))
            for rows in batch:
                seq = 0
                for row in rows:
                    seq = _number(self._connection, _INSERT, *row)
                    size += len(row[3])
                seqs.append(seq)
            faults.reach("inbox.before_commit")
        self._size += size
        return seqs

    def close(self) -> None:
        """Let go of the connection."""
        with contextlib.suppress(psycopg.Error):
            self._connection.close()


class PostgresStore:
    """An inbox of one database."""

    errors: tuple[type[Exception], ...] = (psycopg.Error, OSError)

    def __init__(self, url: str, timeout_s: float = 0) -> None:
        self._url = url
        self._timeout_s = timeout_s or _TIMEOUT_S

    def open(self) -> PostgresWriter:
        """Open the database for writing, making its tables when they are not there."""
        connection = _connected(self._url)
        # An answer means on disk, whatever the server's own setting is.
        connection.execute("set synchronous_commit = on")
        connection.execute(f"set lock_timeout = {int(self._timeout_s * 1000)}")
        return PostgresWriter(connection)

    def trial(self) -> str:
        """Say why nothing could be written now; "" if something could. Nothing is written."""
        try:
            with contextlib.closing(_connected(self._url)) as connection, connection.transaction():
                connection.execute(f"set local lock_timeout = {int(self._timeout_s * 1000)}")
                connection.execute("lock table accord_inbox in row exclusive mode")
                connection.execute("select pg_advisory_xact_lock(%s)", (_LOCK,))
                if _number(connection, "select pg_is_in_recovery()::int"):
                    return "the inbox can't be written: the database is a standby"
        except psycopg.Error as error:
            return f"the inbox can't be written: {error}"
        return ""

    def scrub(self) -> None:
        """Have the table written anew."""
        self._ask(lambda connection: connection.execute("vacuum full accord_inbox"))

    def read_after(self, seq: int, facts_at_most: int, *, newest_first: bool) -> list[Entry]:
        """Return entries after a number in order, until they hold about so many facts."""
        order = "desc" if newest_first else "asc"
        rows = self._ask(
            lambda connection: connection.execute(
                _READ.format(order=order), (seq, facts_at_most)
            ).fetchall()
        )
        return [
            Entry(number, kind, facts, form, bytes(payload))
            for number, kind, facts, form, payload in rows
        ]

    def delete_through(self, seq: int) -> int:
        """Delete entries up to and with a number; return how many there were."""
        return self._ask(
            lambda connection: (
                connection.execute("delete from accord_inbox where seq <= %s", (seq,)).rowcount
            )
        )

    def used_bytes(self) -> int:
        """Return how large the inbox is, without the space that deleted entries left."""
        return self._ask(lambda connection: _number(connection, _SIZE))

    def identity(self) -> str:
        """Return the name of this inbox: another one counts from the beginning again."""
        return self._ask(
            lambda connection: str(
                connection.execute("select name from accord_inbox_name").fetchall()[0][0]
            )
        )

    def count_after(self, seq: int) -> int:
        """Count the facts after a number."""
        sql = "select coalesce(sum(facts), 0) from accord_inbox where seq > %s"
        return self._ask(lambda connection: _number(connection, sql, seq))

    def _ask(self, what: Callable[[Connection], _T]) -> _T:
        """Ask over the process's connection; once more over a new one if it was lost."""
        with contextlib.suppress(psycopg.OperationalError):
            return what(self._held())
        forget(self._url)
        return what(self._held())

    def _held(self) -> Connection:
        with _lock:
            held = _held_by_url.get(self._url)
            if held is None or held.closed:
                held = _held_by_url[self._url] = _connected(self._url)
            return held


def forget(url: str) -> None:
    """Close the connection over which this process reads an inbox."""
    with _lock:
        held = _held_by_url.pop(url, None)
    if held is not None:
        with contextlib.suppress(psycopg.Error):
            held.close()


@atexit.register
def _forget_all() -> None:
    for url in list(_held_by_url):
        forget(url)


def _connected(url: str) -> Connection:
    """Connect, and make the tables when they are not there."""
    connection = psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_S)
    if _number(connection, "select (to_regclass('accord_inbox_name') is not null)::int"):
        return connection
    with _closing_on_error(connection), connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", (_LOCK,))
        connection.execute(_SCHEMA)
        connection.execute(
            "insert into accord_inbox_name values (1, %s) on conflict do nothing", (uuid4().hex,)
        )
    return connection


@contextlib.contextmanager
def _closing_on_error(connection: Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _number(connection: Connection, sql: str, *values: object) -> int:
    row = connection.execute(sql, values or None).fetchone()
    return int(row[0]) if row else 0
