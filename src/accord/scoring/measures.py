"""Measures by account and look that scoring makes, each by its name in the program's words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from accord.program import words
from accord.program.model import Program
from accord.scoring import cells as cells_
from accord.scoring import intent, presence
from accord.scoring.cells import Flags, Ints
from accord.scoring.people import DEPARTMENTS
from accord.scoring.warmth import Warmth

_EVER: Final = 200 * 366
Wanted = tuple[str, int | None]
"""A measure and its window in days."""


@dataclass(frozen=True)
class Statics:
    """What of accounts has no date: values by account, sorted; UNKNOWN where not known."""

    account: Ints
    employees: Ints
    fit: Ints
    owning: tuple[Ints, Ints]
    """Accounts and departments that own the solution, where somebody there bought it."""


@dataclass(frozen=True)
class Case:
    """A range of accounts, for one solution."""

    program: Program
    warmth: Warmth
    looks: Ints
    readings: intent.Readings
    statics: Statics
    solution: str

    @property
    def shape(self) -> tuple[int, int]:
        """How many accounts there are, and looks since the first act that counts."""
        return self.warmth.accounts.size, self.warmth.grid.looks.size

    def window(self, within: int | None) -> int:
        """Return a window in days; the one of "engaged" where the rule gives none."""
        group = self.program.group_of(self.solution)
        return group.engaged_means.within_days if within is None else within


def _engagement(case: Case, _within: int | None) -> Ints:
    return case.warmth.engagement


def _intent_points(case: Case, _within: int | None) -> Ints:
    return intent.by_look(case.readings, case.warmth.accounts, case.looks)


def _people_engaged(case: Case, within: int | None) -> Ints:
    engaged = case.warmth.engaged(case.window(within))
    return _by_account(case, engaged.units, engaged.flags)


def _new_people_engaged(case: Case, within: int | None) -> Ints:
    """Count people engaged now who had done nothing that counts before the window."""
    window = case.window(within)
    engaged = case.warmth.engaged(window)
    before = case.warmth.acted(engaged.units, window + 1, _EVER) > 0
    return _by_account(case, engaged.units, engaged.flags & ~before)


def _by_account(case: Case, units: Ints, flags: Flags) -> Ints:
    accounts = case.warmth.people.account[units]
    return cells_.gathered(accounts, case.shape[0], flags.astype(np.int32))


def _roles_engaged(case: Case, within: int | None) -> Ints:
    return _roles(case, within, case.warmth.everybody.role_names)


def _key_role_engaged(case: Case, within: int | None) -> Ints:
    return _roles(case, within, case.program.group_of(case.solution).key_roles)


def _roles(case: Case, within: int | None, names: tuple[str, ...]) -> Ints:
    """Count, of some roles, those that at least one engaged person has."""
    known = case.warmth.everybody.role_names
    people = case.warmth.people
    engaged = case.warmth.engaged(case.window(within))
    place = people.place[engaged.units]
    role = case.warmth.everybody.role_by_solution[case.solution][place].astype(np.int64)
    kept = np.array([name in names for name in known] + [False])[role]
    keys = people.account[engaged.units][kept] * len(known) + role[kept]
    order = np.argsort(keys, kind="stable")
    seats, begins = np.unique(keys[order], return_index=True)
    by_seat = np.zeros((seats.size, case.shape[1]), np.int32)
    if seats.size:
        by_seat[:] = np.logical_or.reduceat(engaged.flags[kept][order], begins, axis=0)
    return cells_.gathered(seats // len(known), case.shape[0], by_seat)


def _outside(case: Case, _within: int | None) -> Ints:
    """Sum the points of people in other departments than those that own the solution."""
    warmth = case.warmth
    usual = DEPARTMENTS.index(case.program.solutions[case.solution].buying_function)
    owns = np.zeros((case.shape[0], len(DEPARTMENTS)), np.bool_)
    owns[:, usual] = True
    accounts, departments = case.statics.owning
    rows = np.minimum(np.searchsorted(warmth.accounts, accounts), case.shape[0] - 1)
    is_here = warmth.accounts[rows] == accounts
    rows, departments = rows[is_here], departments[is_here]
    owns[rows] = False
    owns[rows, departments] = True
    department = warmth.everybody.department[warmth.people.place]
    is_outside = (department >= 0) & ~owns[warmth.people.account, department]
    return cells_.gathered(
        warmth.people.account[is_outside], case.shape[0], warmth.points[is_outside]
    )


def _visit_days(case: Case, within: int | None) -> Ints:
    """Count the days with a visit, of whomever."""
    warmth = case.warmth
    keep = warmth.worth.where(visits=True)[warmth.cells.kind]
    rows, where = warmth.cells.where(keep), warmth.account_of_row[keep]
    return presence.days_seen(where, case.shape[0], rows, warmth.grid, case.window(within))


def _hand_raises(case: Case, within: int | None) -> Ints:
    return _count_of(case, "hand_raise", case.window(within))


def _count_of(case: Case, kind: str, window: int) -> Ints:
    """Count how often somebody did one kind, in a window."""
    warmth = case.warmth
    place = warmth.worth.place_of(kind)
    if place is None:
        return np.zeros(case.shape, np.int32)
    keep = warmth.cells.kind == place
    where = warmth.account_of_row[keep]
    return cells_.net_seen(where, case.shape[0], warmth.cells.where(keep), warmth.grid, (0, window))


def _days_since(case: Case, _within: int | None) -> Ints:
    """Return the days since anybody, known or not, did anything that counts."""
    warmth = case.warmth
    rows, where = warmth.cells.where(warmth.attention), warmth.account_of_row[warmth.attention]
    last = presence.last_day(where, case.shape[0], rows, warmth.grid)
    since = warmth.grid.looks[None, :] - last
    since[last == presence.NEVER] = words.UNKNOWN
    return since


def _static(case: Case, values: Ints) -> Ints:
    """Lay a value of each account out over the looks."""
    statics = case.statics
    found = np.full(case.shape[0], words.UNKNOWN, np.int64)
    if statics.account.size:
        at = np.searchsorted(statics.account, case.warmth.accounts)
        at = np.minimum(at, statics.account.size - 1)
        is_here = statics.account[at] == case.warmth.accounts
        found[is_here] = values[at[is_here]]
    return np.broadcast_to(found[:, None], (case.shape[0], case.looks.size))


def _fit(case: Case, _within: int | None) -> Ints:
    return _static(case, case.statics.fit)


def _employees(case: Case, _within: int | None) -> Ints:
    return _static(case, case.statics.employees)


MEASURES: Final[Mapping[str, Callable[[Case, int | None], Ints]]] = {
    "fit": _fit,
    "engagement": _engagement,
    "intent_points": _intent_points,
    "engagement_outside_owning_team": _outside,
    "people_engaged": _people_engaged,
    "new_people_engaged": _new_people_engaged,
    "roles_engaged": _roles_engaged,
    "key_role_engaged": _key_role_engaged,
    "visit_days": _visit_days,
    "hand_raises": _hand_raises,
    "employees": _employees,
    "days_since_human_activity": _days_since,
}
"""Every measure that scoring makes; what the CRM and people say is made by `stages`."""


def value(case: Case, wanted: Wanted) -> Ints:
    """Compute one measure by account and look."""
    name, within = wanted
    if name.startswith(words.COUNT_PREFIX):
        kind = name.removeprefix(words.COUNT_PREFIX)
        return _padded(case, _count_of(case, kind, case.window(within)), "count")
    return _padded(case, MEASURES[name](case, within), words.MEASURES[name].unit)


def _padded(case: Case, values: Ints, unit: words.Unit) -> Ints:
    """Put the looks before the first act that counts in front; counts take half the room."""
    before = case.looks.size - values.shape[1]
    if not before:
        return values
    kind = np.int32 if unit == "count" else np.int64
    padded = np.zeros((case.shape[0], case.looks.size), kind)
    padded[:, before:] = values
    if unit == "days":
        padded[:, :before] = words.UNKNOWN
    return padded
