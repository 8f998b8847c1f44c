"""Industries as CRMs and people write them to the few words that a program compares."""

import difflib
from functools import cache
from typing import Final

from accord.connectors.files import shipped, words
from accord.connectors.files.outcome import Outcome

_CLOSE: Final = 0.88
OTHER: Final = "other"


@cache
def _table() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Return the words by their squashed texts, and the stems that decide the rest in order."""
    exact: dict[str, str] = {}
    stems: list[tuple[str, str]] = []
    for row in shipped.rows("industries.csv"):
        texts = row["texts"].split("|")
        if row["how"] == "stem":
            stems += [(text, row["industry"]) for text in texts]
        else:
            exact |= {_squash(text): row["industry"] for text in (*texts, row["industry"])}
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
