"""Tables as files of a folder, written by a thread of its own while others are still made."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Self

import pyarrow as pa

from accord.engine import parquet


class Files:
    """Writes `<name>.parquet` for each table given; leaving the block waits for the last.

    What a thread could not do is raised by whoever leaves the block. `written` is called after
    each file that is on disk, in that thread.
    """

    def __init__(self, folder: Path, written: Callable[[str], None] | None = None) -> None:
        self._folder = folder
        self._written = written
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="files")
        self._waiting: dict[str, Future[int]] = {}

    def write(self, name: str, table: pa.Table) -> Future[int]:
        """Have a table written; it must not change any more."""
        self._waiting[name] = self._thread.submit(self._one, name, table)
        return self._waiting[name]

    def link(self, name: str, path: Path, ready: Callable[[], None]) -> None:
        """Have a table that lies elsewhere stand here too, as soon as it is ready."""
        self._waiting[name] = self._thread.submit(self._other, name, path, ready)

    def rows(self) -> dict[str, int]:
        """Wait for every file, and return how many rows each has."""
        return {name: future.result() for name, future in self._waiting.items()}

    def path(self, name: str) -> Path:
        """Return where a table is written."""
        return self._folder / f"{name}.parquet"

    def _one(self, name: str, table: pa.Table) -> int:
        rows = parquet.write_table(table, self.path(name))
        if self._written:
            self._written(name)
        return rows

    def _other(self, name: str, path: Path, ready: Callable[[], None]) -> int:
        ready()
        parquet.link(path, self.path(name))
        if self._written:
            self._written(name)
        return parquet.count(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._thread.shutdown(wait=True, cancel_futures=any(raised))
        if not any(raised):
            self.rows()
