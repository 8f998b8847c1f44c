"""People as arrays: the one multiplier of each, the role for each solution, the department."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from accord.engine.session import Session
from accord.program.model import Program
from accord.scoring.worth import Worth

Ints = NDArray[np.int64]

MULTIPLIERS: Final = """
SELECT p.person AS person,
    CASE WHEN p.level = 'junior' THEN CAST($junior AS BIGINT)
         ELSE coalesce(max(m.millionths), CAST($unknown AS BIGINT)) END AS role_millionths
FROM people p
LEFT JOIN person_roles r ON p.person = r.person
LEFT JOIN multipliers m ON r.solution = m.solution AND r.role = m.role
GROUP BY p.person, p.level
"""
"""One multiplier a person: a junior's stands above roles; of several solutions the highest."""

PEOPLE: Final = """
SELECT p.person, w.role_millionths, p.department, p.is_bounced OR p.is_opted_out AS is_out
FROM people p JOIN person_worth w ON p.person = w.person
ORDER BY p.person
"""
ROLES: Final = "SELECT person, solution, role FROM person_roles ORDER BY person"

NO_ROLE: Final = -1
"""Also the last place of a list, where callers keep what nobody with a role has."""


@dataclass(frozen=True)
class People:
    """Everybody known, by ascending id; roles are places among `role_names`."""

    person: Ints
    multiplier: Ints
    department: NDArray[np.object_]
    is_out: NDArray[np.bool_]
    role_names: tuple[str, ...]
    role_by_solution: dict[str, NDArray[np.int16]]

    def places(self, persons: Ints) -> Ints:
        """Return where each id stands; -1 for one that is nobody known (an unlinked browser)."""
        if not self.person.size:
            return np.full(persons.size, -1, np.int64)
        at = np.minimum(np.searchsorted(self.person, persons), self.person.size - 1)
        return np.where(self.person[at] == persons, at, -1)


def make(session: Session, worth: Worth) -> None:
    """Make the table `person_worth`: the multiplier of every person."""
    session.make("person_worth", MULTIPLIERS, junior=worth.junior, unknown=worth.unknown)


def of(session: Session, program: Program) -> People:
    """Read everybody known."""
    found = session.arrow(PEOPLE)
    person = found.column("person").to_numpy()
    names = tuple(dict.fromkeys(r for g in program.buying_groups.values() for r in g.roles))
    people = People(
        person=person,
        multiplier=found.column("role_millionths").to_numpy(),
        department=found.column("department").to_numpy(zero_copy_only=False),
        is_out=found.column("is_out").fill_null(False).to_numpy(zero_copy_only=False).astype(bool),
        role_names=names,
        role_by_solution={},
    )
    roles = session.arrow(ROLES)
    solutions = roles.column("solution").to_numpy(zero_copy_only=False)
    place = people.places(roles.column("person").to_numpy())
    code = _codes(roles.column("role").to_numpy(zero_copy_only=False), names)
    for solution in program.solutions:
        held = np.full(person.size, NO_ROLE, np.int16)
        is_here = (solutions == solution) & (place >= 0)
        held[place[is_here]] = code[is_here]
        people.role_by_solution[solution] = held
    return people


def _codes(roles: NDArray[np.object_], names: tuple[str, ...]) -> NDArray[np.int16]:
    codes = np.full(roles.size, NO_ROLE, np.int16)
    for place, name in enumerate(names):
        codes[roles == name] = place
    return codes
