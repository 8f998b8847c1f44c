"""The log: where the facts of each kind are, as segment files and tables in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pyarrow as pa

from accord.facts import schemas


@dataclass(frozen=True)
class Log:
    """Facts by kind: immutable Parquet segments (paths) and Arrow tables beside them.

    The order of paths, tables and rows means nothing, and a fact that stands in two of
    them counts once. `engine` opens a log; nothing else reads the files.
    """

    paths_by_kind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tables_by_kind: Mapping[str, tuple[pa.Table, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        stray = (self.paths_by_kind.keys() | self.tables_by_kind.keys()) - set(schemas.KINDS)
        if stray:
            message = f"there are no facts of kind {min(stray)!r}"
            raise ValueError(message)
        object.__setattr__(self, "paths_by_kind", MappingProxyType(dict(self.paths_by_kind)))
        object.__setattr__(self, "tables_by_kind", MappingProxyType(dict(self.tables_by_kind)))

    def plus(self, kind: str, *tables: pa.Table) -> "Log":
        """Return this log with further tables of one kind."""
        merged = dict(self.tables_by_kind)
        merged[kind] = (*merged.get(kind, ()), *tables)
        return Log(self.paths_by_kind, merged)
