"""Facts that were read from files and wait to be stored: Arrow files beside the upload."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa

from accord.connectors.files import export
from accord.connectors.files.plan import Chunk, Plan
from accord.facts import schemas
from accord.server import keeping_out, lead_reports, segments
from accord.server.lead_reports import Report

_SUFFIX: Final = ".staged.arrow"
_REJECTED: Final = "rejected-"
_TEXTS: Final = (".csv", ".tsv", ".tab", ".txt")


class Staging:
    """Takes the chunks of one import; nothing of it is a fact before it is stored."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, Any] = {}
        self.rows_by_kind: dict[str, int] = {}
        self.other_rows: dict[str, int] = {}
        self.kept_out = 0
        self._gate = keeping_out.load()
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
        if kind is not None:
            clear(self._folder)

    def add(self, plan: Plan, chunk: Chunk) -> None:
        """Keep a chunk's facts and its rejected rows."""
        for kind, table in chunk.tables.items():
            if kind not in schemas.SCHEMA_BY_KIND:
                self.other_rows[kind] = self.other_rows.get(kind, 0) + table.num_rows
                continue
            kept, kept_out = self._gate.kept(kind, segments.shaped(kind, table))
            self._writer(kind).write_table(kept)
            self.kept_out += kept_out
            self.rows_by_kind[kind] = self.rows_by_kind.get(kind, 0) + kept.num_rows
        self._reject(plan, chunk)

    def report(self, report: Report) -> dict[str, Any]:
        """Keep the acceptance report of a lead file; return its counts."""
        report.write(self._folder)
        return report.summary()

    def _writer(self, kind: str) -> Any:
        if kind not in self._writers:
            schema = segments.schema_of(kind)
            options = pa.ipc.IpcWriteOptions(compression="zstd")
            file = self._folder / f"{kind}{_SUFFIX}"
            self._writers[kind] = pa.ipc.new_file(str(file), schema, options=options)
        return self._writers[kind]

    def _reject(self, plan: Plan, chunk: Chunk) -> None:
        """Write rejected rows as they stood with their reasons, a file for each that came."""
        if not chunk.rejected:
            return
        part = io.BytesIO()
        export.write_rejected(plan, chunk.rejected, chunk.issues, part)
        file = self._folder / rejected_name(plan)
        lines = part.getvalue()
        if file.exists():  # the headers stand there already
            lines = lines.split(b"\n", 1)[1]
        with file.open("ab") as stream:
            stream.write(lines)


def rejected_name(plan: Plan) -> str:
    """Return what the file of a file's rejected rows is called: text keeps its ending."""
    name = Path(plan.name).name
    plain = name[: -len(".gz")] if name.lower().endswith(".gz") else name
    is_text = plan.dialect is not None and plain.lower().endswith(_TEXTS)
    return f"{_REJECTED}{plain}" if is_text else f"{_REJECTED}{plain}.csv"


def rejected_files(folder: Path) -> list[Path]:
    """List the files of rejected rows, one for each file that had such."""
    return sorted(folder.glob(f"{_REJECTED}*"))


def rejected(folder: Path) -> Path | None:
    """Return the rejected rows: one file, or several in one archive."""
    return bundled(folder, rejected_files(folder), "rejected.zip")


def bundled(folder: Path, files: Sequence[Path], name: str) -> Path | None:
    """Return one file, or an archive of several; None of none."""
    if len(files) <= 1:
        return files[0] if files else None
    archive = folder / name
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for file in files:
            target.write(file, file.name)
    return archive


def tables(folder: Path) -> Iterator[tuple[str, pa.Table]]:
    """Go through what is staged, some rows at a time."""
    for file in sorted(folder.glob(f"*{_SUFFIX}")):
        kind = file.name.removesuffix(_SUFFIX)
        with pa.ipc.open_file(str(file)) as reader:
            for number in range(reader.num_record_batches):
                yield kind, pa.Table.from_batches([reader.get_batch(number)])


def clear(folder: Path) -> None:
    """Delete what was staged and rejected."""
    for pattern in (f"*{_SUFFIX}", f"{_REJECTED}*", f"{lead_reports.PREFIX}*"):
        for file in folder.glob(pattern):
            file.unlink(missing_ok=True)
