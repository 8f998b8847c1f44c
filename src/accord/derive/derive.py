"""The whole process: a log and a program give the picture as of one moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from accord.accounts import select
from accord.derive import account_rows, publishing
from accord.derive import difference as changes
from accord.derive.difference import Change
from accord.derive.publishing import Ready
from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts.log import Log
from accord.groups import assemble, complete
from accord.identity import resolve
from accord.measurement import measure
from accord.plays import propose
from accord.program.model import Program
from accord.scoring import score
from accord.stages import place
from accord.values import time


@dataclass(frozen=True)
class Picture:
    """Everything that a program says of the facts as of one moment."""

    as_of: AsOf
    program_version: str
    tables: Mapping[str, pa.Table]


def derive(log: Log, program: Program, as_of: datetime, ready: Ready | None = None) -> Picture:
    """Derive the picture; the same arguments always give the same one.

    `ready` is told of each table as soon as it is final, so that it can be written meanwhile.
    """
    moment = moment_of(program, as_of)
    with Session() as session:
        outgoing = publishing.Outgoing(session, ready)
        logs.open_log(session, log, moment)
        run(session, program, moment, outgoing.after)
        return Picture(moment, program.version, outgoing.all())


def difference(before: Picture, after: Picture) -> list[Change]:
    """List what changed between two pictures, what weighs most first."""
    return changes.difference(before.tables, after.tables)


def moment_of(program: Program, as_of: datetime) -> AsOf:
    """Return the moment with its day in the workspace's zone."""
    us = time.to_us(as_of)
    return AsOf(us, time.day_of(us, program.zone), program.zone)


def run(
    session: Session,
    program: Program,
    as_of: AsOf,
    after: Callable[[str], None] = lambda _room: None,
) -> None:
    """Take every room in order over a log that is open; `after` hears which is through."""
    resolve.resolve(session, program, as_of)
    after("identity")
    score.score(session, program, as_of)
    after("scoring")
    assemble.assemble(session, program, as_of)
    place.place(session, program, as_of)
    select.select(session, program, as_of)
    complete.complete(session, program, as_of)
    propose.propose(session, program, as_of)
    measure.measure(session, program, as_of)
    account_rows.make(session, program, as_of)
