"""Times a full derivation, and one more day, against the bare group-by of the same facts.

    python benchmarks/derive.py --events 1000000 [--increment] [--json]

The world is simulated once and kept in a temporary folder. Every derivation runs in a
process of its own, so that its peak memory is its own.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import timing

from accord.derive import derive, publishing
from accord.engine import parquet
from accord.engine.log import open_log
from accord.engine.session import Session
from accord.facts import schemas
from accord.facts.log import Log
from accord.identity import resolve
from accord.program import presets
from accord.values import time as times
from accord.world import simulate, sizes

UNTIL = date(2026, 6, 30)
LARGE_FROM = 5_000_000
BARE = """
CREATE OR REPLACE TEMP TABLE bare AS
SELECT account, day, channel, kind, count(*) AS n FROM read_parquet($path) GROUP BY ALL
"""
RESOLVED = """
SELECT a.* REPLACE (
    coalesce(nullif(p.account, 0), c.account, 0) AS account,
    coalesce(p.person, a.person_key) AS person)
FROM fact_activities a
LEFT JOIN person_keys p ON a.person_key = p.key
LEFT JOIN account_keys c ON a.company_key = c.key
"""
OURS = ("ledger", "counted", "engagement", "intent", "rising", "fit", "journeys", "publish")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--increment", action="store_true", help="one more day as well")
    parser.add_argument("--json", action="store_true", help="print the figures only")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "accord-bench")
    parser.add_argument("--child", choices=["prepare", "bare", "full"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    folder = given.folder / f"{given.events}"
    if given.child:
        print(json.dumps(CHILDREN[given.child](folder, given.events)))
        return
    if not (folder / "segments" / "activities.parquet").exists():
        _child(given, "prepare")
    figures = _measured(given)
    if given.increment:
        from benchmarks_increment import measured

        figures["increment"] = measured(folder, figures)
    print(json.dumps(figures, indent=2) if given.json else _table(figures))


def _measured(given: argparse.Namespace) -> dict[str, Any]:
    before = _child(given, "bare")["seconds"]
    full = _child(given, "full")
    after = _child(given, "bare")["seconds"]
    bare = statistics.median(before + after)
    ours = sum(full["parts"].get(name, {"wall": 0})["wall"] for name in OURS)
    ours_cpu = sum(full["parts"].get(name, {"cpu": 0})["cpu"] for name in OURS)
    return {
        "events": given.events,
        "load_average": os.getloadavg()[0],
        "bare": {"median": bare, "all": before + after},
        "full": full,
        "ledger_score_journeys_publishing": {"wall": ours, "cpu": ours_cpu, "ratio": ours / bare},
        "ratio": full["wall"] / bare,
    }


def _child(given: argparse.Namespace, name: str) -> dict[str, Any]:
    command = [sys.executable, __file__, "--child", name, "--events", str(given.events)]
    done = subprocess.run(
        [*command, "--folder", str(given.folder)], check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def prepare(folder: Path, events: int) -> dict[str, Any]:
    """Simulate the world and file its facts as the compactor does: resolved, by account."""
    name = "large" if events >= LARGE_FROM else "bench"
    simulate.simulate(sizes.named(name, events=events), "standard", 7, folder, UNTIL)
    program = presets.program()
    with Session(temp_directory=folder / "spill", memory_limit="4GB") as session:
        as_of = derive.moment_of(program, times.end_of_day(UNTIL, program.zone))
        open_log(session, _log(folder, "facts"), as_of)
        resolve.resolve(session, program, as_of)
        parquet.write(
            session,
            RESOLVED,
            folder / "segments" / "activities.parquet",
            ["account", "person", "occurred_at"],
        )
    return {}


def bare(folder: Path, _events: int) -> dict[str, Any]:
    """Time the bare group-by, warm."""
    path = str(folder / "segments" / "activities.parquet")
    with Session() as session:
        seconds = []
        for _ in range(6):
            start = time.perf_counter()
            session.run(BARE, path=path)
            seconds.append(time.perf_counter() - start)
    return {"seconds": seconds[1:]}


def full(folder: Path, _events: int) -> dict[str, Any]:
    """Time a derivation with its publishing, and every part of it."""
    clock = timing.Clock()
    timing.wrap(clock)
    start, cpu = time.perf_counter(), time.process_time()
    program = presets.program()
    picture = derive.derive(
        _log(folder, "segments"), program, times.end_of_day(UNTIL, program.zone)
    )
    out = folder / "generation"
    out.mkdir(exist_ok=True)
    clock.run("publish", lambda: publishing.write(picture.tables, out))
    return {
        "wall": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "peak_mb": timing.peak_mb(),
        "parts": clock.parts,
        "rows": {name: table.num_rows for name, table in picture.tables.items()},
    }


CHILDREN: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    "prepare": prepare,
    "bare": bare,
    "full": full,
}


def _log(folder: Path, activities: str) -> Log:
    paths = {kind: folder / "facts" / f"{kind}.parquet" for kind in schemas.KINDS}
    paths["activities"] = folder / activities / "activities.parquet"
    return Log({kind: (str(path),) for kind, path in paths.items() if path.exists()})


def _table(figures: dict[str, Any]) -> str:
    bare_seconds = figures["bare"]["median"]
    rows = [
        (f"{figures['events']:,} activities; load {figures['load_average']:.1f}; "
        f"bare group-by {bare_seconds:.3f} s"),
        f"{'part':<24}{'wall s':>9}{'CPU s':>9}{'x bare':>9}",
    ]
    full_ = figures["full"]
    parts = {**full_["parts"], "full": {"wall": full_["wall"], "cpu": full_["cpu"]}}
    parts["ledger to publishing"] = figures["ledger_score_journeys_publishing"]
    for name, one in parts.items():
        ratio = one["wall"] / bare_seconds
        rows.append(f"{name:<24}{one['wall']:>9.2f}{one['cpu']:>9.2f}{ratio:>9.1f}")
    rows.append(f"peak memory {full_['peak_mb']:,.0f} MB")
    if "increment" in figures:
        rows.append(json.dumps(figures["increment"], indent=2))
    return "\n".join(rows)


if __name__ == "__main__":
    main()
