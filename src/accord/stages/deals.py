"""What the CRM says of an account by look: open and won deals, what it owns, when it renews."""

from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from accord.engine.session import Session
from accord.program import words
from accord.program.model import Program
from accord.values import time

Ints = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]

FAR: Final = 2**30
"""A day after every day."""

_TO_APPEAR_DAYS: Final = 90

_DEALS: Final = """
SELECT o.account, coalesce(o.solution, '') AS solution, coalesce(o.motion, 'new') AS motion,
       coalesce(o.created_day, o.closed_day) AS created_day,
       CASE WHEN o.is_closed OR o.is_won THEN coalesce(o.closed_day, o.created_day) END
           AS closed_day,
       coalesce(o.is_won, false) AS is_won, o.opportunity
FROM opportunities o
WHERE o.account <> 0 AND coalesce(o.created_day, o.closed_day) IS NOT NULL
"""
_TERMS: Final = """
SELECT account, coalesce(solution, '') AS solution, starts_day, ends_day
FROM subscriptions WHERE account <> 0
"""
_HEALTHS: Final = """
SELECT r.account, coalesce(s.solution, '') AS solution, s.starts_on AS starts_day,
    s.ends_on AS ends_day, lower(s.health) AS health, s.known_at, s.next_known_at
FROM (
    SELECT *, lead(known_at) OVER (
        PARTITION BY source, coalesce(external_id, fact_id)
        ORDER BY known_at, received_at, fact_id
    ) AS next_known_at FROM fact_subscriptions
) AS s
JOIN accounts_by_reference AS r
    ON r.source = s.source AND r.external_id = trim(s.company_external_id)
WHERE NOT coalesce(s.is_deleted, FALSE) AND s.health IS NOT NULL
"""


@dataclass(frozen=True)
class Deals:
    """Opportunities as columns: when opened, when closed (FAR while open), whether won.

    `motion` is a place among the motions.
    """

    account: Ints
    created: Ints
    closed: Ints
    is_won: Flags
    motion: Ints

    def of(self, *motions: words.Motion) -> "Deals":
        """Return the deals of these motions."""
        return self.where(np.isin(self.motion, [words.MOTIONS.index(one) for one in motions]))

    def where(self, keeps: Flags) -> "Deals":
        """Return the deals for which the flag is set."""
        return Deals(
            self.account[keeps],
            self.created[keeps],
            self.closed[keeps],
            self.is_won[keeps],
            self.motion[keeps],
        )


@dataclass(frozen=True)
class Terms:
    """Subscriptions as columns: from and to which day."""

    account: Ints
    starts: Ints
    ends: Ints


@dataclass(frozen=True)
class Healths:
    """What was said of running subscriptions: the days it stood, and the code of the health."""

    account: Ints
    starts: Ints
    ends: Ints
    code: Ints


@dataclass(frozen=True)
class Grid:
    """The rows (accounts) and columns (looks) that measures are laid out on, both ascending."""

    accounts: Ints
    looks: Ints

    def rows_of(self, accounts: Ints) -> tuple[Ints, Flags]:
        """Return the row of each account, and which of them stand on the grid."""
        if not self.accounts.size:
            return np.zeros(accounts.size, np.int64), np.zeros(accounts.size, np.bool_)
        rows = np.minimum(np.searchsorted(self.accounts, accounts), self.accounts.size - 1)
        return rows, self.accounts[rows] == accounts

    def counts(self, accounts: Ints, starts: Ints, ends: Ints) -> Ints:
        """Count, by account and look, the spans that hold the look (ends are excluded)."""
        rows, is_here = self.rows_of(accounts)
        rows, starts, ends = rows[is_here], starts[is_here], ends[is_here]
        if not rows.size:
            return np.broadcast_to(np.int16(0), (self.accounts.size, self.looks.size))
        seen, row = np.unique(rows, return_inverse=True)
        steps = np.zeros((seen.size, self.looks.size + 1), np.int16)
        np.add.at(steps, (row, np.searchsorted(self.looks, starts)), np.int16(1))
        np.add.at(steps, (row, np.searchsorted(self.looks, ends)), np.int16(-1))
        counted = np.zeros((self.accounts.size, self.looks.size), np.int16)
        counted[seen] = np.cumsum(steps[:, :-1], axis=1, dtype=np.int16)
        return counted

    def least(self, accounts: Ints, starts: Ints, ends: Ints) -> Ints:
        """Return, by account and look, the days to the nearest end of a span that holds it."""
        rows, is_here = self.rows_of(accounts)
        rows, starts, ends = rows[is_here], starts[is_here], ends[is_here]
        found = np.full((self.accounts.size, self.looks.size), FAR, np.int32)
        order = np.argsort(-ends, kind="stable")  # the nearest is written last
        firsts = np.searchsorted(self.looks, starts[order]).tolist()
        lasts = np.searchsorted(self.looks, ends[order]).tolist()
        for row, first, last, end in zip(
            rows[order].tolist(), firsts, lasts, ends[order].tolist(), strict=True
        ):
            found[row, first:last] = end
        ahead = found - self.looks[None, :]
        return np.where(found == FAR, words.UNKNOWN, ahead)


def read_deals(session: Session, program: Program, solution: str) -> Deals:
    """Read the opportunities that are for a solution."""
    table = _for_solution(session.arrow(_DEALS), program, solution)
    places = {str(name): place for place, name in enumerate(words.MOTIONS)}
    return Deals(
        _ints(table, "account"),
        _ints(table, "created_day"),
        _ints(table, "closed_day", FAR),
        np.asarray(table["is_won"].to_numpy(zero_copy_only=False), np.bool_),
        np.array([places.get(one, -1) for one in table["motion"].to_pylist()], np.int8),
    )


def read_terms(session: Session, program: Program, solution: str) -> Terms:
    """Read the subscriptions to a solution."""
    table = _for_solution(session.arrow(_TERMS), program, solution)
    return Terms(
        _ints(table, "account"), _ints(table, "starts_day", -FAR), _ints(table, "ends_day", FAR)
    )


def read_healths(session: Session, program: Program, solution: str) -> Healths:
    """Read the healths of subscriptions to a solution as they became known.

    One stands from the day it was known until the record was told anew, while the term runs.
    """
    table = _for_solution(session.arrow(_HEALTHS), program, solution)
    code = {name: index for index, name in enumerate(words.HEALTHS)}
    codes = np.array([code.get(h, words.UNKNOWN) for h in table["health"].to_pylist()], np.int64)
    known = _days(table, "known_at", program.zone)
    starts = np.maximum(_ints(table, "starts_day", -FAR), known)
    ends = np.minimum(
        _ints(table, "ends_day", FAR), _days(table, "next_known_at", program.zone, FAR)
    )
    kept = (starts < ends) & (codes != words.UNKNOWN)
    return Healths(_ints(table, "account")[kept], starts[kept], ends[kept], codes[kept])


def _for_solution(table: pa.Table, program: Program, solution: str) -> pa.Table:
    names = table["solution"].to_pylist()
    meant = {name: program.solution_of(name) for name in set(names)}
    return table.filter(pa.array([meant[name] == solution for name in names], pa.bool_()))


def _ints(table: pa.Table, column: str, missing: int = 0) -> Ints:
    filled = table[column].cast(pa.int64()).fill_null(missing)
    return np.asarray(filled.to_numpy(), np.int64)


def _days(table: pa.Table, column: str, zone: ZoneInfo, missing: int = 0) -> Ints:
    moments = table[column].to_pylist()
    return np.array([missing if us is None else time.day_of(us, zone) for us in moments], np.int64)


def open_deals(grid: Grid, deals: Deals) -> Ints:
    """Count open opportunities by account and look."""
    return grid.counts(deals.account, deals.created, deals.closed)


def won_within(grid: Grid, deals: Deals, within_days: int) -> Ints:
    """Count opportunities won in the days up to each look."""
    won = deals.where(deals.is_won & (deals.closed < FAR))
    return grid.counts(won.account, won.closed, won.closed + within_days)


def owned(grid: Grid, deals: Deals, terms: Terms) -> Flags:
    """Tell by account and look who owns the solution.

    By subscription where the account has any; a won deal otherwise, from its close on. A
    subscription is given some days after the deal to appear.
    """
    won = deals.where(deals.is_won & (deals.closed < FAR))
    has_terms = np.isin(won.account, terms.account)
    ends = np.where(has_terms, won.closed + _TO_APPEAR_DAYS, FAR)
    by_term = grid.counts(terms.account, terms.starts, terms.ends) > 0
    return by_term | (grid.counts(won.account, won.closed, ends) > 0)


def health(grid: Grid, healths: Healths) -> Ints:
    """Return the worst health, known at each look, of the subscriptions that run then."""
    worst = np.full((grid.accounts.size, grid.looks.size), words.UNKNOWN, np.int64)
    for code in range(len(words.HEALTHS)):  # from good to poor
        is_said = healths.code == code
        spans = (one[is_said] for one in (healths.account, healths.starts, healths.ends))
        worst[grid.counts(*spans) > 0] = code
    return worst


def days_to_renewal(grid: Grid, terms: Terms) -> Ints:
    """Return the days to the next end of a running subscription; unknown where none runs."""
    dated = terms.ends < FAR
    return grid.least(terms.account[dated], terms.starts[dated], terms.ends[dated])


def lost_for_days(grid: Grid, deals: Deals, terms: Terms) -> Ints:
    """Return the days since the last loss: a deal closed lost, or a subscription that ended."""
    lost = deals.where(~deals.is_won & (deals.closed < FAR))
    ended = terms.ends < FAR
    accounts = np.concatenate([lost.account, terms.account[ended]])
    days = np.concatenate([lost.closed, terms.ends[ended]])
    rows, is_here = grid.rows_of(accounts)
    last = np.full((grid.accounts.size, grid.looks.size + 1), -FAR, np.int64)
    places = np.searchsorted(grid.looks, days[is_here])
    np.maximum.at(last, (rows[is_here], places), days[is_here])
    latest = np.maximum.accumulate(last[:, :-1], axis=1)
    return np.where(latest == -FAR, words.UNKNOWN, grid.looks[None, :] - latest)
