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
from accord.program.problems import Path, Problem, did_you_mean

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
    for turn in range(_ROUNDS):
        try:
            program = Program.model_validate(trial)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=True)
            fresh = explaining.problems(details, trial)
            seen = {problem.where for problem in problems}
            problems += [problem for problem in fresh if problem.where not in seen]
            _mend(trial, details)
        else:
            return (program if turn == 0 else None), program, problems
    return None, None, problems


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


def _mend(trial: Any, details: list[ErrorDetails]) -> None:
    """Take faulty clauses out of the data, or put the default's in their place."""
    for detail in sorted(details, key=lambda one: -len(one["loc"])):
        path = explaining.real_path(detail, trial)
        spare = _at(preset_data(shelf.DEFAULT), path) if path else None
        if detail["type"] == "value_error" and spare is not None:
            _put(trial, path, copy.deepcopy(spare))
        elif detail["type"] != "missing" and spare is None:
            _drop(trial, path)
        elif spare is not None:
            _put(trial, path, copy.deepcopy(spare))
        else:
            _drop(trial, path[:-1])


def _at(data: Any, path: Path) -> Any:
    for part in path:
        if isinstance(data, Mapping):
            data = data.get(str(part))
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data


def _put(data: Any, path: Path, value: Any) -> None:
    holder = _at(data, path[:-1])
    if isinstance(holder, dict):
        holder[str(path[-1])] = value
    elif isinstance(holder, list) and isinstance(path[-1], int) and path[-1] < len(holder):
        holder[path[-1]] = value


def _drop(data: Any, path: Path) -> None:
    holder = _at(data, path[:-1])
    if not path:
        return
    if isinstance(holder, dict):
        holder.pop(str(path[-1]), None)
    elif isinstance(holder, list) and isinstance(path[-1], int) and path[-1] < len(holder):
        del holder[path[-1]]
