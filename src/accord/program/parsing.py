"""Program text to a program: every problem is found, in words, before anything runs."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from accord.program import explaining, reading, shelf
from accord.program.model import Program
from accord.program.problems import Path, Problem, did_you_mean, dotted

_ROUNDS: Final = 6


@dataclass(frozen=True)
class Draft:
    """What a text says: a program if it has no problems, else the problems.

    `provisional` is the program with the faulty clauses left out or as in the default, so
    that the rest can be checked too; it never runs.
    """

    text: str
    program: Program | None
    problems: tuple[Problem, ...] = ()
    provisional: Program | None = field(default=None, repr=False)
    lines: Mapping[Path, int] = field(default_factory=dict, repr=False)

    def line_of(self, where: str) -> int | None:
        """Return the line of a dotted path, or of the nearest clause above it in the text."""
        data: Any = self.provisional.data if self.provisional else {}
        path = path_of(where, data)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path) if path else None


@lru_cache(maxsize=32)
def parse(text: str) -> Draft:
    """Read a program; an overlay (`extends: <preset>`) is laid over its preset first."""
    read = reading.read(text)
    if not isinstance(read.data, dict):
        return Draft(text, None, tuple(read.problems), None, read.lines)
    data = _extended(read)
    program, provisional, found = of_data(data)
    problems = [*read.problems, *(_with_line(problem, read, data) for problem in found)]
    complete = program if not problems else None
    return Draft(text, complete, tuple(problems), provisional, read.lines)


def of_data(data: Mapping[str, Any]) -> tuple[Program | None, Program | None, list[Problem]]:
    """Validate plain data: the program or None, a provisional one or None, the problems."""
    problems: list[Problem] = []
    trial: Any = copy.deepcopy(dict(data))
    dropped: set[str] = set()
    for turn in range(_ROUNDS):
        try:
            program = Program.model_validate(trial)
        except ValidationError as error:
            details = explaining.own(error.errors(include_url=False))
            fresh = explaining.problems(details, trial)
            problems += [one for one in fresh if not _is_echo(one, dropped)]
            dropped |= _mend(trial, details)
        else:
            return (program if turn == 0 else None), program, problems
    return None, None, problems


def _is_echo(problem: Problem, dropped: set[str]) -> bool:
    """Tell whether a problem only comes of what was dropped in the turns before."""
    where = problem.where
    if problem.message == "is missing":
        where = where.rpartition(".")[0]  # real gaps were named in the first turn
    return any(place == where or place.startswith(f"{where}.") for place in dropped)


def _extended(read: reading.Reading) -> dict[str, Any]:
    name = read.data.get("extends")
    own = {key: value for key, value in read.data.items() if key != "extends"}
    if name is None:
        return own
    if name not in shelf.NAMES:
        read.complain(("extends",), f"there is no preset {name!r}", did_you_mean(name, shelf.NAMES))
        name = shelf.DEFAULT
    extended: dict[str, Any] = reading.merged(preset_data(name), own)
    return extended


def resolved(own: dict[str, Any]) -> dict[str, Any]:
    """Return what a text's own data says once it is laid over the preset that it extends."""
    return _extended(reading.Reading(own))


@lru_cache(maxsize=16)
def preset_data(name: str) -> dict[str, Any]:
    """Return a preset as plain data, with what it extends."""
    return _extended(reading.read(shelf.text(name)))


def _with_line(problem: Problem, read: reading.Reading, data: Any) -> Problem:
    path = path_of(problem.where, data)
    return Problem(problem.where, problem.message, problem.hint, read.line_of(path))


def path_of(where: str, data: Any) -> Path:
    """Return the keys and places that a dotted path means in data; ids of items count too."""
    path: list[str | int] = []
    for part in where.split(".") if where else ():
        if isinstance(data, list):
            place = _place(data, part)
            path.append(part if place is None else place)
            data = None if place is None else data[place]
        else:
            path.append(part)
            data = data.get(part) if isinstance(data, Mapping) else None
    return tuple(path)


def _place(items: list[Any], part: str) -> int | None:
    if part.isdecimal() and int(part) < len(items):
        return int(part)
    ids = [item.get("id") if isinstance(item, Mapping) else None for item in items]
    return ids.index(part) if part in ids else None


def _mend(trial: Any, details: list[ErrorDetails]) -> set[str]:
    """Put the default's clauses in the place of faulty ones, or drop them; return what went."""
    dropped = set()
    faulty = {_to_mend(detail, trial) for detail in details} - {()}
    whole = {path for path in faulty if not any(path[:n] in faulty for n in range(len(path)))}
    for path in sorted(whole, reverse=True):  # the last items of lists first
        spare = _spare(path)
        holder = _at(trial, path[:-1])
        if spare is not None:
            holder[path[-1]] = copy.deepcopy(spare)
        else:
            dropped.add(dotted(explaining.with_ids(path, trial)))
            del holder[path[-1]]
    return dropped


def _to_mend(detail: ErrorDetails, trial: Any) -> Path:
    """Return the clause to mend: what holds it, when it is missing and there is no spare."""
    path = explaining.real_path(detail, trial)
    return path[:-1] if detail["type"] == "missing" and _spare(path) is None else path


def _spare(path: Path) -> Any:
    """Return the default's clause at a path; None when it has none, or for the whole program."""
    return _at(preset_data(shelf.DEFAULT), path) if path else None


def _at(data: Any, path: Path) -> Any:
    for part in path:
        if isinstance(data, Mapping):
            data = data.get(str(part))
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data
