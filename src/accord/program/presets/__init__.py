"""Programs to begin with: a default of our own, a demo, and rivals' published rules."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from accord.program import parsing, reading, shelf
from accord.program.model import Program
from accord.program.parsing import Draft
from accord.values.errors import AccordError, NotFoundError


def names() -> tuple[str, ...]:
    """List the presets, the default first."""
    return shelf.NAMES


def text(name: str) -> str:
    """Return a preset as it is written, remarks included."""
    try:
        return shelf.text(name)
    except KeyError as error:
        raise NotFoundError(str(error.args[0])) from None


@lru_cache(maxsize=16)
def load(name: str) -> Draft:
    """Read a preset."""
    return parsing.parse(text(name))


def program(name: str = shelf.DEFAULT, changes: Mapping[str, Any] | None = None) -> Program:
    """Return a preset's program, with other values at dotted paths: {"tiers.one_to_one.capacity": 3}."""
    loaded = load(name).program
    if loaded is not None and not changes:
        return loaded
    data: Any = parsing.preset_data(name)
    for where, value in (changes or {}).items():
        data = reading.changed(data, parsing.path_of(where, data), value)
    made, _provisional, problems = parsing.of_data(data)
    if made is None:
        raise AccordError("\n".join(str(problem) for problem in problems))
    return made
