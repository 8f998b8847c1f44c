"""One more day of activities, a late one, an undone match: gone on from the day before, and anew.

Both ways must publish the same rows, table for table; the figure is the time of the one over
the other. What records said is known as it was the day before.
"""

import shutil
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import timing

import world
from accord.derive import derive
from accord.derive.derive import Keeping
from accord.engine import parquet
from accord.engine.session import Session
from accord.engine.writing import Files
from accord.facts.log import Log
from accord.program import presets
from accord.values import time as times

YESTERDAY = world.UNTIL - timedelta(days=1)
_SPLIT = "SELECT * FROM read_parquet('{path}') WHERE known_at {side} {us}"
_LATE = """
SELECT * REPLACE ('late' AS fact_id, {us} AS known_at, {us} AS received_at, {day} AS known_day)
FROM read_parquet('{path}') WHERE account <> 0 AND day = {day} - 20 LIMIT 1
"""
_UNDONE = """
SELECT * REPLACE ('undone' AS fact_id, true AS is_undone, {us} AS occurred_at,
    {us} AS known_at, {us} AS received_at)
FROM read_parquet('{path}') WHERE to_key <> 0 ORDER BY fact_id LIMIT 1
"""


def prepare(folder: Path, _events: int) -> dict[str, Any]:
    """Cut the facts at the end of the day before, and tell of one late act and one undoing."""
    program = presets.program()
    us = times.to_us(times.end_of_day(YESTERDAY, program.zone))
    day = times.day_number(world.UNTIL)
    acts = folder / "segments" / "activities.parquet"
    links = folder / "facts" / "identity_links.parquet"
    with Session(temp_directory=folder / "spill") as session:
        for name, side in (("before", "<="), ("after", ">")):
            query = _SPLIT.format(path=acts, side=side, us=us)
            if name == "after":
                query += f" UNION ALL ({_LATE.format(path=acts, us=us + 1, day=day)})"
            parquet.write(
                session, query, folder / "segments" / f"{name}.parquet", ["account", "person"]
            )
        undone = _UNDONE.format(path=links, us=us + 1)
        parquet.write(session, undone, folder / "segments" / "undone.parquet")
        for kind, (path,) in world.log(folder, "segments").paths_by_kind.items():
            if kind != "activities":
                query = _SPLIT.format(path=path, side="<=", us=us)
                parquet.write(session, query, folder / "segments" / f"{kind}-told.parquet")
    return {}


def _log(folder: Path, *, is_today: bool) -> Log:
    paths = {
        kind: (str(folder / "segments" / f"{kind}-told.parquet"),)
        for kind in world.log(folder, "segments").paths_by_kind
    }
    names = ("before", "after") if is_today else ("before",)
    paths["activities"] = tuple(str(folder / "segments" / f"{name}.parquet") for name in names)
    if is_today:
        undone = str(folder / "segments" / "undone.parquet")
        paths["identity_links"] = (*paths["identity_links"], undone)
    return Log(paths)


def _derive(folder: Path, *, is_today: bool, is_kept: bool, out: str) -> dict[str, Any]:
    clock = timing.Clock()
    timing.wrap(clock)
    log = _log(folder, is_today=is_today)
    program = presets.program()
    start, cpu = time.perf_counter(), time.process_time()
    until = world.UNTIL if is_today else YESTERDAY
    shutil.rmtree(folder / out, ignore_errors=True)
    with Files(folder / out) as files:
        keeping = Keeping(folder / "kept", files.link) if is_kept else None
        moment = times.end_of_day(until, program.zone)
        derive.derive(log, program, moment, files.write, keeping)
        clock.run("publish", files.rows)
    return {
        "wall": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "peak_mb": timing.peak_mb(),
        "parts": clock.parts,
    }


def yesterday(folder: Path, _events: int) -> dict[str, Any]:
    """Derive the day before, and leave what the next day goes on from."""
    shutil.rmtree(folder / "kept", ignore_errors=True)
    return _derive(folder, is_today=False, is_kept=True, out="yesterday")


def go_on(folder: Path, _events: int) -> dict[str, Any]:
    """Derive today from what was kept."""
    return _derive(folder, is_today=True, is_kept=True, out="gone_on")


def anew(folder: Path, _events: int) -> dict[str, Any]:
    """Derive today from nothing."""
    return _derive(folder, is_today=True, is_kept=False, out="anew")


def compare(folder: Path, _events: int) -> dict[str, Any]:
    """Name the published tables in which the two ways differ."""
    differing = []
    for path in sorted((folder / "anew").glob("*.parquet")):
        one, other = parquet.read(path), parquet.read(folder / "gone_on" / path.name)
        if not one.equals(other):
            differing.append(f"{path.stem}: {_rows_apart(one, other)}")
    return {"differing": differing, "tables": len(list((folder / "anew").iterdir()))}


def _rows_apart(one: pa.Table, other: pa.Table) -> str:
    if one.num_rows != other.num_rows:
        return f"{one.num_rows} and {other.num_rows} rows"
    names = [n for n in one.column_names if not one.column(n).equals(other.column(n))]
    return ", ".join(names)
