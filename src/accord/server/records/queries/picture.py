"""The published picture that a request reads: one pinned generation and its tables.

Whoever's sight is limited sees their accounts here and nowhere more: pages, exports and the
interface read through `Reader`, and what is of the whole workspace asks `seeing.need_all` first.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import pyarrow as pa
from django.db.models import Count, Max
from django.utils import timezone

from accord.engine.session import Value
from accord.server import home
from accord.server.records.models import AccountNow, DirtyAccount, Generation, Job
from accord.server.records.queries import opened, packing, recent, seeing
from accord.server.records.queries.seeing import Sight
from accord.values import ids, time

_AWAITED: Final = timedelta(seconds=4)
Rows = list[dict[str, Any]]
Found = TypeVar("Found")
_OF_NOBODY: Final = frozenset({"kinds"})
"""Tables without accounts that tell nothing of anybody's."""
_seen_by_sight: "recent.Recent[pa.Table]" = recent.Recent(64)
_here = threading.local()


@dataclass(frozen=True, slots=True)
class Pinned:
    """Which generation a page shows: every page names its time and its program."""

    generation: str
    published_at: datetime
    as_of: datetime
    as_of_day: int
    program_version: str
    is_recalculating: bool
    """A newer generation is on its way (facts or the program changed since)."""


class Reader:
    """The tables of one generation, opened by one thread, with what was re-derived since."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self._tables = opened.tables(generation)
        self._session = self._tables.session()
        self._version: tuple[int, int] | None = None
        self._kinds: dict[int, str] | None = None
        self._fresh: dict[int, dict[str, pa.Table]] = {}
        self._columns = [*self._tables.columns, "is_fresh"]
        self._sight: Sight | None = None
        self._is_seen: dict[int, bool] = {}
        self.overlay()

    def overlay(self) -> None:
        """Take in the accounts that were re-derived since this was last called."""
        rows = AccountNow.objects.filter(generation=self.generation)
        found = rows.aggregate(n=Count("account"), last=Max("derived_us"))
        version = (found["n"], found["last"] or 0)
        if version == self._version:
            return
        after = self._version[1] if self._version else -1
        for row in rows.filter(derived_us__gte=after):
            self._fresh[row.account] = packing.unpacked(bytes(row.tables))
        self._version = version
        fresh = [tables["account_rows"] for tables in self._fresh.values()]
        if not fresh:
            self._session.view("everyone", "SELECT *, false AS is_fresh FROM account_rows")
            self._narrow()
            return
        self._session.register("fresh_rows", pa.concat_tables(fresh))
        self._session.register("fresh_accounts", pa.table({"account": list(self._fresh)}))
        self._session.view(
            "everyone",
            "SELECT *, false AS is_fresh FROM account_rows "
            "WHERE account NOT IN (SELECT account FROM fresh_accounts) "
            "UNION ALL BY NAME SELECT *, true AS is_fresh FROM fresh_rows",
        )
        self._narrow()

    def look_as(self, sight: Sight | None) -> None:
        """Show what a sight shows, and nothing else, from now on; None is everything."""
        if sight != self._sight:
            self._sight = sight
            self._narrow()

    def _narrow(self) -> None:
        """Let `shown` be the accounts of the sight."""
        self._is_seen = {}
        if self._sight is None:
            self._session.view("shown", "SELECT * FROM everyone")
            return
        seen = _seen_by_sight.get(self.version)
        if seen is None:
            sql = f"SELECT account FROM everyone WHERE {seeing.CONDITION}"
            seen = self._session.arrow(sql, **self._sight.params())
            _seen_by_sight.put(self.version, seen)
        self._session.register("seen_accounts", seen)
        self._session.view(
            "shown", "SELECT * FROM everyone WHERE account IN (SELECT account FROM seen_accounts)"
        )

    def sees(self, account: int) -> bool:
        """Tell whether whoever asks may see an account."""
        if self._sight is None:
            return True
        if account not in self._is_seen:
            sql = "SELECT count(*) FROM seen_accounts WHERE account = $account"
            self._is_seen[account] = bool(self._session.rows(sql, account=account)[0][0])
        return self._is_seen[account]

    def has(self, table: str) -> bool:
        """Tell whether the generation has the table, for whoever asks."""
        if table not in self._tables.names:
            return False
        is_by_account = self._sight is None or self._tables.by_account.has(table)
        return is_by_account or table in _OF_NOBODY

    def rows(self, sql: str, **params: Value) -> Rows:
        """Run a query over the tables named in `table` calls and the view `shown`."""
        found: Rows = self._session.arrow(sql, **params).to_pylist()
        return found

    def source(self, table: str) -> str:
        """Return what a query reads a table from."""
        if not self.has(table):
            message = f"the published picture has no table {table!r}"
            raise KeyError(message)
        whole = self._tables.read(table)
        if self._sight is None or table in _OF_NOBODY:
            return whole
        return f"(SELECT * FROM {whole} WHERE account IN (SELECT account FROM seen_accounts))"

    def source_now(self, table: str) -> str:
        """Return what a query reads a table from, with the accounts re-derived since."""
        found = [tables[table] for tables in self._fresh.values() if table in tables]
        if not found:
            return self.source(table)
        self._session.register(f"fresh_{table}", pa.concat_tables(found))
        return (
            f"(SELECT * FROM {self.source(table)} WHERE account NOT IN "
            "(SELECT account FROM fresh_accounts) "
            f"UNION ALL BY NAME SELECT * FROM fresh_{table})"
        )

    def shown(self, condition: str, **params: Value) -> Rows:
        """Return whole rows of the accounts list; `condition` begins after WHERE."""
        listed = ", ".join(self._columns)
        found = self._session.rows(f"SELECT {listed} FROM shown WHERE {condition}", **params)
        return [dict(zip(self._columns, row, strict=True)) for row in found]

    def count(self, condition: str, **params: Value) -> int:
        """Count the rows of the accounts list that meet a condition."""
        return int(
            self._session.rows(f"SELECT count(*) FROM shown WHERE {condition}", **params)[0][0]
        )

    def tuples(self, sql: str, **params: Value) -> list[tuple[Any, ...]]:
        """Run a query and return its rows without their names, which is faster."""
        return self._session.rows(sql, **params)

    def of_account(self, table: str, account: int) -> Rows:
        """Return one account's rows of a table, the re-derived ones if there are such."""
        if not self.sees(account):
            return []
        return once(f"{table} of {account}", lambda: self._rows_of(table, account))

    def _rows_of(self, table: str, account: int) -> Rows:
        if account in self._fresh:
            fresh = self._fresh[account].get(table)
            return [] if fresh is None else fresh.to_pylist()
        return self._tables.by_account.rows(table, account)

    def rows_of_accounts(self, accounts: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return rows of the accounts list by account."""
        accounts = [account for account in accounts if self.sees(account)]
        fresh = [account for account in accounts if account in self._fresh]
        others = [account for account in accounts if account not in self._fresh]
        rows = {
            row["account"]: row | {"is_fresh": False}
            for row in self._tables.by_account.rows_of("account_rows", others)
        }
        return rows | {a: row for a in fresh if (row := self.row_of_account(a)) is not None}

    def row_of_account(self, account: int) -> dict[str, Any] | None:
        """Return one account's row of the accounts list."""
        found = self.of_account("account_rows", account)
        return found[0] | {"is_fresh": self.is_fresh(account)} if found else None

    def kinds(self) -> dict[int, str]:
        """Return the words of the kinds of activity that the program scores, by code."""
        if self._kinds is None:
            source = f"SELECT kind, kind_name FROM {self._tables.read('kinds')}"
            self._kinds = dict(self._session.rows(source)) if self.has("kinds") else {}
        return self._kinds

    @property
    def version(self) -> tuple[str, int, int]:
        """Name what is shown, and to whom: answers to the same question about it are the same."""
        to_whom = self._sight.key if self._sight else ""
        return (self.generation.name + to_whom, *(self._version or (0, 0)))

    def is_fresh(self, account: int) -> bool:
        """Tell whether the account was re-derived since the generation."""
        return account in self._fresh

    def close(self) -> None:
        """Let go of the engine."""
        self._session.close()


def pin() -> Pinned | None:
    """Say which generation this request reads; None before the first is published."""
    found = reader()
    if found is None:
        return None
    generation = found.generation
    return Pinned(
        generation=generation.name,
        published_at=generation.published_at,
        as_of=time.from_us(generation.as_of_us),
        as_of_day=generation.as_of_day,
        program_version=generation.program_version,
        is_recalculating=is_recalculating(),
    )


def is_recalculating() -> bool:
    """Tell whether newer numbers are on their way."""
    return once("recalculating", _is_recalculating)


def _is_recalculating() -> bool:
    waiting = Job.objects.filter(
        name="derive", state__in=(Job.State.WAITING, Job.State.RUNNING), schedule=""
    )
    return waiting.exists() or DirtyAccount.objects.exists()


def once(name: str, find: Callable[[], Found]) -> Found:
    """Return what was found under a name in this request; only one that reads keeps it."""
    asked: dict[str, Any] | None = getattr(_here, "asked", None)
    if asked is None:
        return find()
    if name not in asked:
        asked[name] = find()
    found: Found = asked[name]
    return found


def newest() -> str | None:
    """Return the name of the newest picture."""
    rows = Generation.objects.filter(removed_at=None).order_by("-id")
    return rows.values_list("name", flat=True).first()


def reader(*, is_ahead: bool = False) -> Reader | None:
    """Return the pinned generation's tables, opening the newest when nothing is pinned.

    Where the newest is being made ready ahead of those who ask, they read the one before it
    for a moment; `is_ahead` is who makes it ready.
    """
    held: Reader | None = getattr(_here, "reader", None)
    if held is not None and getattr(_here, "is_pinned", False):
        held.look_as(seeing.sight())
        return held
    newest = Generation.objects.filter(removed_at=None).order_by("-id").first()
    if newest is None:
        return None
    if not is_ahead and _is_awaited(newest):
        newest = opened.ready() or newest
    if held is None or held.generation.pk != newest.pk:
        if held is not None:
            held.close()
        held = _here.reader = Reader(newest)
    else:
        held.overlay()
    held.look_as(seeing.sight())
    _here.is_pinned = getattr(_here, "is_pinning", False)
    return held


def _is_awaited(newest: Generation) -> bool:
    """Tell whether a generation was just published, is not ready, and nobody decided since.

    Whoever decided since reads it at once: what they did shows there and nowhere else.
    """
    ready = opened.ready()
    if ready is None or ready.pk == newest.pk or timezone.now() - newest.published_at > _AWAITED:
        return False
    return not AccountNow.objects.filter(generation=newest).exists()


@contextlib.contextmanager
def pinning(*, is_reading: bool = False, who: Callable[[], Any] | None = None) -> Iterator[None]:
    """Let everything inside read one generation, whatever is published meanwhile.

    What only reads (`is_reading`) may find the same thing once. `who` tells whose sight counts;
    without it, as in background work, everything is seen. Inside another pinning nothing
    changes: the outermost lets go.
    """
    if getattr(_here, "is_pinning", False):
        yield
        return
    _here.is_pinning, _here.is_pinned = True, False
    _here.asked = {} if is_reading else None
    try:
        with seeing.by(who):
            yield
    finally:
        _here.is_pinning = _here.is_pinned = False
        _here.asked = None


def sees(account: int) -> bool:
    """Tell whether whoever asks may see an account."""
    if seeing.sight() is None:
        return True
    found = reader()
    return found is not None and found.sees(account)


def forget() -> None:
    """Close what this thread has open, as tests and short commands should."""
    held: Reader | None = getattr(_here, "reader", None)
    if held is not None:
        held.close()
        _here.reader = None
    opened.forget()


def account_of(public_id: str) -> int | None:
    """Read an account's id from an address."""
    return ids.from_public_id(public_id)


def folder_of(generation: Generation) -> Path:
    """Return the folder of a generation."""
    return home.path("generations", generation.name)
