"""The world that derivations are timed on: simulated once, filed as the compactor files facts."""

from datetime import date
from pathlib import Path
from typing import Any

from accord.derive import derive
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
_RESOLVED = """
SELECT a.* REPLACE (
    coalesce(nullif(p.account, 0), c.account, 0) AS account,
    coalesce(p.person, a.person_key) AS person)
FROM fact_activities a
LEFT JOIN person_keys p ON a.person_key = p.key
LEFT JOIN account_keys c ON a.company_key = c.key
"""


def make(folder: Path, events: int) -> dict[str, Any]:
    """Simulate the world and file its facts: resolved, sorted by account."""
    name = "large" if events >= LARGE_FROM else "bench"
    simulate.simulate(sizes.named(name, events=events), "standard", 7, folder, UNTIL)
    program = presets.program()
    with Session(temp_directory=folder / "spill", memory_limit="4GB") as session:
        as_of = derive.moment_of(program, times.end_of_day(UNTIL, program.zone))
        open_log(session, log(folder, "facts"), as_of)
        resolve.resolve(session, program, as_of)
        parquet.write(
            session,
            _RESOLVED,
            folder / "segments" / "activities.parquet",
            ["account", "person", "occurred_at"],
        )
    return {}


def log(folder: Path, activities: str) -> Log:
    """Return the log of the world, with its activities as told or as filed."""
    paths = {kind: folder / "facts" / f"{kind}.parquet" for kind in schemas.KINDS}
    paths["activities"] = folder / activities / "activities.parquet"
    return Log({kind: (str(path),) for kind, path in paths.items() if path.exists()})
