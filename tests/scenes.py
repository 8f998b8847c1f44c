"""Facts derived up to their scores, for tests that look at what comes out."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from accord.engine import log as log_
from accord.engine.session import AsOf, Session
from accord.facts import schemas
from accord.facts.log import Log
from accord.identity import resolve
from accord.program.model import Program
from accord.scoring import score
from accord.values import time
from accord.world.simulate import simulate

UNTIL = date(2026, 6, 30)


@dataclass
class Scored:
    """A log, derived up to its scores."""

    session: Session
    program: Program
    as_of: AsOf
    log: Log

    def column(self, sql: str) -> dict[int, int]:
        return dict(self.session.rows(sql))


def scored(log: Log, program: Program, day: date = UNTIL) -> Scored:
    moment = time.end_of_day(day, program.zone)
    as_of = AsOf(time.to_us(moment), time.day_number(day), program.zone)
    session = Session(threads=1, memory_limit="1GB")
    log_.open_log(session, log, as_of)
    resolve.resolve(session, program, as_of)
    score.score(session, program, as_of)
    return Scored(session, program, as_of, log)


def world(scenario: str, seed: int, folder: Path, size: str = "tiny") -> Log:
    """Simulate a world, a tiny one unless told, and read its facts."""
    simulate(size, scenario, seed, folder, UNTIL)
    paths = {kind: folder / "facts" / f"{kind}.parquet" for kind in schemas.KINDS}
    read = {kind: (pq.read_table(path),) for kind, path in paths.items() if path.exists()}
    return Log(tables_by_kind=read)
