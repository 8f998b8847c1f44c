"""Which clauses no room reads yet: they are kept, shown, and change nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from accord.program.model import Program
from accord.program.problems import Path, dotted
from accord.program.shape import Kept


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that is not in force: where it stands, and what it will be about."""

    path: str
    words: str


def not_in_force(program: Program) -> list[Clause]:
    """List the clauses that a program writes down and no room reads yet, in its order."""
    found = _kept(program, ())
    return list({clause.path: clause for clause in found}.values())


def _kept(value: Any, path: Path) -> Iterator[Clause]:
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            inner = (*path, field.alias or name)
            mark = next((one for one in field.metadata if isinstance(one, Kept)), None)
            if mark is None:
                yield from _kept(getattr(value, name), inner)
            elif name in value.model_fields_set:
                yield Clause(dotted(inner), mark.words)
    for key, one in _parts(value):
        yield from _kept(one, (*path, key))


def _parts(value: Any) -> list[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, tuple):
        return [(getattr(one, "id", place), one) for place, one in enumerate(value)]
    return []
