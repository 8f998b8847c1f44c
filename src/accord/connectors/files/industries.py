"""Industries as CRMs and people write them to the few words that a program compares."""

import csv
import difflib
from functools import cache
from importlib import resources
from typing import Final

from accord.connectors.files import words
from accord.connectors.files.outcome import Outcome

_CLOSE: Final = 0.88
OTHER: Final = "other"


@cache
def _table() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Return the words by their squashed texts, and the stems that decide the rest in order."""
    exact: dict[str, str] = {}
    stems: list[tuple[str, str]] = []
    file = resources.files("accord.connectors.files").joinpath("industries.csv")
    with file.open(encoding="utf-8", newline="") as stream:
        for word, how, *cells in csv.reader(stream):
            texts = ",".join(cells).split("|")
            if how == "exact":
                exact |= {_squash(text): word for text in (*texts, word)}
            elif how == "stem":
                stems += [(text, word) for text in texts]
    return exact, tuple(stems)


def _squash(text: str) -> str:
    return words.squash(text.replace("&", " and ").replace("_", " "))


def industry(text: str) -> Outcome:
    """Read an industry; a misspelt or strange one is read as something, and said so."""
    exact, stems = _table()
    squashed = _squash(text)
    if squashed in exact:
        return Outcome(exact[squashed])
    for stem, word in stems:
        if stem in squashed:
            return Outcome(word)
    near = difflib.get_close_matches(squashed, exact, n=1, cutoff=_CLOSE)
    if near:
        return Outcome(exact[near[0]], f"{text!r} is read as {near[0]}: {exact[near[0]]}")
    return Outcome(OTHER, f"{text!r} is in no table of industries; read as other")
