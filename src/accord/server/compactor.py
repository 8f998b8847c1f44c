"""The compactor: from the inbox to segments, each fact exactly once, whatever dies when."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.utils import timezone

from accord.server import (
    collected,
    faults,
    hints,
    home,
    inbox,
    keeping_out,
    manifest,
    merging,
    newcomers,
    seen,
    segments,
)
from accord.server.collect import parcels
from accord.server.records.models import DirtyAccount, Segment, Watermark
from accord.server.records.queries import programs
from accord.values import time
from accord.values.errors import BusyError

FACTS_PER_BATCH: Final = 100_000
_DIRTY_AT_MOST: Final = 5_000
_SMALL_AT_MOST: Final = merging.SMALL_AT_MOST
_GRACE: Final = timedelta(hours=1)
_NOBODY: Final = np.zeros(0, np.int64)


@dataclass(slots=True)
class Filed:
    """What one batch came to."""

    entries: int = 0
    read: int = 0
    new: int = 0
    kept_out: int = 0
    """Facts of people who were erased: nothing of them is stored."""
    is_widespread: bool = False
    """More accounts were touched than are worth deriving one by one."""
    new_by_kind: dict[str, int] = field(default_factory=dict)


@contextmanager
def lease(*, waits: bool = False) -> Iterator[None]:
    """Be the one compactor of this home; the system lets go of it when the process dies."""
    handle = os.open(home.path("compactor.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(handle)
        message = "another process is filing facts; try again in a few seconds"
        raise BusyError(message) from None
    try:
        yield
    finally:
        os.close(handle)


def merge_beside() -> int:
    """Merge small segments while others file; only the last step waits for the lease."""
    gone = 0
    for kind, rows in merging.small(_SMALL_AT_MOST).items():
        merged = merging.Merged(kind, rows)
        with lease(waits=True):
            gone += merged.commit()
    return gone


class Compactor:
    """One compactor at work; make it inside `lease`, and one batch follows another."""

    def __init__(self) -> None:
        self._inbox = home.path("inbox.db")
        self._seen = seen.SeenIds(home.path("seen"))
        self._recover()

    def drain(self) -> Filed:
        """File everything that the inbox holds now."""
        total = Filed()
        while (filed := self.file_batch()).entries:
            total.entries += filed.entries
            total.read += filed.read
            total.new += filed.new
            total.kept_out += filed.kept_out
            total.is_widespread |= filed.is_widespread
            for kind, n in filed.new_by_kind.items():
                total.new_by_kind[kind] = total.new_by_kind.get(kind, 0) + n
        return total

    def file_batch(self) -> Filed:
        """File one batch: segments and ids first, then the manifest, then the inbox."""
        before = manifest.watermark()
        entries = inbox.read_after(self._inbox, before, FACTS_PER_BATCH)
        if not entries:
            return Filed()
        generation = manifest.current_generation()
        known = hints.load(generation.name if generation else None)
        live = manifest.live_by_name()
        filed = Filed(entries=len(entries), read=sum(entry.facts for entry in entries))
        gate = keeping_out.load()
        rows: list[Segment] = []
        ids_by_segment: dict[str, seen.Hashes] = {}
        touched: list[hints.Ids] = []
        heard = _collected(entries)
        for kind, whole in _by_kind(entries, heard).items():
            table, kept_out = gate.kept(kind, whole)
            filed.kept_out += kept_out
            fresh, hashes = self._new_facts(table, live, heard)
            if not fresh.num_rows:
                continue
            if kind == "activities":
                fresh = known.of_activities(fresh)
            name = segments.new_name(kind)
            size = segments.write(kind, name, fresh)
            rows.append(Segment(name=name, kind=kind, row_count=fresh.num_rows, size=size))
            ids_by_segment[name] = hashes
            touched.append(known.accounts_of(kind, fresh))
            filed.new_by_kind[kind] = fresh.num_rows
            filed.new += fresh.num_rows
        faults.reach("segment.written")
        self._seen.add(ids_by_segment)
        faults.reach("seen.written")
        first_heard = newcomers.touched(generation, rows)
        filed.is_widespread = first_heard is None
        accounts = np.unique(np.concatenate([*touched, *(first_heard or [_NOBODY])]))
        filed.is_widespread |= len(accounts) > _DIRTY_AT_MOST
        with transaction.atomic():
            filed.kept_out += collected.keep(heard, gate)
            dirty = () if filed.is_widespread else accounts.tolist()
            _commit(before, entries[-1].seq, rows, dirty)
        faults.reach("manifest.committed")
        inbox.delete_through(self._inbox, entries[-1].seq)
        faults.reach("inbox.deleted")
        if filed.kept_out:
            inbox.scrub(self._inbox)
        return filed

    def merge_small(self) -> int:
        """Merge the small segments of each kind that has many; return how many went."""
        return sum(
            merging.merge(kind, rows) for kind, rows in merging.small(_SMALL_AT_MOST).items()
        )

    def sweep(self) -> int:
        """Delete files that no manifest row needs and nobody can still be reading."""
        now = timezone.now()
        kept = set(Segment.objects.filter(removed_at=None).values_list("name", flat=True))
        recent = Segment.objects.filter(removed_at__gt=now - _GRACE)
        kept.update(recent.values_list("name", flat=True))
        oldest = (now - _GRACE).timestamp()
        gone = 0
        for file in home.path("segments").glob("*/*"):
            if file.stem not in kept and file.stat().st_mtime < oldest:
                file.unlink()
                gone += 1
        return gone

    def _new_facts(
        self,
        table: pa.Table,
        live: Mapping[str, tuple[str, str]],
        heard: collected.Collected,
    ) -> tuple[pa.Table, seen.Hashes]:
        """Return the facts that stand in no segment, each once, and the hashes of their ids."""
        hashes = seen.hashes_of(table)
        _, first = np.unique(hashes, return_index=True)
        is_new = np.zeros(len(hashes), bool)
        is_new[first] = True
        for name, places in self._seen.find(hashes).items():
            if name in live:
                kind, now_in = live[name]
                is_new[places[_held(table.take(places), kind, now_in)]] = False
        if not is_new.all():
            heard.known |= collected.names_of(table.filter(pa.array(~is_new)))
        return table.filter(pa.array(is_new)), hashes[is_new]

    def _recover(self) -> None:
        """Finish what a crash left: inbox rows that are filed, segments without known ids."""
        inbox.delete_through(self._inbox, manifest.watermark())
        covered = self._seen.covered
        for row in Segment.objects.filter(removed_at=None):
            sources = manifest.names_merged_into(row.name)
            if row.name not in covered and not (sources and sources <= covered):
                table = segments.read(row.kind, row.name, ["source", "fact_id"])
                self._seen.add({row.name: seen.hashes_of(table)})


def _collected(entries: list[inbox.Entry]) -> collected.Collected:
    """Read the events among entries; their days are counted in the workspace's zone from now on."""
    if not any(entry.form == parcels.FORM for entry in entries):
        return collected.Collected()
    programs.keep_zone()
    return collected.read(entries, programs.current_program().zone)


def _by_kind(entries: list[inbox.Entry], heard: collected.Collected) -> dict[str, pa.Table]:
    """Gather the entries' facts by kind, in the columns of the kind."""
    parts: dict[str, list[pa.Table]] = {}
    for entry in entries:
        if entry.form != parcels.FORM:
            parts.setdefault(entry.kind, []).append(segments.shaped(entry.kind, entry.table()))
    for kind, table in heard.tables:
        parts.setdefault(kind, []).append(table)
    return {kind: pa.concat_tables(tables) for kind, tables in parts.items()}


def _held(wanted: pa.Table, kind: str, segment: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which facts the segment really holds, by source and id and not by hash alone."""
    held = segments.read(kind, segment, ["source", "fact_id"])
    found = pc.is_in(_joined(wanted), value_set=_joined(held))
    return np.asarray(found).astype(bool)


def _joined(table: pa.Table) -> pa.ChunkedArray:
    text = pa.large_string()
    return pc.binary_join_element_wise(
        table["source"].cast(text), table["fact_id"].cast(text), pa.scalar("\x1f", text)
    )


def _commit(before: int, after: int, rows: list[Segment], accounts: list[int] | tuple[()]) -> None:
    """Make segments part of the log and move the watermark, together or not at all."""
    now = time.to_us(timezone.now())
    with transaction.atomic():
        moved = Watermark.objects.filter(name=manifest.inbox_name(), seq=before).update(seq=after)
        if not moved:
            message = "another process has filed these facts already; nothing was filed twice"
            raise BusyError(message)
        Segment.objects.bulk_create(rows)
        DirtyAccount.objects.bulk_create(
            [DirtyAccount(account=account, since_us=now) for account in accounts],
            update_conflicts=True,
            unique_fields=["account"],
            update_fields=["since_us"],
        )
        faults.reach("manifest.before_commit")
