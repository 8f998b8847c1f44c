"""The whole workspace as open files: a Parquet file a kind of fact and the rules; and back again.

What people decided goes along as facts, so that an empty workspace that reads them shows the same.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from accord.engine import log as logs
from accord.engine import parquet
from accord.engine.session import AsOf, Session
from accord.facts import schemas
from accord.server import compactor, configuration, facts_now, home, inbox, keeping_out, segments
from accord.server.records.models import Segment
from accord.server.records.queries import programs
from accord.values.errors import AccordError, ConflictError

_EVER: Final = AsOf(2**62, 0, ZoneInfo("UTC"))
_RULES: Final = "program.yaml"
_FACTS: Final = "facts"
_ROWS: Final = 100_000


def write(folder: Path) -> dict[str, int]:
    """Write every fact and the rules in force to a new folder; return the rows by kind."""
    if folder.exists() and any(folder.iterdir()):
        message = f"{folder} is not empty; give a new folder"
        raise AccordError(message)
    (folder / _FACTS).mkdir(parents=True, exist_ok=True, mode=0o700)
    counts = {}
    with Session() as session:
        logs.open_log(session, facts_now.log(), _EVER)
        for kind in schemas.KINDS:
            rows = parquet.write(
                session, f"SELECT * FROM fact_{kind}", folder / _FACTS / f"{kind}.parquet"
            )
            if rows:
                counts[kind] = rows
            else:
                (folder / _FACTS / f"{kind}.parquet").unlink()
    found = programs.find_current()
    if found is not None:
        (folder / _RULES).write_text(found.text, encoding="utf-8")
    return counts


def read(folder: Path) -> dict[str, int]:
    """Read what `write` wrote into a workspace that holds no fact yet; return new rows by kind."""
    files = sorted((folder / _FACTS).glob("*.parquet"))
    if not files:
        message = f"{folder} holds no exported workspace: there is no {_FACTS}/*.parquet in it"
        raise AccordError(message)
    if Segment.objects.exists():
        message = "this workspace holds facts already; set ACCORD_HOME to an empty folder"
        raise ConflictError(message)
    stray = {file.stem for file in files} - set(schemas.KINDS)
    if stray:
        message = f"there are no facts of kind {min(stray)!r}; was it written by a newer Accord?"
        raise AccordError(message)
    return {file.stem: _read_one(file) for file in files}


def rules(folder: Path) -> str | None:
    """Return the text of the rules that were in force, if some were."""
    file = folder / _RULES
    return file.read_text(encoding="utf-8") if file.exists() else None


def _read_one(file: Path) -> int:
    """File the facts of one kind, some rows at a time."""
    new = 0
    gate = keeping_out.load()
    with _box() as box, pq.ParquetFile(file) as reader:
        for batch in reader.iter_batches(_ROWS):
            table = segments.shaped(file.stem, _table(batch))
            kept, _ = gate.kept(file.stem, table)
            box.append_table(file.stem, kept).result()
            with compactor.lease():
                new += compactor.Compactor().drain().new
    return new


@contextlib.contextmanager
def _box() -> Iterator[inbox.Inbox]:
    box = inbox.Inbox(home.path("inbox.db"), configuration.load().inbox_limit_bytes)
    try:
        yield box
    finally:
        box.close()


def _table(batch: pa.RecordBatch) -> pa.Table:
    return pa.Table.from_batches([batch])
