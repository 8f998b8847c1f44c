"""Seen ids: every fact's id is known for ever, as a sorted 64-bit hash beside its segment.

Runs of sorted hashes are merged by size, so a lookup reads a handful of them. A run names
the segments that it speaks of; whether one of those counts is for the manifest to say.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accord.server import durable, faults

Hashes = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
_GROWTH: Final = 4


def hashes_of(table: pa.Table) -> Hashes:
    """Return the hash of (source, fact id) of every row, as `values.ids.hash64` defines it."""
    pairs = zip(table["source"].to_pylist(), table["fact_id"].to_pylist(), strict=True)
    digests = b"".join(
        blake2b(f"{source}\x1f{fact}".encode(), digest_size=8).digest() for source, fact in pairs
    )
    numbers = np.frombuffer(digests, dtype=">u8") >> np.uint64(1)
    return np.maximum(numbers.astype(np.int64), 1)


@dataclass(frozen=True)
class Run:
    """One sorted run: hashes, and for each the place of its segment in `segments`."""

    name: str
    segments: tuple[str, ...]
    hashes: Hashes
    codes: Codes


class SeenIds:
    """The runs of one home; only the compactor, which has the lease, writes them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)
        self._runs = sorted(self._load(), key=lambda run: -len(run.hashes))

    @property
    def covered(self) -> frozenset[str]:
        """The names of all segments that some run speaks of."""
        return frozenset(name for run in self._runs for name in run.segments)

    @property
    def size(self) -> int:
        """How many ids the runs hold."""
        return sum(len(run.hashes) for run in self._runs)

    def find(self, wanted: Hashes) -> dict[str, npt.NDArray[np.int64]]:
        """Return, by segment name, the places in `wanted` whose hash that segment may hold."""
        order = np.argsort(wanted, kind="stable")
        ranked = wanted[order]
        places_by_segment: dict[str, list[npt.NDArray[np.int64]]] = {}
        for run in self._runs:
            for name, places in _hits(run, ranked):
                places_by_segment.setdefault(name, []).append(order[places])
        return {name: np.concatenate(parts) for name, parts in places_by_segment.items()}

    def add(self, hashes_by_segment: Mapping[str, Hashes]) -> None:
        """Remember ids of new segments, on disk before this returns, then merge small runs."""
        names = tuple(name for name, hashes in hashes_by_segment.items() if len(hashes))
        if not names:
            return
        hashes = np.concatenate([hashes_by_segment[name] for name in names])
        lengths = [len(hashes_by_segment[name]) for name in names]
        codes = np.repeat(np.arange(len(names), dtype=np.int32), lengths)
        self._keep(self._written(names, hashes, codes))
        while len(self._runs) > 1 and len(self._runs[-2].hashes) < _GROWTH * len(
            self._runs[-1].hashes
        ):
            self._merge_last_two()

    def forget(self, gone: Hashes) -> int:
        """Forget ids, on disk before this returns; return how many were known."""
        forgotten = 0
        for run in list(self._runs):
            stays = ~np.isin(run.hashes, gone)
            if stays.all():
                continue
            forgotten += len(stays) - int(stays.sum())
            hashes, codes = run.hashes[stays], run.codes[stays]
            self._runs.remove(run)
            self._keep(self._written(run.segments, hashes, codes))
            _remove(self._folder, run.name)
        return forgotten

    def _merge_last_two(self) -> None:
        older, newer = self._runs[-2:]
        shifted = newer.codes + np.int32(len(older.segments))
        merged = self._written(
            (*older.segments, *newer.segments),
            np.concatenate([older.hashes, newer.hashes]),
            np.concatenate([older.codes, shifted]),
        )
        self._runs = self._runs[:-2]
        self._keep(merged)
        for run in (older, newer):
            _remove(self._folder, run.name)

    def _keep(self, run: Run) -> None:
        self._runs = sorted([*self._runs, run], key=lambda each: -len(each.hashes))

    def _written(self, segments: tuple[str, ...], hashes: Hashes, codes: Codes) -> Run:
        """Write a run; the file of its names is written last and makes it count."""
        order = np.argsort(hashes, kind="stable")
        name = uuid4().hex
        for part, array in (("hashes", hashes[order]), ("codes", codes[order])):
            with (self._folder / f"{name}.{part}.npy").open("wb") as stream:
                np.save(stream, np.asarray(array))
                stream.flush()
                os.fsync(stream.fileno())
        faults.reach("seen.half_written")
        durable.write_text(self._folder / f"{name}.json", json.dumps(segments))
        return _opened(self._folder, name)

    def _load(self) -> Iterable[Run]:
        """Open every whole run; sweep what a crash left and what a merge made superfluous."""
        whole = {path.stem for path in self._folder.glob("*.json")}
        for path in self._folder.iterdir():
            if path.name.split(".")[0] not in whole:
                path.unlink()
        runs = sorted(
            (_opened(self._folder, name) for name in whole), key=lambda run: -len(run.segments)
        )
        kept: list[Run] = []
        for run in runs:
            if any(set(run.segments) <= set(other.segments) for other in kept):
                _remove(self._folder, run.name)
            else:
                kept.append(run)
        return kept


def _hits(run: Run, ranked: Hashes) -> Iterable[tuple[str, npt.NDArray[np.int64]]]:
    """Yield segment names with the places in `ranked` whose hash the run holds.

    A hash may stand in a run more than once (two ids of one hash): each is looked at.
    """
    start = np.searchsorted(run.hashes, ranked, side="left")
    found = np.flatnonzero(start < len(run.hashes))
    found = found[run.hashes[start[found]] == ranked[found]]
    position = start[found]
    while len(found):
        codes = run.codes[position]
        for code in np.unique(codes):
            yield run.segments[code], found[codes == code]
        position = position + 1
        inside = position < len(run.hashes)
        found, position = found[inside], position[inside]
        same = run.hashes[position] == ranked[found]
        found, position = found[same], position[same]


def _opened(folder: Path, name: str) -> Run:
    segments = tuple(json.loads((folder / f"{name}.json").read_text()))
    hashes, codes = (
        np.load(folder / f"{name}.{part}.npy", mmap_mode="r") for part in ("hashes", "codes")
    )
    return Run(name, segments, hashes, codes)


def _remove(folder: Path, name: str) -> None:
    for suffix in ("json", "hashes.npy", "codes.npy"):
        (folder / f"{name}.{suffix}").unlink(missing_ok=True)
