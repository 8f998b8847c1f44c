"""Which titles to look for when a role is missing: those that would be read as that role."""

from collections.abc import Iterator
from typing import Final

from accord.identity import roles, titles
from accord.program import words
from accord.program.model import Program

AT_MOST: Final = 5
_CHIEFS: Final = ("CEO", "CFO", "CIO", "CTO", "COO", "CMO", "CHRO", "General Counsel")
_SHAPES: Final = (
    "VP {}",
    "{} Director",
    "Head of {}",
    "{} Manager",
    "{} Analyst",
    "{} Specialist",
)
_SAID: Final = {"it": "IT", "hr": "HR"}
_NOT_SAID: Final = frozenset({"executive", "other", "unknown"})


def titles_of(program: Program, solution: str, role: str) -> tuple[str, ...]:
    """Return titles, the surest first, that a company of more than 200 has for a role.

    None where no title tells it: a champion is somebody who acts as one.
    """
    buying = program.solutions[solution].buying_function
    found = []
    for title in _candidates(buying):
        read = titles.read(title)
        told = roles.of_title(read.level, read.department, buying, is_small=False)
        if told and told[0] == role:
            found.append((title, told[1]))
    ranked = sorted(found, key=lambda pair: -pair[1])
    return tuple(title for title, _sure in ranked[:AT_MOST])


def _candidates(buying: str) -> Iterator[str]:
    """Yield titles, those of the department that would use it first of each shape."""
    yield from _CHIEFS
    departments = sorted(
        set(words.DEPARTMENTS) - _NOT_SAID, key=lambda name: (name != buying, name)
    )
    for shape in _SHAPES:
        for name in departments:
            yield shape.format(_SAID.get(name, name.capitalize()))
