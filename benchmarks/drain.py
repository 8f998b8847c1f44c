"""How fast acknowledged activities are filed when millions of ids are known already."""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

_BURST = 500


def main() -> None:
    """Fill seen ids, append activities, drain them, and print the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--known", type=int, default=10_000_000, help="ids known before")
    parser.add_argument("--activities", type=int, default=200_000, help="activities to drain")
    parser.add_argument("--per-entry", type=int, default=100, help="activities a request")
    parser.add_argument("--at-least", type=float, default=10_000, help="activities a second")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        os.environ["ACCORD_HOME"] = folder
        from accord.server import commands

        commands.prepare()
        rate = measure(Path(folder), chosen)
    print(f"drained {rate:,.0f} activities/s at {chosen.known:,} known ids")
    if rate < chosen.at_least:
        raise SystemExit(f"below {chosen.at_least:,.0f} activities/s")


def measure(folder: Path, chosen: argparse.Namespace) -> float:
    """Return activities filed a second, from the inbox to the manifest."""
    from accord.server import compactor, inbox
    from accord.server.records.models import Segment

    known = np.random.default_rng(7).integers(1, 2**63 - 1, chosen.known)
    with compactor.lease():
        work = compactor.Compactor()
        begun = time.perf_counter()
        parts = np.array_split(known, max(1, chosen.known // 100_000))
        for number, part in enumerate(parts):
            name = f"activities-known{number}"
            Segment.objects.create(name=name, kind="activities", row_count=len(part), size=0)
            work._seen.add({name: part})  # noqa: SLF001 - fills what years of use would fill
        print(f"{work._seen.size:,} ids known after {time.perf_counter() - begun:.1f} s")  # noqa: SLF001
        box = inbox.Inbox(folder / "inbox.db", 4 * 10**9)
        waits = [
            box.append_rows("activities", rows(start, chosen.per_entry))
            for start in _spaced(chosen)
        ]
        for wait in waits:
            wait.result(60)
        box.close()
        begun = time.perf_counter()
        filed = work.drain()
        seconds = time.perf_counter() - begun
    assert filed.new == chosen.activities, filed  # noqa: S101 - a benchmark checks its own work
    print(f"{filed.new:,} activities in {seconds:.2f} s")
    return filed.new / seconds


def _spaced(chosen: argparse.Namespace) -> Iterator[int]:
    """Give starts no faster than the inbox takes them."""
    for number, start in enumerate(range(0, chosen.activities, chosen.per_entry)):
        if not number % _BURST:
            time.sleep(0.2)
        yield start


def rows(first: int, n: int) -> list[dict[str, object]]:
    """Return activities as a collector would hand them over."""
    from accord.facts import tables

    zone = ZoneInfo("America/New_York")
    hour = 3_600_000_000
    return [
        tables.activity(
            {
                "fact_id": f"3f2a9c1e-{number:012d}",
                "source": "site",
                "occurred_at": 1_780_000_000_000_000 + number * hour // 50,
                "known_at": 1_780_000_000_000_000 + number * hour // 50,
                "received_at": 1_780_000_000_000_000 + number * hour // 50,
                "is_backfilled": False,
                "kind_name": "page_view",
                "email": f"person{number % 9973}@acme{number % 811}.example",
                "asset_name": f"/pages/{number % 97}",
                "title": "Pricing and plans",
                "user_agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
            },
            zone,
        )
        for number in range(first, first + n)
    ]


if __name__ == "__main__":
    main()
