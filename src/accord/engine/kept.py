"""What a derivation leaves for the next one: tables as files, and what they were made of.

A file is never rewritten. A manifest names them, and is replaced last, whole: a process that
is killed leaves what was kept before, and what the manifest does not name is swept away.
"""

import json
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from importlib.resources import files as resources
from pathlib import Path
from typing import Any, Final, Self

import duckdb
import pyarrow as pa

from accord.engine import parquet
from accord.engine.session import Session
from accord.engine.writing import Files

_MANIFEST: Final = "manifest.json"


@dataclass(frozen=True)
class MadeOf:
    """What tables were made of; equal texts mean equal facts, programs and code."""

    rules: str
    as_of_us: int
    as_of_day: int
    facts: Mapping[str, str] = field(default_factory=dict)
    segments: tuple[str, ...] = ()
    newest_us: int = 0

    @property
    def name(self) -> str:
        """The hash of all of it."""
        told = json.dumps(asdict(self), sort_keys=True)
        return sha256(told.encode()).hexdigest()[:16]


class Kept:
    """A folder of tables that one derivation leaves for the next; one process writes it at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.before: MadeOf | None = None
        self.after: MadeOf | None = None
        self._files: dict[str, str] = {}
        self._new: dict[str, str] = {}
        self._waiting: dict[str, Future[int]] = {}
        self._number = 0
        self._writing = Files(folder)
        self._read()

    def has(self, name: str) -> bool:
        """Tell whether the earlier derivation kept a table."""
        return name in self._files

    def path(self, name: str) -> Path:
        """Return where a table of the earlier derivation lies."""
        return self._folder / self._files[name]

    def open(self, session: Session, name: str, call: str | None = None) -> None:
        """Name the rows that an earlier derivation kept; they are read where they lie."""
        session.open_file(call or name, self.path(name))

    def keep(self, name: str, table: pa.Table) -> Path:
        """Have a table written for the next derivation, and return where it will lie."""
        file = f"{name}-{self._number}"
        self._new[name] = f"{file}.parquet"
        self._waiting[self._new[name]] = self._writing.write(file, table)
        return self._folder / self._new[name]

    def carry(self, *names: str) -> None:
        """Keep tables of the earlier derivation as they are."""
        for name in names:
            self._new[name] = self._files[name]

    def is_carried(self, name: str) -> bool:
        """Tell whether a table is kept as it was."""
        return name in self._new and self._new[name] == self._files.get(name)

    def written(self, path: Path) -> None:
        """Wait until a file that is to be kept is on disk."""
        if waiting := self._waiting.get(path.name):
            waiting.result()

    def leave(self, made_of: MadeOf) -> None:
        """Say what the tables that are kept are made of."""
        self.after = made_of

    def settle(self) -> None:
        """Make what was kept the state to go on from, and sweep away the rest."""
        if self.after is None:
            return
        for future in self._waiting.values():
            future.result()
        told = {"made_of": asdict(self.after), "files": self._new, "number": self._number}
        self._folder.mkdir(parents=True, exist_ok=True)
        aside = self._folder / f".{_MANIFEST}.part"
        aside.write_text(json.dumps(told))
        parquet.settle(aside, self._folder / _MANIFEST)
        named = {*self._new.values(), _MANIFEST}
        for file in self._folder.iterdir():
            if file.is_file() and file.name not in named:
                file.unlink()

    def __enter__(self) -> Self:
        self._writing.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._writing.__exit__(*raised)

    def _read(self) -> None:
        path = self._folder / _MANIFEST
        if not path.exists():
            return
        told: dict[str, Any] = json.loads(path.read_text())
        self._number = int(told["number"]) + 1
        if all((self._folder / file).exists() for file in told["files"].values()):
            made_of = told["made_of"]
            self.before = MadeOf(**{**made_of, "segments": tuple(made_of["segments"])})
            self._files = told["files"]


@cache
def code() -> str:
    """Return the hash of the code that derives: other code goes on from nobody's tables."""
    told = sha256(f"{duckdb.__version__} {pa.__version__}".encode())
    root = Path(str(resources("accord")))
    for file in sorted(root.rglob("*")):
        if file.suffix in {".py", ".csv", ".yaml", ".json"} and "server" not in file.parts:
            told.update(str(file.relative_to(root)).encode() + file.read_bytes())
    return told.hexdigest()[:16]
