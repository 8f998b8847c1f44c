"""People and companies first heard of after the current picture, so that their clicks show at once."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from django.utils import timezone

from accord.derive import derive, newcomers
from accord.derive.account import Workspace
from accord.engine import files
from accord.engine.session import Session
from accord.facts import schemas
from accord.facts.log import Log
from accord.server import hints, reference_keys, segments, workspaces
from accord.server.records.models import Generation, Segment
from accord.server.records.queries import programs
from accord.values import time

Ids = npt.NDArray[np.int64]
_FACTS_AT_MOST: Final = 20_000
"""More facts about who is who than this ask for a new picture instead."""
_NAMING: Final = (*newcomers.KINDS, "activities")
_lock = threading.Lock()


@dataclass(frozen=True)
class _Found:
    """What the segments since a generation say of those whom it does not know."""

    generation: int
    segments: frozenset[str]
    rows: Workspace
    hints: hints.Hints


_last: list[_Found] = []


def touched(generation: Generation | None, new: Sequence[Segment]) -> list[Ids] | None:
    """Return the accounts to which newcomers in new segments belong; None when they are too many.

    The segments are written and not part of the log yet.
    """
    naming = [row for row in new if row.kind in _NAMING]
    if generation is None or not naming:
        return []
    known = hints.load(generation.name)
    tables = {row.name: segments.read(row.kind, row.name) for row in naming}
    if not any(_has_strangers(row.kind, tables[row.name], known) for row in naming):
        _carry(generation, naming)
        return []
    found = _find(generation, [*_since(generation), *naming])
    if found is None:
        return None
    return [found.hints.accounts_of(row.kind, tables[row.name]) for row in naming]


def added(generation: Generation, known: Workspace) -> Workspace:
    """Return a generation's tables with the rows of those whom it does not know."""
    since = _since(generation)
    found = _find(generation, since) if since else None
    if found is None:
        return known
    return {
        name: pa.concat_tables([table, found.rows[name]]) if name in found.rows else table
        for name, table in known.items()
    }


def _find(generation: Generation, since: Sequence[Segment]) -> _Found | None:
    """Return what some segments say, from memory if they were asked for last."""
    wanted = frozenset(row.name for row in since)
    with _lock:
        for held in _last:
            if (held.generation, held.segments) == (generation.pk, wanted):
                return held
    log = _log_of(generation, since)
    if log is None:
        return None
    program = programs.current_program()
    moment = derive.moment_of(program, timezone.now())
    rows = newcomers.find(log, program, moment, workspaces.read(generation.name))
    found = _Found(generation.pk, wanted, rows, hints.of_tables(rows))
    with _lock:
        _last[:] = [found]
    return found


def _carry(generation: Generation, new: Sequence[Segment]) -> None:
    """Note that more segments brought nobody new."""
    before = frozenset(row.name for row in _since(generation))
    with _lock:
        for held in _last:
            if (held.generation, held.segments) == (generation.pk, before):
                names = before | {row.name for row in new}
                _last[:] = [_Found(held.generation, names, held.rows, held.hints)]


def _has_strangers(kind: str, table: pa.Table, known: hints.Hints) -> bool:
    """Tell whether facts name somebody, by more than a browser, whom the picture lacks."""
    if kind == "activities":
        table = table.filter(pa.compute.greater(table["person_key"].fill_null(0), 0))
        return not known.knows(np.asarray(table["person_key"]))
    if kind == "identity_links":
        return bool(table.num_rows) and not known.knows(np.asarray(table["from_key"]))
    if kind == "memberships":
        return bool(table.num_rows)
    keyed = reference_keys.beside(kind, table.select(schemas.SCHEMA_BY_KIND[kind].names))
    return bool(table.num_rows) and not known.knows(np.asarray(keyed["ref_0"]))


def _since(generation: Generation) -> list[Segment]:
    """Return the live segments that were written after a picture was begun."""
    begun = time.from_us(generation.as_of_us)
    rows = Segment.objects.filter(removed_at=None, kind__in=_NAMING, created_at__gte=begun)
    return list(rows.order_by("name"))


def _log_of(generation: Generation, since: Sequence[Segment]) -> Log | None:
    """Return the facts of some segments that say who is who; None when they are too many.

    A segment that was merged holds older facts too, which the picture knows: these stay out.
    """
    tables: dict[str, tuple[pa.Table, ...]] = {}
    merged = set(
        Segment.objects.filter(merged_into__in=[row.name for row in since]).values_list(
            "merged_into", flat=True
        )
    )
    with Session(threads=1, memory_limit="400MB") as session:
        for row in since:
            schema = schemas.SCHEMA_BY_KIND[row.kind]
            source = files.source([str(segments.path_of(row.kind, row.name))], schema)
            parts = [f"received_at >= {generation.as_of_us}"] if row.name in merged else []
            parts += ["email IS NOT NULL"] if row.kind == "activities" else []
            where = " AND ".join(parts) or "true"
            once = "DISTINCT ON (person_key)" if row.kind == "activities" else ""
            found = session.arrow(
                f"SELECT {once} {', '.join(schema.names)} FROM {source} WHERE {where} "
                f"LIMIT {_FACTS_AT_MOST + 1}"
            )
            tables[row.kind] = (*tables.get(row.kind, ()), found)
    if sum(one.num_rows for some in tables.values() for one in some) > _FACTS_AT_MOST:
        return None
    return Log({}, tables)
