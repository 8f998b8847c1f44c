"""The ledger on disk: immutable parts of signed counts, sorted by account, under one name.

A part is never rewritten: what is put right is a further row with a minus sign, and the sum
of all parts is the ledger. Beside the parts stand the tables that the next day is compared
with. A manifest names them all, and is replaced last, whole: what it doesn't name isn't there.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from accord.engine import names, parquet
from accord.engine.session import Session
from accord.values.errors import AccordError

CELL: Final = ("account", "person", "day", "known_day", "channel", "kind", "asset", "verdict")
PARTS_AT_MOST: Final = 8
_SORTED: Final = ("account",)
_MANIFEST: Final = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a ledger was made of, and its files."""

    as_of_us: int
    counting: str
    segments: tuple[str, ...]
    parts: tuple[str, ...] = ()
    tables: Mapping[str, str] = field(default_factory=dict)
    number: int = 0
    whose: str = ""
    """What identity knew when it was made."""


class Ledger:
    """One ledger's folder; one process writes it at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.manifest = self._read()

    @property
    def standing(self) -> Manifest:
        """The manifest of a ledger that was begun."""
        if self.manifest is None:
            message = f"there is no ledger in {self._folder}; it has to be begun first"
            raise AccordError(message)
        return self.manifest

    def begin(self, session: Session, query: str, manifest: Manifest) -> None:
        """Start anew from one query of whole cells."""
        number = 1 if self.manifest is None else self.manifest.number + 1
        part = self._part(session, query, number)
        self.manifest = replace(manifest, parts=(part,), tables={}, number=number)

    def append(self, session: Session, query: str, manifest: Manifest) -> None:
        """Add a part of signed rows; many small parts become one."""
        number = self.standing.number + 1
        parts = (*self.standing.parts, self._part(session, query, number))
        self.manifest = replace(manifest, parts=parts, tables=self.standing.tables, number=number)
        if len(parts) > PARTS_AT_MOST:
            whole = self._part(session, self.query(), number, "whole")
            self.manifest = replace(self.standing, parts=(whole,))

    def query(self) -> str:
        """Return the query of the whole ledger: the sum of its parts."""
        listed = ", ".join(names.quoted(str(self._folder / part)) for part in self.standing.parts)
        cell = ", ".join(CELL)
        if len(self.standing.parts) == 1:
            return f"SELECT {cell}, n FROM read_parquet([{listed}])"
        return (
            f"SELECT {cell}, CAST(sum(n) AS BIGINT) AS n FROM read_parquet([{listed}]) "
            f"GROUP BY {cell} HAVING sum(n) <> 0"
        )

    def keep(self, session: Session, name: str, query: str) -> None:
        """Write a table beside the parts; without an order of its own it keeps the query's."""
        file = f"{name}-{self.standing.number}.parquet"
        parquet.write(session, query, self._folder / file)
        self.manifest = replace(self.standing, tables={**self.standing.tables, name: file})

    def kept(self, name: str) -> Path:
        """Return where a table beside the parts is."""
        return self._folder / self.standing.tables[name]

    def settle(self) -> None:
        """Make what was written the ledger, and sweep away what is no longer named."""
        aside = self._folder / f".{_MANIFEST}.part"
        aside.write_text(json.dumps(asdict(self.standing)))
        parquet.settle(aside, self._folder / _MANIFEST)
        named = {*self.standing.parts, *self.standing.tables.values(), _MANIFEST}
        for file in self._folder.iterdir():
            if file.name not in named:
                file.unlink()

    def _read(self) -> Manifest | None:
        path = self._folder / _MANIFEST
        if not path.exists():
            return None
        told: dict[str, Any] = json.loads(path.read_text())
        manifest = Manifest(**told)
        listed = [*manifest.parts, *manifest.tables.values()]
        if not all((self._folder / file).exists() for file in listed):
            return None
        return replace(manifest, parts=tuple(manifest.parts), segments=tuple(manifest.segments))

    def _part(self, session: Session, query: str, number: int, kind: str = "part") -> str:
        file = f"{kind}-{number}.parquet"
        parquet.write(session, query, self._folder / file, _SORTED)
        return file
