"""What is wrong with a program: where, in which words, with a way out; collected, never one."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

Path = tuple[str | int, ...]
"""The keys and list places that lead to a clause."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem; a notice is worth reading but keeps nothing from running.

    `where` is a dotted path that `editing.set_value` understands; `line` counts from 1.
    """

    where: str
    message: str
    hint: str = ""
    line: int | None = None
    is_notice: bool = False

    def __str__(self) -> str:
        place = f"line {self.line}, " if self.line else ""
        return f"{place}{self.where or 'program'}: {self.message}" + (
            f" ({self.hint})" if self.hint else ""
        )


def did_you_mean(word: object, known: Sequence[str]) -> str:
    """Return a hint with the nearest known word, else the words there are if they are few."""
    near = get_close_matches(str(word), known, n=1, cutoff=0.6)
    if near:
        return f'did you mean "{near[0]}"?'
    few = 12
    return f"known: {', '.join(known)}" if 0 < len(known) <= few else ""


def dotted(path: Path) -> str:
    """Write a path with dots: `plays.0.steps.2.do`."""
    return ".".join(str(part) for part in path)
