"""A minute of peak at the door: are pages usable meanwhile, and how soon is all of it filed?

The load is `wrk`'s, batches of 20 as fast as the door takes them, by people the workspace has not
heard of; pages and worker run as `accord serve` starts them. Acknowledged events are counted
against what is filed.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

import collect
import pages

FILED_WITHIN_S = 300
PAGE_P95_S = 1.0
PER = 20
COUNT = """
from accord.server import commands
commands.set_up()
from accord.server import home, inbox, manifest
import pyarrow.parquet as pq
waiting = inbox.count_after(home.path("inbox.db"), 0)
files = manifest.log().paths_by_kind.get("activities", ())
filed = sum(pq.ParquetFile(file).metadata.num_rows for file in files)
print(waiting, filed)
"""
WAITING = """
from accord.server import commands
commands.set_up()
from accord.server import home, inbox
print(inbox.count_after(home.path("inbox.db"), 0))
"""


def main() -> None:
    """Flood a workspace for a minute and print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="activities of its history")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--port", type=int, default=8129)
    parser.add_argument("--home", type=Path, help="a workspace that is there already")
    chosen = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed; on Debian: apt-get install wrk")
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as name:
        environment = os.environ | {
            "ACCORD_HOME": str(chosen.home or Path(name) / "home"),
            "ACCORD_INBOX_LIMIT_BYTES": str(20 * 10**9),
        }
        if chosen.home is None:
            pages.run(environment, pages.PREPARE, str(chosen.events))
        keys = [{"key": collect.KEY, "source": "benchmark", "space": "tracking"}]
        (Path(environment["ACCORD_HOME"]) / "write_keys.json").write_text(json.dumps(keys))
        measure(environment, chosen, Path(name))


def measure(environment: dict[str, str], chosen: argparse.Namespace, folder: Path) -> None:
    """Send for a minute, look at pages meanwhile, then wait until all is filed."""
    session = pages.run(environment, pages.SESSION).split("\n")[0]
    before = sum(map(int, pages.run(environment, COUNT).split()))
    tree = subprocess.Popen([sys.executable, "-c", pages.TREE, str(chosen.port)], env=environment)
    base = f"http://127.0.0.1:{chosen.port}"
    try:
        pages.wait(base)
        pages.ask(base, ["/accounts/"], session, argparse.Namespace(clients=4, requests=4))
        with Looking(base, session) as looking:
            found = collect.load(folder, base, PER, chosen.seconds)
        begun = time.perf_counter()
        while int(pages.run(environment, WAITING)):
            if time.perf_counter() - begun > 2 * FILED_WITHIN_S:
                break
            time.sleep(1)
        took = time.perf_counter() - begun
        # What is being written shows in the manifest only when it is whole.
        waiting, filed = map(int, pages.run(environment, COUNT).split())
    finally:
        tree.terminate()
        tree.wait()
    sent = (found.requests - found.failed) * PER
    report(found, sent, took, looking.took)
    judge(found, sent, waiting + filed - before, took, looking.took)


class Looking:
    """Somebody who opens the list of accounts every half second."""

    def __init__(self, base: str, session: str) -> None:
        cookie = {"Cookie": f"sessionid={session}"}
        self._request = urllib.request.Request(f"{base}/accounts/", headers=cookie)  # noqa: S310
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.took: list[float] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.5):
            begun = time.perf_counter()
            try:
                with urllib.request.urlopen(self._request, timeout=60) as answer:  # noqa: S310
                    answer.read()
            except urllib.error.URLError:
                self.took.append(float("inf"))
            else:
                self.took.append(time.perf_counter() - begun)


def report(found: collect.Found, sent: int, took: float, looked: list[float]) -> None:
    """Print the figures."""
    p95 = statistics.quantiles(looked, n=20)[-1]
    print(
        f"{sent:,} events acknowledged, {found.per_second * PER:,.0f} a second at p99 "
        f"{found.p99_ms:.0f} ms, {found.failed} requests failed; filed {took:,.0f} s afterwards\n"
        f"list of accounts meanwhile: median {statistics.median(looked) * 1000:.0f} ms, "
        f"p95 {p95 * 1000:.0f} ms, longest {max(looked) * 1000:.0f} ms, n {len(looked)}"
    )


def judge(found: collect.Found, sent: int, kept: int, took: float, looked: list[float]) -> None:
    """Fail when something is lost or a figure is missed."""
    missed = []
    if kept < sent:
        missed.append(f"{sent - kept:,} acknowledged events are lost")
    if found.failed:
        missed.append(f"{found.failed} requests failed")
    if took > FILED_WITHIN_S:
        missed.append(f"not filed within {FILED_WITHIN_S} s")
    if statistics.quantiles(looked, n=20)[-1] > PAGE_P95_S:
        missed.append(f"a page took longer than {PAGE_P95_S} s")
    if missed:
        raise SystemExit("missed: " + "; ".join(missed))


if __name__ == "__main__":
    main()
