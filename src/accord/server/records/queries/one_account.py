"""One account's rows of a generation's tables: found in sorted files, kept while they are asked for."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

Ids = npt.NDArray[np.int64]
_KEPT_BYTES: Final = 256_000_000
_FOLDERS_OPEN: Final = 2


@dataclass(frozen=True)
class _Group:
    """One row group in memory, and the account of each of its rows."""

    accounts: Ids
    table: pa.Table


_NOBODY: Final = (1, 0)
"""What a row group without rows spans."""


class _File:
    """One sorted file: which accounts each of its row groups spans."""

    def __init__(self, path: Path) -> None:
        self.reader = pq.ParquetFile(path, memory_map=True)
        names = self.reader.schema_arrow.names
        self.has_account = "account" in names
        metadata, place = self.reader.metadata, names.index("account") if self.has_account else 0
        spans = [
            metadata.row_group(group).column(place).statistics
            for group in range(metadata.num_row_groups)
        ]
        known = [(span.min, span.max) if span else _NOBODY for span in spans]
        self.first, self.last = np.array(known, np.int64).reshape(-1, 2).T

    def groups_with(self, account: int) -> list[int]:
        """Return the row groups that may hold an account."""
        found: list[int] = np.flatnonzero((self.first <= account) & (account <= self.last)).tolist()
        return found


class AccountTables:
    """The tables of one generation by account; threads share it, and memory is bounded."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, _File | None] = {}
        self._groups: OrderedDict[tuple[str, int], _Group] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def table(self, name: str, account: int) -> list[pa.Table]:
        """Return an account's rows as tables, one for each row group that holds some."""
        file = self._file(name)
        if file is None:
            return []
        found = []
        for number in file.groups_with(account):
            group = self._group(name, file, number)
            begin, end = np.searchsorted(group.accounts, (account, account + 1))
            if end > begin:
                found.append(group.table.slice(begin, end - begin))
        return found

    def rows(self, name: str, account: int) -> list[dict[str, Any]]:
        """Return an account's rows of a table."""
        return [row for table in self.table(name, account) for row in table.to_pylist()]

    def _file(self, name: str) -> _File | None:
        if name not in self._files:
            path = self._folder / f"{name}.parquet"
            opened = _File(path) if path.exists() else None
            self._files[name] = opened if opened and opened.has_account else None
        return self._files[name]

    def _group(self, name: str, file: _File, number: int) -> _Group:
        """Return a row group, reading it when it is not in memory."""
        key = (name, number)
        with self._lock:
            if key in self._groups:
                self._groups.move_to_end(key)
                return self._groups[key]
            table = file.reader.read_row_group(number).combine_chunks()
            group = _Group(np.asarray(table["account"]), table)
            self._groups[key] = group
            self._bytes += table.nbytes
            while self._bytes > _KEPT_BYTES and len(self._groups) > 1:
                _, oldest = self._groups.popitem(last=False)
                self._bytes -= oldest.table.nbytes
            return group


@lru_cache(maxsize=_FOLDERS_OPEN)
def opened(folder: Path) -> AccountTables:
    """Return the tables of a generation's folder, shared by all threads."""
    return AccountTables(folder)
