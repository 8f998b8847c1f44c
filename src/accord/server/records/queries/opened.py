"""The tables of a generation, opened once in a process however many threads read them."""

import atexit
import threading
from pathlib import Path
from typing import Final

from accord.engine import names
from accord.engine.session import Session
from accord.server import home
from accord.server.records.models import Generation
from accord.server.records.queries import one_account

_MEMORY: Final = "600MB"
_AT_MOST: Final = 2
"""Generations kept open: the newest, and the one before it for requests that still read it."""
_lock = threading.Lock()
_opened: "dict[Path, Tables]" = {}
_ready: list[Generation] = []


class Tables:
    """What all threads share of one generation."""

    def __init__(self, generation: Generation, folder: Path) -> None:
        self.folder = folder
        self.names = frozenset(generation.tables.values_list("name", flat=True))
        self.by_account = one_account.opened(folder)
        self._session = Session(threads=1, memory_limit=_MEMORY)
        self._session.share("account_rows", f"SELECT * FROM {self.read('account_rows')}")
        self.columns = tuple(self._session.columns("account_rows"))
        self._lock = threading.Lock()

    def session(self) -> Session:
        """Return a sitting for one thread."""
        with self._lock:
            return self._session.beside()

    def read(self, table: str) -> str:
        """Return what a query reads a table from."""
        path = self.folder / f"{names.checked(table)}.parquet"
        return f"read_parquet({names.quoted(str(path))})"


def tables(generation: Generation) -> Tables:
    """Return a generation's tables, opening them when nobody has."""
    folder = home.path("generations", generation.name)
    with _lock:
        found = _opened.get(folder)
        if found is None:
            found = _opened[folder] = Tables(generation, folder)
            while len(_opened) > _AT_MOST:
                del _opened[next(iter(_opened))]
        return found


def ready() -> Generation | None:
    """Return the generation that was made ready for whoever asks, where somebody does that."""
    return _ready[0] if _ready else None


def make_ready(generation: Generation) -> None:
    """Say that a generation is open, and that what pages ask of it is known."""
    _ready[:] = [generation]


def forget() -> None:
    """Let go of what is open; threads that still read it keep it until they are done."""
    with _lock:
        _opened.clear()
        _ready.clear()


atexit.register(forget)  # the engine complains of tables that outlive it
