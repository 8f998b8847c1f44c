"""Facts that were read from files and wait to be stored: Arrow files beside the upload."""

import contextlib
import csv
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa

from accord.connectors.files import formulas
from accord.connectors.files.plan import Chunk, Plan
from accord.facts import schemas
from accord.server import segments

_SUFFIX: Final = ".staged.arrow"


class Staging:
    """Takes the chunks of one import; nothing of it is a fact before it is stored."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, Any] = {}
        self._files = contextlib.ExitStack()
        self._rejected: Any = None
        self._rejected_header: tuple[str, ...] = ()
        self.rows_by_kind: dict[str, int] = {}
        self.other_rows: dict[str, int] = {}
        clear(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for writer in self._writers.values():
            writer.close()
        self._files.close()
        if kind is not None:
            clear(self._folder)

    def add(self, plan: Plan, chunk: Chunk) -> None:
        """Keep a chunk's facts and its rejected rows."""
        for kind, table in chunk.tables.items():
            if kind not in schemas.SCHEMA_BY_KIND:
                self.other_rows[kind] = self.other_rows.get(kind, 0) + table.num_rows
                continue
            self._writer(kind).write_table(segments.shaped(kind, table))
            self.rows_by_kind[kind] = self.rows_by_kind.get(kind, 0) + table.num_rows
        for row in chunk.rejected:
            self._reject(plan, row.cells)

    def _writer(self, kind: str) -> Any:
        if kind not in self._writers:
            schema = schemas.SCHEMA_BY_KIND[kind]
            options = pa.ipc.IpcWriteOptions(compression="zstd")
            file = self._folder / f"{kind}{_SUFFIX}"
            self._writers[kind] = pa.ipc.new_file(str(file), schema, options=options)
        return self._writers[kind]

    def _reject(self, plan: Plan, cells: tuple[str, ...]) -> None:
        """Write a rejected row as it stood, under the headers of its file."""
        if self._rejected is None:
            path = self._folder / "rejected.csv"
            stream = self._files.enter_context(path.open("w", newline="", encoding="utf-8-sig"))
            self._rejected = csv.writer(stream)
        if plan.columns != self._rejected_header:
            self._rejected.writerow(plan.columns)
            self._rejected_header = plan.columns
        self._rejected.writerow([formulas.escape(cell) for cell in cells])


def tables(folder: Path) -> Iterator[tuple[str, pa.Table]]:
    """Go through what is staged, some rows at a time."""
    for file in sorted(folder.glob(f"*{_SUFFIX}")):
        kind = file.name.removesuffix(_SUFFIX)
        with pa.ipc.open_file(str(file)) as reader:
            for number in range(reader.num_record_batches):
                yield kind, pa.Table.from_batches([reader.get_batch(number)])


def clear(folder: Path) -> None:
    """Delete what was staged and rejected."""
    for file in [*folder.glob(f"*{_SUFFIX}"), folder / "rejected.csv"]:
        file.unlink(missing_ok=True)
