"""What a company is called: the core of its name, without legal form, accents and spelling habits."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import pyarrow as pa

from accord.identity import hashing, legal_forms

_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_DOTTED: Final = re.compile(r"(?<![^\W\d_])([^\W\d_](?:\s?\.\s?[^\W\d_])+)\.?(?![^\W\d_])")
_ASIDE: Final = re.compile(
    r"\((?:publ|haftungsbeschr[aä]nkt|pty|pvt|persero|the|uk|usa?|in liquidation)\.?\)|/[a-z]{2}/?$"
)
_SPACED_DOTS: Final = re.compile(r"[\s.]")
_GLUED: Final = re.compile("|".join(map(re.escape, legal_forms.GLUED)))
"""Forms written without a space; one that holds another stands before it."""
_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHES: Final = re.compile(r"['’`´]")


def fold(text: str) -> str:
    """Return text in small letters without accents; other scripts stay what they are."""
    small = text.casefold() if text.isascii() else text.lower().translate(_LETTERS)
    if small.isascii():
        return small
    parts = unicodedata.normalize("NFKD", small)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


def core(name: str | None) -> str:
    """Return the words of a name that make it this company's; "" if there are none.

    "The Boliden AB (publ)" and "Boliden" have one core, "Acme Holdings" and "Acme" have two.
    """
    return " ".join(_core_words(name or ""))


def squeezed(name: str | None) -> str:
    """Return the core without spaces, so that "GTXPro" is "GTX Pro"."""
    return "".join(_core_words(name or ""))


def _core_words(name: str) -> list[str]:
    return _without_front(_without_end(_words(name)))


def _words(name: str) -> list[str]:
    text = fold(name.strip())
    if "(" in text or "/" in text:
        text = _ASIDE.sub(" ", text)
    if not text.isascii():
        text = _GLUED.sub(r" \g<0> ", text)
    if "." in text:
        text = _DOTTED.sub(lambda found: _SPACED_DOTS.sub("", found.group(1)), text)
    if "'" in text or not text.isascii() or "`" in text:
        text = _APOSTROPHES.sub("", text)
    if "&" in text or "+" in text:
        text = text.replace("&", " and ").replace("+", " and ")
    return _WORD.findall(text)


def _without_end(words: list[str]) -> list[str]:
    """Drop legal forms from the end, longest first, but never the whole name."""
    while length := _length_at_end(words):
        words = words[:-length]
    return words[:-1] if len(words) > 1 and words[-1] == "and" else words


def _length_at_end(words: list[str]) -> int:
    lengths = legal_forms.LENGTHS_BY_LAST_WORD.get(words[-1], ()) if words else ()
    for length in lengths:
        if length < len(words) and tuple(words[-length:]) in legal_forms.AT_THE_END:
            return length
    return 0


def _without_front(words: list[str]) -> list[str]:
    while length := _length_at_front(words):
        words = words[length:]
    return words


def _length_at_front(words: list[str]) -> int:
    lengths = legal_forms.LENGTHS_BY_FIRST_WORD.get(words[0], ()) if words else ()
    for length in lengths:
        if length < len(words) and tuple(words[:length]) in legal_forms.AT_THE_FRONT:
            return length
    return 0


def agree(one: str | None, other: str | None) -> bool:
    """Tell whether two names may be one company's: the same core, or one of them unknown."""
    first, second = squeezed(one), squeezed(other)
    return not first or not second or first == second


_squeezed = lru_cache(maxsize=400_000)(squeezed)


def table(texts: list[str]) -> pa.Table:
    """Return (squeezed, name_key) of names, in order; null where a name has no core."""
    short = pa.array([_squeezed(text) or None for text in texts], pa.string())
    return pa.table({"squeezed": short, "name_key": hashing.word_keys_of("name", short)})
