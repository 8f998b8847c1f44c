"""What vendors say: readings that are high enough, faded and capped by vendor.

A vendor's readings of one day count once. A reading of a vendor that asks for a share of
topics counts when that share of the topics it read that day is high. Where one research may
count once only, of several vendors' readings of one topic and day the dearest counts.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from accord.engine.session import AsOf, Session
from accord.program.engagement import Decay, IntentSource
from accord.program.model import Program
from accord.scoring import cells
from accord.scoring.cells import Cells, Grid, Ints
from accord.values.points import MILLION

READINGS: Final = """
SELECT account, vendor, coalesce(topic, '') AS topic, day, known_day, reading, reading_text
FROM intent
WHERE account <> 0
ORDER BY account, vendor, topic, day, known_day, reading, reading_text
"""


@dataclass(frozen=True)
class Reading:
    """Something a vendor read about an account on a day."""

    account: int
    vendor: str
    topic: str
    day: int
    known_day: int
    counts: bool


@dataclass(frozen=True)
class Readings:
    """Readings that count: cells whose `kind` is the vendor's place, sorted by account."""

    vendors: tuple[str, ...]
    sources: tuple[IntentSource, ...]
    cells: Cells
    topics: tuple[str, ...]


def readings(session: Session, program: Program) -> Readings:
    """Read which vendors' readings count."""
    sources = program.intent.sources
    vendors = tuple(sorted(sources))
    told = [
        Reading(account, vendor, topic, day, known, sources[vendor].counts(number, text))
        for account, vendor, topic, day, known, number, text in session.rows(READINGS)
        if vendor in sources
    ]
    kept = _counting(program, told)
    rows = [(r.account, 0, r.day, r.known_day, vendors.index(r.vendor), 1) for r in kept]
    arrays = np.array(rows, np.int64).reshape(-1, 6)
    return Readings(
        vendors,
        tuple(sources[vendor] for vendor in vendors),
        Cells(*(np.ascontiguousarray(column) for column in arrays.T)),
        tuple(r.topic for r in kept),
    )


def _counting(program: Program, told: list[Reading]) -> list[Reading]:
    """Return one reading per account, vendor and day that counts, sorted by account."""
    days: dict[tuple[int, str, int], list[Reading]] = {}
    for reading in _dearest(program, told):
        days.setdefault((reading.account, reading.vendor, reading.day), []).append(reading)
    kept = []
    for (_, vendor, _), some in days.items():
        share = program.intent.sources[vendor].share_of_topics_at_least or 0
        high = [reading for reading in some if reading.counts]
        if high and len(high) >= share * len(some):
            kept.append(min(high, key=lambda reading: (reading.known_day, reading.topic)))
    return sorted(kept, key=lambda r: (r.account, r.day, r.vendor))


def _dearest(program: Program, told: list[Reading]) -> list[Reading]:
    """Drop a reading that a dearer vendor also has, of the same topic and day."""
    if not program.intent.one_research_once:
        return told
    sources = program.intent.sources
    best: dict[tuple[int, str, int], str] = {}
    for reading in told:
        key = (reading.account, reading.topic, reading.day)
        held = best.get(key)
        if reading.counts and (
            held is None
            or (-sources[reading.vendor].points, reading.vendor) < (-sources[held].points, held)
        ):
            best[key] = reading.vendor
    return [r for r in told if not r.counts or best[(r.account, r.topic, r.day)] == r.vendor]


def by_look(told: Readings, accounts: Ints, looks: Ints) -> Ints:
    """Return the points of intent by account and look, in millionths."""
    total = np.zeros((accounts.size, looks.size), np.int64)
    for _, points in by_vendor(told, accounts, looks):
        total += points
    return total


def by_vendor(told: Readings, accounts: Ints, looks: Ints) -> list[tuple[str, Ints]]:
    """Return each vendor's points by account and look, faded and capped."""
    begin = int(np.searchsorted(told.cells.account, accounts[0])) if accounts.size else 0
    end = int(np.searchsorted(told.cells.account, accounts[-1], "right")) if accounts.size else 0
    rows = told.cells.slice(begin, end)
    found = []
    for place in np.unique(rows.kind).tolist():
        source = told.sources[place]
        chosen = rows.where(rows.kind == place)
        decay = np.array([(*Decay(half_life=source.half_life).table(), 0)], np.int64)
        grid = Grid(looks, decay)
        where = np.searchsorted(accounts, chosen.account)
        slot = cells.slots(chosen, np.zeros(len(chosen), np.int64), grid)
        raw = cells.raw(where, accounts.size, chosen.n * source.points, slot, grid)
        found.append((told.vendors[place], np.minimum(raw // MILLION, source.cap)))
    return found


def make(session: Session, program: Program, as_of: AsOf) -> None:
    """Make the table `intent_now`: points of every account with readings that count."""
    told = readings(session, program)
    accounts = np.unique(told.cells.account)
    found = by_vendor(told, accounts, np.array([as_of.day]))
    total = np.zeros(accounts.size, np.int64)
    details: list[list[dict[str, Any]]] = [[] for _ in range(accounts.size)]
    for vendor, points in found:
        total += points[:, 0]
        for place in np.flatnonzero(points[:, 0]).tolist():
            rows = _rows(told, int(accounts[place]), vendor, as_of.day)
            details[place].append({"vendor": vendor, "points": int(points[place, 0])} | rows)
    columns = {
        "account": pa.array(accounts, pa.int64()),
        "points": pa.array(total, pa.int64()),
        "detail": pa.array([json.dumps(one) for one in details], pa.string()),
    }
    session.register("intent_now", pa.table(columns))


def _rows(told: Readings, account: int, vendor: str, today: int) -> dict[str, Any]:
    """Return the age of a vendor's last reading of an account, and the topics it read."""
    begin = int(np.searchsorted(told.cells.account, account))
    end = int(np.searchsorted(told.cells.account, account, "right"))
    place = told.vendors.index(vendor)
    rows = [
        row
        for row in range(begin, end)
        if told.cells.kind[row] == place and told.cells.day[row] <= today
    ]
    topics = sorted({told.topics[row] for row in rows} - {""})
    return {"age_days": today - max(int(told.cells.day[row]) for row in rows), "topics": topics}
