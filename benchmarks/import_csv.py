"""How long 100,000 rows of CSV take from the file to the log, and how much memory."""

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Write files, import them in a process of its own, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="rows in all files together")
    parser.add_argument("--at-most", type=float, default=20.0, help="seconds")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        files = write(Path(folder), chosen.rows)
        environment = os.environ | {"ACCORD_HOME": f"{folder}/home"}
        prepare = "from accord.server import commands; commands.prepare()"
        subprocess.run([sys.executable, "-c", prepare], env=environment, check=True)
        begun = time.perf_counter()
        command = [sys.executable, "-m", "accord.cli", "import", *map(str, files)]
        subprocess.run(command, env=environment, check=True)
        seconds = time.perf_counter() - begun
        again = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{chosen.rows:,} rows in {seconds:.1f} s, peak memory {peak:,.0f} MB")
    if "Stored: 0 new facts" not in again.stdout:
        raise SystemExit("importing the same files again changed something:\n" + again.stdout)
    if seconds > chosen.at_most:
        raise SystemExit(f"slower than {chosen.at_most:g} s")


def write(folder: Path, rows: int) -> list[Path]:
    """Write companies, people, deals and activities as a CRM exports them."""
    draw = random.Random(7)  # noqa: S311 - not a secret
    companies, people, deals = rows // 20, rows // 5, rows // 20
    activities = rows - companies - people - deals
    shapes = {
        "companies.csv": (
            ["Record ID", "Company name", "Company Domain Name", "Industry",
             "Number of Employees", "Country/Region", "Annual Revenue"],
            ([f"c{n}", f"Firm {n} Ltd", f"firm{n}.example", "Software", draw.randint(5, 9000),
              "United States", draw.randint(1, 900) * 100_000] for n in range(companies)),
        ),
        "people.csv": (
            ["Record ID", "First Name", "Last Name", "Email", "Job Title",
             "Associated Company IDs", "Country/Region"],
            ([f"p{n}", "Ada", f"Number{n}", f"ada{n}@firm{n % companies}.example",
              "VP Finance", f"c{n % companies}", "United States"] for n in range(people)),
        ),
        "deals.csv": (
            ["Record ID", "Deal Name", "Deal Stage", "Amount", "Close Date", "Create Date",
             "Associated Company IDs", "Deal Currency Code"],
            ([f"d{n}", f"Deal {n}", draw.choice(["Closed Won", "Closed Lost", "Proposal"]),
              draw.randint(5, 90) * 1000, f"2026-{n % 12 + 1:02d}-15", "2025-11-20",
              f"c{n % companies}", "USD"] for n in range(deals)),
        ),
        "activities.csv": (
            ["Activity ID", "Email", "Activity type", "Occurred at", "Page"],
            ([f"a{n}", f"ada{n % people}@firm{n % people % companies}.example", "page_view",
              f"2026-{n % 10 + 1:02d}-{n % 28 + 1:02d}T{n % 24:02d}:{n % 60:02d}:00Z",
              f"/pages/{n % 50}"] for n in range(activities)),
        ),
    }  # fmt: skip
    found = []
    for name, (header, body) in shapes.items():
        with (folder / name).open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(header)
            writer.writerows(body)
        found.append(folder / name)
    return found


if __name__ == "__main__":
    main()
