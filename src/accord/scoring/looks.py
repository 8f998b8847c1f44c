"""All looks at once: every measure by account and look, a range of accounts at a time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa

from accord.engine.session import AsOf, Session
from accord.program.model import Program
from accord.program.words import UNKNOWN
from accord.scoring import calendar, intent, measures, people, warmth, worth
from accord.scoring import cells as cells_
from accord.scoring.cells import Cells, Grid, Ints
from accord.scoring.measures import Case, Statics, Wanted
from accord.scoring.people import People
from accord.scoring.worth import Worth

FIRST_DAY: Final = """
SELECT min(day) FROM (
    SELECT min(day) AS day FROM counted
    UNION ALL SELECT min(day) FROM intent WHERE account <> 0
    UNION ALL SELECT min(created_day) FROM opportunities
    UNION ALL SELECT min(starts_day) FROM subscriptions
) AS firsts
"""
ACCOUNTS: Final = "SELECT account, employees FROM accounts ORDER BY account"
FITS: Final = "SELECT account, points FROM fit WHERE points IS NOT NULL ORDER BY account"
OWNING: Final = """
SELECT DISTINCT b.account,
    CAST(list_position($departments::VARCHAR[], p.department) - 1 AS SMALLINT) AS department
FROM (
    SELECT o.account, b.person
    FROM opportunities o JOIN opportunity_people b ON o.opportunity = b.opportunity
    WHERE o.is_won
) AS b
JOIN people p ON b.person = p.person
WHERE list_contains($departments::VARCHAR[], p.department)
"""
"""Departments of the people with whom a deal was won."""


@dataclass(frozen=True)
class Block:
    """A range of accounts: measures as whole numbers by account (row) and look (column)."""

    accounts: Ints
    looks: Ints
    values: Mapping[Wanted, Ints]
    case: Case

    def for_solution(self, solution: str, wanted: Iterable[Wanted]) -> dict[Wanted, Ints]:
        """Compute measures for another solution than the first: who has which role differs."""
        case = replace(self.case, solution=solution)
        return {one: measures.value(case, one) for one in wanted}


@dataclass(frozen=True)
class Scene:
    """Everything that all ranges share."""

    program: Program
    worth: Worth
    everybody: People
    cells: Cells
    intent: intent.Readings
    accounts: Ints
    statics: Statics


def scene(session: Session, program: Program) -> Scene:
    """Read what the measures need, once for all ranges of accounts."""
    known = worth.of(program)
    accounts = session.arrow(ACCOUNTS)
    numbers = accounts.column("account").to_numpy()
    return Scene(
        program=program,
        worth=known,
        everybody=session.kept("people_arrays", lambda: people.of(session, program)),
        cells=session.kept("cells", lambda: cells_.of(session.table("counted"), known.codes)),
        intent=intent.readings(session, program),
        accounts=numbers,
        statics=Statics(
            account=numbers,
            employees=_filled(accounts, "employees"),
            fit=_fits(session, numbers),
            owning=session.kept("owning_departments", lambda: _owning(session)),
        ),
    )


def days(session: Session, program: Program, as_of: AsOf) -> Ints:
    """Return the days of all looks: from the first fact's week on, and today."""
    ((first,),) = session.rows(FIRST_DAY)
    start = as_of.day if first is None else min(first, as_of.day)
    return calendar.looks(start, as_of.day, program.first_weekday)


def blocks(
    session: Session, program: Program, as_of: AsOf, wanted: Iterable[Wanted]
) -> Iterator[Block]:
    """Yield the wanted measures of every account, a range of accounts at a time."""
    asked = sorted(set(wanted), key=str)
    looks = days(session, program, as_of)
    for case in cases(scene(session, program), looks):
        values = {one: measures.value(case, one) for one in asked}
        yield Block(case.warmth.accounts, looks, values, case)


def cases(shared: Scene, looks: Ints) -> Iterator[Case]:
    """Arrange ranges of accounts so that what they hold at any time stays small.

    Looks before the first act that counts have no warmth; they are left out of its grid.
    """
    first_day = shared.cells.day.min() if len(shared.cells) else looks[-1]
    cold = min(int(np.searchsorted(looks, first_day)), looks.size - 1)
    grid = Grid(looks[cold:], shared.worth.decay_matrix)
    sizes = cells_.NUMBERS_A_BLOCK // grid.looks.size, cells_.NUMBERS_A_MEASURE // looks.size
    first = next(iter(shared.program.solutions))
    for accounts, cells in cells_.blocks(shared.cells, shared.accounts, *sizes):
        warm = warmth.of(accounts, cells, grid, shared.worth, shared.everybody)
        yield Case(shared.program, warm, looks, shared.intent, shared.statics, first)


def _filled(table: pa.Table, column: str) -> Ints:
    values: Ints = table.column(column).cast(pa.int64()).fill_null(UNKNOWN).to_numpy()
    return values


def _fits(session: Session, accounts: Ints) -> Ints:
    found = np.full(accounts.size, UNKNOWN, np.int64)
    if session.has("fit"):
        table = session.arrow(FITS)
        known = table.column("account").to_numpy()
        at = np.searchsorted(accounts, known)
        is_here = (at < accounts.size) & (accounts[np.minimum(at, accounts.size - 1)] == known)
        found[at[is_here]] = table.column("points").to_numpy()[is_here]
    return found


def _owning(session: Session) -> tuple[Ints, Ints]:
    found = session.arrow(OWNING, departments=list(people.DEPARTMENTS))
    return found.column("account").to_numpy(), found.column("department").to_numpy()
