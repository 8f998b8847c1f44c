"""People as arrays: the one multiplier of each, the role for each solution, the department."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from accord.engine.session import Session
from accord.program import words
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
WHERE p.person IN (SELECT person FROM counted)
GROUP BY p.person, p.level
"""
"""One multiplier a person: a junior's stands above roles; of several solutions the highest."""

PEOPLE: Final = """
SELECT p.person, w.role_millionths,
    CAST(coalesce(list_position($departments::VARCHAR[], p.department), 0) - 1 AS SMALLINT)
        AS department
FROM people p JOIN person_worth w ON p.person = w.person
ORDER BY p.person
"""
ROLES: Final = """
SELECT person, CAST(list_position($solutions::VARCHAR[], solution) - 1 AS SMALLINT) AS solution,
    CAST(list_position($roles::VARCHAR[], role) - 1 AS SMALLINT) AS role
FROM person_roles
WHERE list_contains($solutions::VARCHAR[], solution) AND list_contains($roles::VARCHAR[], role)
"""

DEPARTMENTS: Final = tuple(name for name in words.DEPARTMENTS if name != "unknown")
NO_ROLE: Final = -1
"""Also the last place of a list, where callers keep what nobody with a role has."""


@dataclass(frozen=True)
class People:
    """Everybody known of whom anything counts, by ascending id.

    Roles are places among `role_names`, departments among `DEPARTMENTS` (-1: not known).
    """

    person: Ints
    multiplier: Ints
    department: NDArray[np.int16]
    role_names: tuple[str, ...]
    role_by_solution: dict[str, NDArray[np.int16]]

    def places(self, persons: Ints) -> Ints:
        """Return where each id stands; -1 for one that is nobody known (an unlinked browser)."""
        if not self.person.size:
            return np.full(persons.size, -1, np.int64)
        at = np.minimum(np.searchsorted(self.person, persons), self.person.size - 1)
        return np.where(self.person[at] == persons, at, -1)


def make(session: Session, worth: Worth) -> None:
    """Make the table `person_worth`: the multiplier of everybody of whom anything counts."""
    session.make("person_worth", MULTIPLIERS, junior=worth.junior, unknown=worth.unknown)


def of(session: Session, program: Program) -> People:
    """Read everybody of whom anything counts."""
    found = session.arrow(PEOPLE, departments=list(DEPARTMENTS))
    person = found.column("person").to_numpy()
    names = tuple(dict.fromkeys(r for g in program.buying_groups.values() for r in g.roles))
    people = People(
        person=person,
        multiplier=found.column("role_millionths").to_numpy(),
        department=found.column("department").to_numpy(),
        role_names=names,
        role_by_solution={},
    )
    roles = session.arrow(ROLES, solutions=list(program.solutions), roles=list(names))
    place = people.places(roles.column("person").to_numpy())
    solutions, codes = (roles.column(name).to_numpy() for name in ("solution", "role"))
    for index, solution in enumerate(program.solutions):
        held = np.full(person.size, NO_ROLE, np.int16)
        is_here = (solutions == index) & (place >= 0)
        held[place[is_here]] = codes[is_here]
        people.role_by_solution[solution] = held
    return people
