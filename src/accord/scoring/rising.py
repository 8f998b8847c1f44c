"""Which accounts are rising: more people this month than their own baseline explains.

Distinct people (known, or unlinked browsers) of the last 28 days are compared with those of
earlier spans of 28 days, after the whole market's ebb and flow is taken out. Most rises are
chance, so they are judged together, at the program's rate of false discoveries.
"""

import json
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from accord.engine.session import AsOf, Session
from accord.evidence import counts, fdr
from accord.program.model import Program

SPAN: Final = 28
SPANS_BEFORE: Final = 6
FEWEST_SPANS: Final = 2
_DECIMALS: Final = 12
"""Chances are compared rounded, so that every machine draws the line at the same place."""

PEOPLE: Final = """
SELECT account, span, CAST(count(*) AS BIGINT) AS people
FROM (
    SELECT c.account, c.person, CAST(($today - c.day) // 28 AS INTEGER) AS span
    FROM counted c JOIN kinds k ON c.kind = k.kind
    WHERE k.points > 0 AND k.pseudo = 0
        AND c.day <= $today AND c.known_day <= $today AND c.day > $today - 196
    GROUP BY c.account, c.person, CAST(($today - c.day) // 28 AS INTEGER)
    HAVING CAST(sum(c.n) AS BIGINT) > 0
) AS active
GROUP BY account, span
"""
FIRST: Final = """
SELECT c.account, min(c.day) AS first_day
FROM counted c JOIN kinds k ON c.kind = k.kind
WHERE k.points > 0 AND k.pseudo = 0 AND c.known_day <= $today
GROUP BY c.account
ORDER BY c.account
"""


@dataclass(frozen=True)
class Judged:
    """What was expected of each account, and how surprising what came is."""

    expected: NDArray[np.float64]
    chance: NDArray[np.float64]
    is_judged: NDArray[np.bool_]


def make(session: Session, program: Program, as_of: AsOf) -> None:
    """Make the table `rising`: one row per account with activity in the spans looked at."""
    firsts = session.arrow(FIRST, today=as_of.day)
    accounts = firsts.column("account").to_numpy()
    people = np.zeros((accounts.size, SPANS_BEFORE + 1), np.int64)
    found = session.arrow(PEOPLE, today=as_of.day)
    at = np.searchsorted(accounts, found.column("account").to_numpy())
    people[at, found.column("span").to_numpy()] = found.column("people").to_numpy()
    known = (as_of.day - firsts.column("first_day").to_numpy().astype(np.int64) + 1) // SPAN - 1
    judged = judge(people, np.clip(known, 0, SPANS_BEFORE))
    rises = np.zeros(accounts.size, np.bool_)
    rises[judged.is_judged] = fdr.benjamini_hochberg(
        judged.chance[judged.is_judged], program.rising.false_discovery_rate
    )
    rises &= (people[:, 0] >= program.rising.people_at_least) & (people[:, 0] > judged.expected)
    kept = np.flatnonzero(people.sum(axis=1))
    detail = [
        json.dumps(
            {
                "people": int(people[row, 0]),
                "usual": round(float(judged.expected[row]), 2) if judged.is_judged[row] else None,
                "days": SPAN,
            }
        )
        for row in kept.tolist()
    ]
    columns = {
        "account": pa.array(accounts[kept], pa.int64()),
        "is_rising": pa.array(rises[kept]),
        "people": pa.array(people[kept, 0].astype(np.int32)),
        "detail": pa.array(detail, pa.string()),
    }
    session.register("rising", pa.table(columns))


def judge(people: NDArray[np.int64], spans_known: NDArray[np.int64]) -> Judged:
    """Compare the first span with the others; accounts known for too few spans aren't judged.

    `people` counts by account and span, the present one first. An account's own mean is
    drawn towards the mean of all by the weight of one span, so that a quiet account does
    not rise by its first two visitors.
    """
    is_judged = spans_known >= FEWEST_SPANS
    is_known = np.arange(SPANS_BEFORE)[None, :] < spans_known[:, None]
    before = np.where(is_known, people[:, 1:], 0)[is_judged]
    spans = spans_known[is_judged].astype(np.float64)
    expected = np.zeros(len(people), np.float64)
    chance = np.ones(len(people), np.float64)
    if not is_judged.any():
        return Judged(expected, chance, is_judged)
    overall = before.sum() / spans.sum()
    own = (before.sum(axis=1) + overall) / (spans + 1)
    market = people[is_judged, 0].sum() / max(own.sum(), 1e-9)
    alpha = counts.dispersion(before[is_known[is_judged]], _each(own, is_known[is_judged]))
    expected[is_judged] = own * max(market, 1e-9)
    tail = counts.upper_tail(people[is_judged, 0], expected[is_judged], alpha)
    chance[is_judged] = np.round(tail, _DECIMALS)
    return Judged(expected, chance, is_judged)


def _each(own: NDArray[np.float64], is_known: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.broadcast_to(own[:, None], is_known.shape)[is_known]
