"""One account's rows of a generation's tables: found in sorted files, kept while they are asked for."""

import threading
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
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
    names: list[str]
    columns: list[pa.Array]

    def rows(self, begin: int, end: int) -> list[dict[str, Any]]:
        """Return some rows; column by column this takes half of what a table takes."""
        values = (column.slice(begin, end - begin).to_pylist() for column in self.columns)
        return [dict(zip(self.names, row, strict=True)) for row in zip(*values, strict=True)]


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
        # A table without rows has one row group, of which nothing is known.
        self.first = [span.min for span in spans if span]
        self.last = [span.max for span in spans if span]

    def groups_with(self, account: int) -> range:
        """Return the row groups that may hold an account; they are sorted by it."""
        return range(bisect_left(self.last, account), bisect_right(self.first, account))


class AccountTables:
    """The tables of one generation by account; threads share it, and memory is bounded."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, _File | None] = {}
        self._groups: OrderedDict[tuple[str, int], _Group] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def has(self, name: str) -> bool:
        """Tell whether there is a table of that name whose rows are accounts'."""
        return self._file(name) is not None

    def table(self, name: str, account: int) -> list[pa.Table]:
        """Return an account's rows as tables, one for each row group that holds some."""
        return [
            group.table.slice(begin, end - begin)
            for group, begin, end in self._places(name, account)
        ]

    def rows(self, name: str, account: int) -> list[dict[str, Any]]:
        """Return an account's rows of a table."""
        return [
            row
            for group, begin, end in self._places(name, account)
            for row in group.rows(begin, end)
        ]

    def _places(self, name: str, account: int) -> Iterator[tuple[_Group, int, int]]:
        """Yield the row groups that hold an account, and which of their rows are its."""
        file = self._file(name)
        if file is None:
            return
        for number in file.groups_with(account):
            group = self._group(name, file, number)
            begin = int(group.accounts.searchsorted(account))
            end = int(group.accounts.searchsorted(account, side="right"))
            if end > begin:
                yield group, begin, end

    def rows_of(self, name: str, accounts: Sequence[int]) -> list[dict[str, Any]]:
        """Return the rows of several accounts, row group by row group."""
        file = self._file(name)
        if file is None or not accounts:
            return []
        wanted = np.unique(np.array(accounts, np.int64))
        found: list[dict[str, Any]] = []
        for number in sorted({n for account in wanted for n in file.groups_with(account)}):
            group = self._group(name, file, number)
            begin, end = (
                np.searchsorted(group.accounts, wanted),
                np.searchsorted(group.accounts, wanted, side="right"),
            )
            places = np.concatenate([np.arange(b, e) for b, e in zip(begin, end, strict=True)])
            found += group.table.take(pa.array(places)).to_pylist()
        return found

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
            columns = [
                column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
                for column in table.columns
            ]
            group = _Group(np.asarray(table["account"]), table, table.column_names, columns)
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
