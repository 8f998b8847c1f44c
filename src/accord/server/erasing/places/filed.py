"""Filed facts: segments, the ids known for ever, and what waits in the inbox."""

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from accord.engine import parquet
from accord.facts import schemas
from accord.server import (
    compactor,
    faults,
    home,
    inbox,
    leaving,
    manifest,
    reference_keys,
    seen,
    segments,
    tail,
)
from accord.server.erasing import tables
from accord.server.erasing.places.shape import Asked
from accord.server.records.models import GenerationTable, Segment
from accord.server.records.queries import programs


class Inbox:
    """What was acknowledged and not yet filed: filed now, past the gate that keeps them out."""

    name = "inbox"

    def rewrite(self, asked: Asked) -> int:
        """File what waits, without the person, and leave no byte of it in free pages."""
        before = self._count(asked)
        with compactor.lease():
            compactor.Compactor().drain()
        inbox.scrub(home.path("inbox.db"))
        return before

    def export(self, asked: Asked) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the facts that wait."""
        zone = programs.current_program().zone
        for entry in inbox.read_after(home.path("inbox.db"), manifest.watermark(), 10**9):
            for kind, table in tail.tables([entry], zone):
                own = tables.own_facts(table, asked.person)
                for row in table.filter(pa.array(own)).to_pylist():
                    yield kind, row

    def _count(self, asked: Asked) -> int:
        return sum(1 for _ in self.export(asked))


class Seen:
    """Hashes of the ids of facts: those of the person's facts are forgotten."""

    name = "ids known for ever"

    def rewrite(self, asked: Asked) -> int:
        """Forget the ids of the facts that are about to be renamed or dropped."""
        gone = [seen.hashes_of(_own(row, asked)) for row in Segment.objects.filter(removed_at=None)]
        hashes = np.unique(np.concatenate([np.zeros(0, np.int64), *gone]))
        with compactor.lease():
            return seen.SeenIds(home.path("seen")).forget(hashes)

    def export(self, asked: Asked) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield nothing: a hash of an id says nothing that the fact does not."""
        del asked
        yield from ()


class Segments:
    """The files of facts, each written anew in its place, whole or not at all."""

    name = "facts in segments"

    def rewrite(self, asked: Asked) -> int:
        """Rewrite every file that holds the person, old merged ones deleted first."""
        with compactor.lease():
            sweep()
            return sum(self._rewrite(row, asked) for row in Segment.objects.filter(removed_at=None))

    def export(self, asked: Asked) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every fact of the person."""
        for row in Segment.objects.filter(removed_at=None).order_by("name"):
            for fact in _own(row, asked).to_pylist():
                yield row.kind, fact

    def _rewrite(self, row: Segment, asked: Asked) -> int:
        before = whole(row)
        after = tables.of_facts(row.kind, before, asked.person, asked.traces)
        if after.rows:
            size = segments.write(row.kind, row.name, after.table)
            faults.reach("erasure.segment_written")
            Segment.objects.filter(pk=row.pk).update(row_count=after.table.num_rows, size=size)
        return after.rows


def sweep() -> None:
    """Delete the files that merges left, and what a crash left half written."""
    kept = set(Segment.objects.filter(removed_at=None).values_list("name", flat=True))
    for file in home.path("segments").glob("*/*"):
        if file.stem not in kept:
            file.unlink(missing_ok=True)


def _own(row: Segment, asked: Asked) -> pa.Table:
    """Return the person's own facts of a segment, reading whole rows only where there are some."""
    listed = reference_keys.naming(row.kind)
    narrow = segments.read(row.kind, row.name, listed)
    own = tables.own_facts(narrow, asked.person)
    if not own.any():
        return segments.shaped(row.kind, narrow.slice(0, 0))
    return whole(row).filter(pa.array(own))


def whole(row: Segment) -> pa.Table:
    """Read a segment with the columns that stand beside the facts, but not the keys made of them."""
    names = pq.read_schema(segments.path_of(row.kind, row.name)).names
    made = set(reference_keys.columns(row.kind)) - set(schemas.SCHEMA_BY_KIND[row.kind].names)
    return segments.read(row.kind, row.name, [name for name in names if name not in made])


class Pictures:
    """Kept generations: every published table of every one of them."""

    name = "published pictures"

    def rewrite(self, asked: Asked) -> int:
        """Rewrite every table that holds the person, and drop what was half made."""
        changed = 0
        for file in sorted(home.path("generations").glob("*/*.parquet")):
            table = pq.read_table(file, partitioning=None)
            after = tables.of_picture(file.stem, table, asked.person, asked.traces)
            if after.rows:
                rows = parquet.write_table(after.table, file)
                tables_of = GenerationTable.objects.filter(generation__name=file.parent.name)
                tables_of.filter(name=file.stem).update(row_count=rows, size=file.stat().st_size)
                faults.reach("erasure.half_way")
                changed += after.rows
        return changed

    def export(self, asked: Asked) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the rows of the current picture that are about the person."""
        name = manifest.current_generation_name()
        if not name:
            return
        numbers = pa.array(sorted(asked.person.numbers), pa.int64())
        for file in sorted(home.path("generations", name).glob("*.parquet")):
            if "person" in pq.read_schema(file).names:
                with contextlib.suppress(pa.ArrowInvalid):
                    rows = pq.read_table(file, filters=[("person", "in", numbers.to_pylist())])
                    for row in rows.to_pylist():
                        yield file.stem, row


class Standing:
    """What one derivation leaves for the next: deleted, the next one begins anew."""

    name = "what derivations leave"

    def rewrite(self, asked: Asked) -> int:
        """Delete all of it: numbers and keys of the person stand in most of its tables."""
        del asked
        return leaving.forget()

    def export(self, asked: Asked) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield nothing: it holds no more than the facts and the current picture do."""
        del asked
        yield from ()
