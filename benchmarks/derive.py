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
from pathlib import Path
from typing import Any

import increment
import timing

import world
from accord.derive import derive
from accord.engine.session import Session
from accord.engine.writing import Files
from accord.program import presets
from accord.values import time as times

BARE = """
CREATE OR REPLACE TEMP TABLE bare AS
SELECT account, day, channel, kind, count(*) AS n FROM read_parquet($path) GROUP BY ALL
"""
OURS = ("ledger", "counted", "engagement", "intent", "rising", "fit", "journeys", "publish")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--increment", action="store_true", help="one more day as well")
    parser.add_argument("--json", action="store_true", help="print the figures only")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "accord-bench")
    parser.add_argument("--child", choices=list(CHILDREN), help=argparse.SUPPRESS)
    given = parser.parse_args()
    folder = given.folder / f"{given.events}"
    if given.child:
        print(json.dumps(CHILDREN[given.child](folder, given.events)))
        return
    if not (folder / "segments" / "activities.parquet").exists():
        _child(given, "prepare")
    figures = _measured(given)
    if given.increment:
        figures["increment"] = _one_more_day(given)
    print(json.dumps(figures, indent=2) if given.json else _table(figures))


def _measured(given: argparse.Namespace) -> dict[str, Any]:
    before = _child(given, "bare")["seconds"]
    full = _child(given, "full")
    after = _child(given, "bare")["seconds"]
    bare = statistics.median(before + after)
    ours = full["ours"]
    return {
        "events": given.events,
        "load_average": os.getloadavg()[0],
        "bare": {"median": bare, "all": before + after},
        "full": full,
        "ledger_score_journeys_publishing": {"wall": ours, "ratio": ours / bare},
        "ratio": full["wall"] / bare,
    }


def _one_more_day(given: argparse.Namespace) -> dict[str, Any]:
    for name in ("cut", "yesterday"):
        _child(given, name)
    gone_on, anew = _child(given, "go_on"), _child(given, "anew")
    share = {name: gone_on[name] / anew[name] for name in ("wall", "cpu")}
    return {"gone_on": gone_on, "anew": anew, "share": share, **_child(given, "compare")}


def _child(given: argparse.Namespace, name: str) -> dict[str, Any]:
    command = [sys.executable, __file__, "--child", name, "--events", str(given.events)]
    done = subprocess.run(
        [*command, "--folder", str(given.folder)], check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


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
    moment = times.end_of_day(world.UNTIL, program.zone)
    with Files(folder / "generation") as files:
        picture = derive.derive(world.log(folder, "segments"), program, moment, files.write)
        clock.run("publish", files.rows)
    return {
        "wall": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "peak_mb": timing.peak_mb(),
        "parts": clock.parts,
        "ours": clock.while_any(OURS),
        "rows": {name: table.num_rows for name, table in picture.tables.items()},
    }


CHILDREN: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    "prepare": world.make,
    "bare": bare,
    "full": full,
    "cut": increment.prepare,
    "yesterday": increment.yesterday,
    "go_on": increment.go_on,
    "anew": increment.anew,
    "compare": increment.compare,
}


def _table(figures: dict[str, Any]) -> str:
    bare_seconds = figures["bare"]["median"]
    rows = [
        (
            f"{figures['events']:,} activities; load {figures['load_average']:.1f}; "
            f"bare group-by {bare_seconds:.3f} s"
        ),
        f"{'part':<24}{'wall s':>9}{'CPU s':>9}{'x bare':>9}",
    ]
    full_ = figures["full"]
    parts = {**full_["parts"], "full": {"wall": full_["wall"], "cpu": full_["cpu"]}}
    parts["ledger to publishing"] = figures["ledger_score_journeys_publishing"]
    for name, one in parts.items():
        ratio = one["wall"] / bare_seconds
        cpu = f"{one['cpu']:>9.2f}" if "cpu" in one else " " * 9
        rows.append(f"{name:<24}{one['wall']:>9.2f}{cpu}{ratio:>9.1f}")
    rows.append(f"peak memory {full_['peak_mb']:,.0f} MB")
    if "increment" in figures:
        rows.append(json.dumps(figures["increment"], indent=2))
    return "\n".join(rows)


if __name__ == "__main__":
    main()
