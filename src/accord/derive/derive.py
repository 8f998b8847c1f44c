"""The whole process: a log and a program give the picture as of one moment."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from accord.accounts import select
from accord.derive import account_rows, publishing
from accord.derive import difference as changes
from accord.derive.difference import Change
from accord.derive.publishing import Link, Ready
from accord.engine import kept as kept_
from accord.engine import log as logs
from accord.engine.kept import Kept
from accord.engine.session import AsOf, Session
from accord.facts.log import Log
from accord.groups import assemble, complete
from accord.identity import going_on, resolve
from accord.identity.going_on import Standing
from accord.measurement import measure
from accord.plays import propose
from accord.program.model import Program
from accord.scoring import increment, score
from accord.stages import place
from accord.values import time


@dataclass(frozen=True)
class Picture:
    """Everything that a program says of the facts as of one moment."""

    as_of: AsOf
    program_version: str
    tables: Mapping[str, pa.Table]
    is_gone_on: bool = False
    """Whether who everybody was is gone on from an earlier derivation."""


@dataclass(frozen=True)
class Keeping:
    """Where an earlier derivation left what it made, and this one leaves it for the next.

    `link` is told of published tables that are as they were: name, file, and what to call
    before the file is read. Without it they are given to `ready` like all others.
    """

    folder: Path
    link: Link | None = None


def derive(
    log: Log,
    program: Program,
    as_of: datetime,
    ready: Ready | None = None,
    keeping: Keeping | None = None,
) -> Picture:
    """Derive the picture; the same log, program and moment always give the same one.

    `ready` is told of each table as soon as it is final, so that it can be written meanwhile.
    With `keeping`, it goes on from an earlier derivation where nothing speaks against that:
    the tables are the same, they only come sooner.
    """
    moment = moment_of(program, as_of)
    if keeping is None:
        return _derived(log, program, moment, publishing.Ways(ready))
    with Kept(keeping.folder / "standing") as kept:
        ways = publishing.Ways(ready, kept, keeping.link)
        picture = _derived(log, program, moment, ways, keeping.folder / "ledgers")
        kept.settle()
        return picture


def _derived(
    log: Log, program: Program, moment: AsOf, ways: publishing.Ways, ledgers: Path | None = None
) -> Picture:
    with Session() as session:
        outgoing = publishing.Outgoing(session, ways)
        logs.open_log(session, log, moment)
        whose = None
        if ways.kept and ledgers:
            made_of = going_on.made_of(session, log, moment, _rules(program))
            whose = increment.Keeping(ledgers, log, Standing(ways.kept, made_of))
        run(session, program, moment, outgoing.after, whose)
        is_gone_on = going_on.is_gone_on(session)
        return Picture(moment, program.version, outgoing.all(), is_gone_on)


def _rules(program: Program) -> str:
    """Return the hash of the program and the code: others make other tables."""
    told = json.dumps(program.model_dump(mode="json"), sort_keys=True, default=str)
    return sha256(f"{kept_.code()} {told}".encode()).hexdigest()[:16]


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
    keeping: increment.Keeping | None = None,
) -> None:
    """Take every room in order over a log that is open; `after` hears which is through."""
    resolve.resolve(session, program, as_of, keeping.standing if keeping else None)
    after("identity")
    score.score(session, program, as_of, keeping)
    after("scoring")
    assemble.assemble(session, program, as_of)
    standings = session.aside(lambda aside: place.place(aside, program, as_of))
    select.select(session, program, as_of)
    standings.join()
    complete.complete(session, program, as_of)
    propose.propose(session, program, as_of)
    after("plays")
    figures = session.aside(lambda aside: measure.measure(aside, program, as_of))
    account_rows.make(session, program, as_of)
    figures.join()
