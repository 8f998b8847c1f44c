"""The three-by-three: departments by how deep we know them, people or an empty cell."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from accord.program.model import Program

Cell = tuple[str, str]
"""A department and a depth."""

_DEPTH_BY_ROLE: Final = {
    "economic_buyer": "budget_holder",
    "executive_sponsor": "budget_holder",
    "functional_leader": "budget_holder",
    "champion": "influencer",
    "technical_evaluator": "influencer",
    "influencer": "influencer",
    "procurement": "influencer",
    "legal": "influencer",
    "blocker": "influencer",
    "end_user": "end_user",
}
_DEPTH_BY_LEVEL: Final = {
    "c_level": "budget_holder",
    "vp": "budget_holder",
    "director": "budget_holder",
    "manager": "influencer",
    "practitioner": "end_user",
    "junior": "end_user",
}
_DEPARTMENT_READ_AS: Final = {"engineering": "it"}
_DEFAULT_DEPARTMENTS: Final = ("finance", "it", "buying_function")
_DEFAULT_DEPTH: Final = ("budget_holder", "influencer", "end_user")


@dataclass(frozen=True, slots=True)
class Seated:
    """A person as the grid sees one."""

    person: int
    department: str
    level: str
    role: str | None = None
    is_engaged: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Departments (columns), depths (rows), and who is in each cell, the engaged ones first."""

    departments: tuple[str, ...]
    depths: tuple[str, ...]
    people_by_cell: dict[Cell, tuple[Seated, ...]]

    @property
    def filled(self) -> int:
        """How many cells have somebody."""
        return sum(1 for people in self.people_by_cell.values() if people)


def grid(people: Iterable[Seated], program: Program, solution: str) -> Grid:
    """Place people in the grid of a solution's group; those of other departments are left out.

    A role that somebody has or is thought to have decides the depth, else the level does;
    a person with neither is left out.
    """
    template = program.group_of(solution).three_by_three
    named = template.departments if template else _DEFAULT_DEPARTMENTS
    own = program.solutions[solution].buying_function
    departments = tuple(dict.fromkeys(own if d == "buying_function" else d for d in named))
    depths = template.depth if template else _DEFAULT_DEPTH
    cells: dict[Cell, list[Seated]] = {(d, depth): [] for d in departments for depth in depths}
    for one in people:
        cell = (_department(one, departments), depth_of(one.role, one.level))
        if cell in cells:
            cells[cell].append(one)
    ordered = {
        cell: tuple(sorted(found, key=lambda one: (not one.is_engaged, one.person)))
        for cell, found in cells.items()
    }
    return Grid(departments, depths, ordered)


def _department(one: Seated, departments: tuple[str, ...]) -> str:
    if one.department in departments:
        return one.department
    return _DEPARTMENT_READ_AS.get(one.department, one.department)


def depth_of(role: str | None, level: str) -> str:
    """Return how deep a person sits: budget_holder, influencer, end_user, or "" if unknown."""
    return _DEPTH_BY_ROLE.get(role or "") or _DEPTH_BY_LEVEL.get(level, "")
