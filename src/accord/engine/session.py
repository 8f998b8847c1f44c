"""One sitting with the analytical engine: tables are made by name, values are bound."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final, Self, TypeVar
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from accord.engine import names

Kept = TypeVar("Kept")
Value = str | int | float | bool | None | list[int] | list[str]
"""What may be bound to a parameter."""
Sorted = dict[str, tuple[str, pa.Table]]
"""Tables by name that were sorted once, each with its order."""

_SETTINGS: Final = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET preserve_insertion_order = false",
    # Tables that live for one derivation gain nothing from being compressed on the way.
    "SET checkpoint_threshold = '1TB'",
)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The moment of the picture: microseconds since 1970, and its day in the workspace's zone."""

    us: int
    day: int
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Limits:
    """What one sitting may use of the machine; nothing that it finds depends on it."""

    threads: int = 2
    memory: str = "1500MB"


@dataclass(slots=True)
class Known:
    """What a sitting knows of its tables, so that it need not ask the catalogue."""

    held: dict[str, pa.Table] = field(default_factory=dict)
    sorted: Sorted = field(default_factory=dict)
    files: dict[str, tuple[str, Path]] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def copy(self) -> "Known":
        """Return the same of another sitting, which changed nothing yet."""
        return Known(
            dict(self.held),
            dict(self.sorted),
            dict(self.files),
            dict(self.kept),
            dict(self.kinds),
        )


class Session:
    """An engine in memory, for one derivation; what it can't hold it spills to a folder."""

    limits: ClassVar[Limits] = Limits()
    """What a sitting may use that is not told otherwise; the operator sets it."""

    def __init__(
        self,
        threads: int | None = None,
        memory_limit: str | None = None,
        temp_directory: str | Path | None = None,
    ) -> None:
        self._threads = threads or self.limits.threads
        config: dict[str, str | bool | int | float | list[str]] = {
            "threads": self._threads,
            "memory_limit": memory_limit or self.limits.memory,
        }
        spill = temp_directory or Path(tempfile.gettempdir()) / f"accord-{os.getpid()}"
        config["temp_directory"] = str(spill)
        self._begin(duckdb.connect(":memory:", config=config))
        for setting in _SETTINGS:
            self._connection.execute(setting)

    def _begin(self, connection: duckdb.DuckDBPyConnection, own: str = "") -> None:
        self._connection = connection
        self._own = own
        self.known = Known()
        self._asides: list[Aside] = []

    def beside(self) -> "Session":
        """Return a sitting for another thread; it reads the tables that were shared here.

        What it makes is its own: no other sitting finds it, or meets a name it has taken.
        """
        return self._other("TEMP ")

    def _other(self, own: str) -> "Session":
        other = object.__new__(Session)
        other._threads = self._threads
        other._begin(self._connection.cursor(), own)
        return other

    def aside(self, work: "Callable[[Session], None]") -> "Aside":
        """Begin some work in a thread of its own, in a sitting that finds every table made here.

        Until it is joined, neither side may make, drop or register what the other one reads.
        A sitting that may use one thread only does the work at once.
        """
        if self._threads == 1:
            work(self)
            return Aside(self)
        other = self._other("")
        other.take_up(self.known)
        self._asides.append(Aside(self, other, work))
        return self._asides[-1]

    def take_up(self, known: Known) -> None:
        """Find what another sitting beside this one made, registered and sorted."""
        self.known = known.copy()
        for name, table in known.held.items():
            self._connection.register(name, table)

    def adopt(self, other: Known, sorted_before: Sorted) -> None:
        """Find what a sitting aside made, registered, dropped or sorted since it began."""
        for name in other.changed:
            self.known.kinds.pop(name, None)
            self._forget_rows(name)
            if name in other.kinds:
                self.known.kinds[name] = other.kinds[name]
            elif name in other.held:
                self._connection.register(name, other.held[name])
                self.known.held[name] = other.held[name]
            if name in other.files:
                self.known.files[name] = other.files[name]
        self.known.changed |= other.changed
        for name, found in other.sorted.items():
            if found is not sorted_before.get(name):
                self.known.sorted[name] = found
        for name, kept in other.kept.items():
            self.known.kept.setdefault(name, kept)

    def share(self, name: str, sql: str) -> None:
        """Materialise a query as a table that the sittings beside this one read as well."""
        self._connection.execute(f"CREATE TABLE {names.checked(name)} AS {sql}")

    def make(self, name: str, sql: str, **params: Value) -> None:
        """Materialise a query as a table of that name, in place of one that was there."""
        table = names.checked(name)
        self._drop(table)
        self._connection.execute(f"CREATE {self._own}TABLE {table} AS {sql}", params or None)
        self.known.kinds[table] = "TABLE"

    def view(self, name: str, sql: str) -> None:
        """Name a query without running it."""
        table = names.checked(name)
        self._drop(table)
        self._connection.execute(f"CREATE {self._own}VIEW {table} AS {sql}")
        self.known.kinds[table] = "VIEW"

    def rename_view(self, name: str, new: str) -> None:
        """Call a view otherwise, so that its name is free for what is built upon it."""
        self._drop(names.checked(new))
        self._connection.execute(f"ALTER VIEW {names.checked(name)} RENAME TO {new}")
        self.known.kinds[new] = self.known.kinds.pop(name)
        self.known.changed |= {name, new}

    def make_sorted(self, name: str, sql: str, order: str, **params: Value) -> None:
        """Name a query's rows, held as columns in an order; publishing finds them sorted."""
        self.register(name, self.arrow(f"SELECT * FROM ({sql}) AS one ORDER BY {order}", **params))
        self.known.sorted[name] = (order, self.known.held[name])

    def register(self, name: str, table: pa.Table, order: str = "") -> None:
        """Name an Arrow table, which is read where it lies, and say in which order it is."""
        checked = names.checked(name)
        self._drop(checked)
        self._connection.register(checked, table)
        self.known.held[checked] = table
        if order:
            self.known.sorted[checked] = (order, table)

    def sorted(self, name: str, order: str, columns: list[str] | None = None) -> pa.Table:
        """Return a table, or some of its columns, in an order; it is sorted once."""
        if path := self.file(name, order):
            found: pa.Table = pq.read_table(path, columns=columns, partitioning=None)
            return found
        whole = self._whole(name, order)
        return whole if columns is None else whole.select(columns)

    def _whole(self, name: str, order: str) -> pa.Table:
        told, table = self.known.sorted.get(names.checked(name), ("", None))
        if told != order:
            table = self.arrow(f"SELECT * FROM {name} ORDER BY {order}")
            # Queries go on reading what the engine made: it joins its own tables faster.
            self.known.sorted[name] = (order, table)
        return table

    def open_file(self, name: str, path: Path, order: str = "", leave_out: str = "") -> None:
        """Name the rows of a Parquet file, which are read where they lie, and say their order."""
        columns = f"* EXCLUDE ({names.checked(leave_out)})" if leave_out else "*"
        self.view(name, f"SELECT {columns} FROM read_parquet({names.quoted(str(path))})")
        self.known.files[name] = (order, path)

    def file(self, name: str, order: str) -> Path | None:
        """Return the file that a table was opened from, if its rows lie in that order."""
        told, path = self.known.files.get(name, ("", None))
        return path if told == order else None

    def table(self, name: str) -> pa.Table:
        """Return a whole table; one that was registered comes back as it is, in its order."""
        held = self.known.held.get(names.checked(name))
        return self.arrow(f"SELECT * FROM {name}") if held is None else held

    def arrow(self, sql: str, **params: Value) -> pa.Table:
        """Run a query and return its columns."""
        found: pa.Table = self._connection.sql(sql, params=params or None).to_arrow_table()
        return found

    def rows(self, sql: str, **params: Value) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        found: list[tuple[Any, ...]] = self._connection.execute(sql, params or None).fetchall()
        return found

    def run(self, sql: str, **params: Value) -> None:
        """Run a statement that returns nothing of interest."""
        self._connection.execute(sql, params or None).fetchall()

    def kept(self, name: str, make: Callable[[], Kept]) -> Kept:
        """Return what was made under a name in this session, making it the first time."""
        if name not in self.known.kept:
            self.known.kept[name] = make()
        found: Kept = self.known.kept[name]
        return found

    def forget(self, *names_kept: str) -> None:
        """Let go of what was kept, because the tables it was read from are made anew."""
        for name in names_kept:
            self.known.kept.pop(name, None)

    @contextlib.contextmanager
    def keeping_order(self) -> Iterator[None]:
        """Let queries inside give rows in the order in which their tables hold them."""
        self._connection.execute("SET preserve_insertion_order = true")
        try:
            yield
        finally:
            self._connection.execute("SET preserve_insertion_order = false")

    def has(self, name: str) -> bool:
        """Tell whether a table or view of that name was made."""
        return name in self.known.kinds or name in self.known.held

    def columns(self, name: str) -> list[str]:
        """Return the names of a table's columns, in order."""
        described = self.rows(f"DESCRIBE {names.checked(name)}")
        return [row[0] for row in described]

    def drop(self, *tables: str) -> None:
        """Let go of tables that no later step reads, so that their memory is free."""
        for table in tables:
            self._drop(names.checked(table))

    def close(self) -> None:
        """End the sitting; everything it made is gone."""
        for one in self._asides:
            one.wait()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _drop(self, name: str) -> None:
        # What was made is remembered here: asking the catalogue costs more than small steps do.
        self.known.changed.add(name)
        if kind := self.known.kinds.pop(name, None):
            self._connection.execute(f"DROP {kind} {name}")
        self._forget_rows(name)

    def _forget_rows(self, name: str) -> None:
        self.known.sorted.pop(name, None)
        self.known.files.pop(name, None)
        if self.known.held.pop(name, None) is not None:
            self._connection.unregister(name)


class Aside:
    """Some work in a sitting of its own, which goes on while others do; none where it was done."""

    def __init__(
        self,
        session: Session,
        other: Session | None = None,
        work: Callable[[Session], None] | None = None,
    ) -> None:
        self._session = session
        self._other = other
        self._doing: Future[None] | None = None
        if other and work:
            self._sorted_before = dict(other.known.sorted)
            thread = ThreadPoolExecutor(1, thread_name_prefix="aside")
            self._doing = thread.submit(work, other)
            thread.shutdown(wait=False)

    def join(self) -> None:
        """Wait until it is done, and know what it made; what went wrong there is raised here."""
        if self._doing and self._other:
            self._doing.result()
            self._session.adopt(self._other.known, self._sorted_before)
        self.wait()

    def wait(self) -> None:
        """Wait until it is done, whatever became of it."""
        if self._doing and self._other:
            self._doing.exception()
            self._other.close()
        self._doing = None
