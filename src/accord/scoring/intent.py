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
from accord.program.engagement import Decay, Intent, IntentSource
from accord.program.model import Program
from accord.scoring import cells
from accord.scoring.cells import Cells, Grid, Ints
from accord.values.points import MILLION

TOLD: Final = """
SELECT i.account, i.vendor, s.place, coalesce(i.topic, '') AS topic, i.day, i.known_day,
    s.points, s.share,
    CASE s.reads WHEN 'all' THEN true WHEN 'number' THEN coalesce(i.reading >= s.low, false)
        ELSE w.word IS NOT NULL END AS is_high
FROM intent i
JOIN intent_sources s ON i.vendor = s.vendor
LEFT JOIN intent_words w ON i.vendor = w.vendor AND lower(trim(i.reading_text)) = w.word
WHERE i.account <> 0
"""
"""Readings of vendors that the program knows, and whether each is high enough."""

DEAREST: Final = """
SELECT t.*
FROM told t
LEFT JOIN (
    SELECT account, topic, day, vendor, row_number() OVER (
        PARTITION BY account, topic, day ORDER BY points DESC, vendor) AS place_of_it
    FROM (SELECT DISTINCT account, topic, day, vendor, points FROM told WHERE is_high) AS high
) AS best ON t.account = best.account AND t.topic = best.topic AND t.day = best.day
    AND t.vendor = best.vendor
WHERE NOT t.is_high OR best.place_of_it = 1
"""
"""Without the readings that a dearer vendor has too, of the same topic and day."""

COUNTING: Final = """
SELECT account, place, day, min(CASE WHEN is_high THEN known_day END) AS known_day
FROM ({told}) AS told_once
GROUP BY account, vendor, place, day
HAVING count(CASE WHEN is_high THEN 1 END) > 0
    AND count(CASE WHEN is_high THEN 1 END) >= max(share) * count(*)
ORDER BY account, day, place
"""
"""One row per account, vendor and day that counts."""

TOPICS: Final = """
SELECT account, vendor, topic, max(day) AS last_day
FROM told
WHERE is_high AND day > $since AND day <= $today AND known_day <= $today
GROUP BY account, vendor, topic
ORDER BY account, vendor, topic
"""


@dataclass(frozen=True)
class Readings:
    """Readings that count: cells whose `kind` is the vendor's place, sorted by account."""

    vendors: tuple[str, ...]
    sources: tuple[IntentSource, ...]
    cells: Cells


def readings(session: Session, program: Program) -> Readings:
    """Return which vendors' readings count, by day."""
    return session.kept("intent_readings", lambda: _read(session, program))


def _read(session: Session, program: Program) -> Readings:
    register(session, program.intent)
    session.make("told", TOLD)
    source = DEAREST if program.intent.one_research_once else "SELECT * FROM told"
    found = session.arrow(COUNTING.format(told=source))
    columns = {name: found.column(name).to_numpy().astype(np.int64) for name in found.column_names}
    size = found.num_rows
    ones = np.ones(size, np.int64)
    vendors = tuple(sorted(program.intent.sources))
    return Readings(
        vendors,
        tuple(program.intent.sources[vendor] for vendor in vendors),
        Cells(
            columns["account"],
            np.zeros(size, np.int64),
            columns["day"],
            columns["known_day"],
            columns["place"],
            ones,
        ),
    )


def register(session: Session, intent: Intent) -> None:
    """Make the tables `intent_sources` and `intent_words` of what a program reads."""
    rows, words = [], []
    for place, (vendor, source) in enumerate(sorted(intent.sources.items())):
        reads = {type(None): "all", str: "words"}.get(type(source.counts_from), "number")
        low = source.counts_from if reads == "number" else None
        share = source.share_of_topics_at_least or 0.0
        rows.append((vendor, place, reads, low, source.points, share))
        words += [
            (vendor, word.casefold())
            for word in source.scale
            if reads == "words" and source.counts(None, word)
        ]
    session.register("intent_sources", _sources(rows))
    columns = {
        "vendor": pa.array([vendor for vendor, _ in words], pa.string()),
        "word": pa.array([word for _, word in words], pa.string()),
    }
    session.register("intent_words", pa.table(columns))


def _sources(rows: list[tuple[Any, ...]]) -> pa.Table:
    kinds = {
        "vendor": pa.string(),
        "place": pa.int32(),
        "reads": pa.string(),
        "low": pa.float64(),
        "points": pa.int64(),
        "share": pa.float64(),
    }
    columns = list(zip(*rows, strict=True)) or [()] * len(kinds)
    return pa.table(
        {name: pa.array(c, kind) for (name, kind), c in zip(kinds.items(), columns, strict=True)}
    )


def by_look(told: Readings, accounts: Ints, looks: Ints) -> Ints:
    """Return the points of intent by account and look, in millionths."""
    total = np.zeros((accounts.size, looks.size), np.int64)
    for _, rows, points in by_vendor(told, accounts, looks):
        total[rows] += points
    return total


def by_vendor(told: Readings, accounts: Ints, looks: Ints) -> list[tuple[str, Ints, Ints]]:
    """Return, by vendor, the rows of accounts that it read and their points by look."""
    begin = int(np.searchsorted(told.cells.account, accounts[0])) if accounts.size else 0
    end = int(np.searchsorted(told.cells.account, accounts[-1], "right")) if accounts.size else 0
    readings_here = told.cells.slice(begin, end)
    found = []
    for place in np.unique(readings_here.kind).tolist():
        source = told.sources[place]
        chosen = readings_here.where(readings_here.kind == place)
        decay = np.array([(*Decay(half_life=source.half_life).table(), 0)], np.int64)
        grid = Grid(looks, decay)
        names, where = np.unique(chosen.account, return_inverse=True)
        slot = cells.slots(chosen, np.zeros(len(chosen), np.int64), grid)
        raw = cells.raw(where, names.size, chosen.n * source.points, slot, grid)
        rows = np.searchsorted(accounts, names)
        found.append((told.vendors[place], rows, np.minimum(raw // MILLION, source.cap)))
    return found


def make(session: Session, program: Program, as_of: AsOf) -> None:
    """Make the table `intent_now`: points of every account with readings that count."""
    told = readings(session, program)
    accounts = np.unique(told.cells.account)
    total = np.zeros(accounts.size, np.int64)
    details: list[list[dict[str, Any]]] = [[] for _ in range(accounts.size)]
    topics = _topics(session, told, as_of)
    for vendor, rows, points in by_vendor(told, accounts, np.array([as_of.day])):
        total[rows] += points[:, 0]
        for row, got in zip(rows.tolist(), points[:, 0].tolist(), strict=True):
            if got:
                said = topics[int(accounts[row]), vendor]
                details[row].append({"vendor": vendor, "points": got} | said)
    columns = {
        "account": pa.array(accounts, pa.int64()),
        "points": pa.array(total, pa.int64()),
        "detail": pa.array([json.dumps(one) for one in details], pa.string()),
    }
    session.register("intent_now", pa.table(columns))


def _topics(session: Session, told: Readings, as_of: AsOf) -> dict[tuple[int, str], dict[str, Any]]:
    """Return the age of each vendor's last high reading of each account, and its topics."""
    found: dict[tuple[int, str], dict[str, Any]] = {}
    fade = max((8 * source.half_life for source in told.sources), default=0)
    since = as_of.day - fade - 1
    for account, vendor, topic, last in session.rows(TOPICS, today=as_of.day, since=since):
        said = found.setdefault((account, vendor), {"age_days": as_of.day - last, "topics": []})
        said["age_days"] = min(said["age_days"], as_of.day - last)
        if topic:
            said["topics"].append(topic)
    return found
