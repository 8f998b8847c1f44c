"""Files that lie about: uploads that wait, exports, and whatever else is in the home."""

import bz2
import gzip
import lzma
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from accord.server import home
from accord.server.erasing.places.shape import Asked
from accord.server.records.models import ImportRun

_BLOCK: Final = 1 << 22
_OVERLAP: Final = 1 << 10
_OPEN: Final[dict[bytes, Callable[[Any], Any]]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7z": lzma.open,
}
KNOWN: Final = frozenset({"segments", "generations", "standing", "seen", "uploads", "secrets"})
"""Folders of other places, and the secrets by which the team signs in elsewhere."""


class Uploads:
    """Files that came in for an import and are not stored yet, and the rows it rejected."""

    name = "uploads"

    def rewrite(self, asked: Asked) -> int:
        """Delete what holds the person; an import that waited has to be brought again."""
        gone = 0
        for folder in sorted(home.path("uploads").iterdir()):
            if not folder.is_dir():
                gone += _delete(folder, asked)
                continue
            found = [file for file in _files(folder) if holds(file, asked)]
            if found:
                self._close(folder, found)
                gone += len(found)
        return gone

    def export(self, asked: Asked) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the names of the files that hold the person."""
        yield from _listed(home.path("uploads"), asked)

    def _close(self, folder: Path, found: list[Path]) -> None:
        run = ImportRun.objects.filter(folder=folder.name).first()
        if run is None or run.state == "done":
            for file in found:
                file.unlink()
            return
        words = "somebody in these files was erased, so the files were deleted; bring them again"
        ImportRun.objects.filter(pk=run.pk).update(state="failed", error=words)
        shutil.rmtree(folder)


class Loose:
    """Every other file in the home: exports, logs, kept artefacts."""

    name = "exports, logs and other files"

    def rewrite(self, asked: Asked) -> int:
        """Delete exports and logs that hold the person."""
        gone = 0
        for folder in sorted(home.path().iterdir()):
            if folder.is_dir() and folder.name not in KNOWN:
                gone += sum(_delete(file, asked) for file in _files(folder))
            elif folder.suffix == ".log":
                gone += _delete(folder, asked)
        return gone

    def export(self, asked: Asked) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the names of the files that hold the person."""
        for folder in sorted(home.path().iterdir()):
            if folder.is_dir() and folder.name not in KNOWN:
                yield from _listed(folder, asked)


def holds(file: Path, asked: Asked) -> bool:
    """Tell whether a file holds the person, inside archives and tables too."""
    if file.suffix == ".parquet":
        return _in_table(pq.read_table(file, partitioning=None), asked)
    if file.suffix == ".arrow":
        with pa.ipc.open_file(str(file)) as reader:
            batches = (reader.get_batch(i) for i in range(reader.num_record_batches))
            return any(_in_table(pa.Table.from_batches([batch]), asked) for batch in batches)
    if zipfile.is_zipfile(file):
        return _in_archive(file, asked)
    with file.open("rb") as stream:
        start = stream.read(3)
    opened = next((how for mark, how in _OPEN.items() if start.startswith(mark)), None)
    try:
        with (opened or _plain)(file) as stream:
            return _in_stream(stream, asked)
    except (OSError, EOFError, zlib.error, lzma.LZMAError):
        with file.open("rb") as stream:  # broken: what can't be inflated is looked at as it is
            return _in_stream(stream, asked)


def _plain(file: Path) -> Any:
    return file.open("rb")


def _in_archive(file: Path, asked: Asked) -> bool:
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            with archive.open(name) as stream:
                if _in_stream(stream, asked):
                    return True
    return False


def _in_stream(stream: Any, asked: Asked) -> bool:
    """Look through a stream block by block; what lies across two blocks is seen too."""
    rest = b""
    while block := stream.read(_BLOCK):
        if asked.traces.are_in(rest + block):
            return True
        rest = block[-_OVERLAP:]
    return False


def _in_table(table: pa.Table, asked: Asked) -> bool:
    texts = [f.name for f in table.schema if pa.types.is_string(f.type)]
    return any(
        asked.traces.are_in(text.encode())
        for name in texts
        for text in table[name].unique().to_pylist()
        if text
    )


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _delete(file: Path, asked: Asked) -> int:
    if not holds(file, asked):
        return 0
    file.unlink()
    return 1


def _listed(folder: Path, asked: Asked) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in _files(folder):
        if holds(file, asked):
            yield "file", {"file": str(file.relative_to(home.path()))}
