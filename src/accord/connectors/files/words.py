"""Text as people and programs leave it: trimmed, mended where the damage is plain, or empty."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

from accord.connectors.files import formulas
from accord.connectors.files.outcome import EMPTY, Outcome, unread

# "None" and "Null" are also what people are called, and "None" is an answer; those stay text.
_SAYS_NOTHING: Final = frozenset(
    {
        "select",
        "-- select --",
        "--select--",
        "--none--",
        "-- none --",
        "please select",
        "n/a",
        "#n/a",
        "(blank)",
        "(empty)",
        "\\n",
        "-",
        "--",
    }
)
_SAYS_NOTHING_TO_READERS: Final = frozenset(
    {"null", "none", "nan", "nil", "na", "unknown", "not available", "tbd", "?", "undefined"}
)
_SHEET_ERROR: Final = re.compile(r"#(?:REF|NAME|VALUE|DIV/0|NULL|NUM)[!?]|#{3,}")
_SUSPECT: Final = re.compile("[\u00c2\u00c3\u00e2\ufffd\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_STARTS: Final = frozenset("'#")
"""How escaped text and a spreadsheet's errors begin."""
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_TRUE: Final = frozenset(
    [
        "true",
        "yes",
        "y",
        "1",
        "t",
        "x",
        "ja",
        "j",
        "oui",
        "si",
        "sì",
        "sí",
        "sim",
        "wahr",
        "vrai",
        "on",
        "checked",
        "opted-out",
        "unsubscribed",
    ]
)
_FALSE: Final = frozenset(
    [
        "false",
        "no",
        "n",
        "0",
        "f",
        "nein",
        "non",
        "nee",
        "não",
        "falsch",
        "faux",
        "off",
        "unchecked",
        "subscribed",
    ]
)


def are_clean(texts: Collection[str]) -> bool:
    """Tell, at one go, whether no text of a column needs `clean`."""
    if not _STARTS.isdisjoint({text[:1] for text in texts}):
        return False
    if _SUSPECT.search("\x1f".join(texts)) or any(map(_has_blanks, texts)):
        return False
    return _SAYS_NOTHING.isdisjoint(map(str.lower, texts))


def _has_blanks(text: str) -> bool:
    return text[:1].isspace() or text[-1:].isspace()


def clean(raw: str) -> Outcome:
    """Read any cell: blanks around it go, what a spreadsheet or wrong decoding left is mended."""
    text = formulas.unescape(raw)
    if text == raw:
        text = raw.strip()
    if not text:
        return EMPTY
    if text.lower() in _SAYS_NOTHING:
        return Outcome(None, f"{text!r} says nothing; read as empty")
    if text[0] == "#" and _SHEET_ERROR.fullmatch(text):
        return Outcome(None, f"{text} is a spreadsheet's error, not a value; read as empty")
    return _mended(text) if _SUSPECT.search(text) else Outcome(text)


def _mended(text: str) -> Outcome:
    if "\ufffd" in text:
        return Outcome(
            text, "holds letters that could not be read; export the file as UTF-8 to keep them"
        )
    seen = text.translate(_INVISIBLE).strip()
    mended = _decoded_twice(seen)
    if mended != seen:
        return Outcome(mended, f"was UTF-8 read as something else; read as {mended!r}")
    return Outcome(seen) if seen else EMPTY


def _decoded_twice(text: str) -> str:
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def says_nothing(text: str) -> bool:
    """Tell whether a text is one of the words for having no value, where a value is due."""
    return text.lower() in _SAYS_NOTHING_TO_READERS


def some_say_nothing(texts: Iterable[str]) -> bool:
    """Tell whether `says_nothing` is true of any of the texts."""
    return not _SAYS_NOTHING_TO_READERS.isdisjoint(map(str.lower, texts))


def flag(text: str) -> Outcome:
    """Read yes or no, in the usual ways of saying it; a count says yes from 1 on."""
    word = text.lower()
    if word in _TRUE:
        return Outcome(True)
    if word in _FALSE:
        return Outcome(False)
    if re.fullmatch(r"\d+(?:\.0*)?", word):
        return Outcome(float(word) > 0)
    return unread(f"{text!r} is neither yes nor no; read as unknown")


def texts(text: str) -> Outcome:
    """Read several texts in one cell, between semicolons, else commas or bars."""
    for between in (";", "|", ","):
        if between in text:
            parts = [part.strip() for part in text.split(between)]
            return Outcome([part for part in parts if part])
    return Outcome([text])


def record_id(text: str) -> Outcome:
    """Read the id of a record; refuse one whose digits a spreadsheet has thrown away."""
    if re.fullmatch(r"\d(?:[.,]\d+)?E\+\d+", text, re.IGNORECASE):
        return Outcome(
            None,
            "a spreadsheet shortened this id and its last digits are lost; "
            "export again and don't open the file before importing it",
            is_rejected=True,
        )
    if re.fullmatch(r"\d+\.0+", text):
        return Outcome(text.partition(".")[0])
    return Outcome(text)


_REPORT_ID: Final = 15


def salesforce_id(text: str) -> Outcome:
    """Read a Salesforce id; the 15 letters of a report become the 18 of everywhere else."""
    plain = record_id(text)
    if len(text) != _REPORT_ID or not text.isascii() or not text.isalnum():
        return plain
    suffix = ""
    for start in (0, 5, 10):
        bits = [letter.isupper() for letter in text[start : start + 5]]
        suffix += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[sum(bit << i for i, bit in enumerate(bits))]
    return Outcome(text + suffix)


def record_ids(text: str) -> Outcome:
    """Read several ids in one cell."""
    parts = texts(text).value
    read = [record_id(part) for part in parts]
    lost = next((outcome for outcome in read if outcome.reason), None)
    return lost or Outcome([outcome.value for outcome in read])


def first_id(text: str) -> Outcome:
    """Read one id where the file may name several: the first is the primary one."""
    outcome = record_ids(text)
    if outcome.reason:
        return outcome
    first, *others = outcome.value
    if not others:
        return Outcome(first)
    return Outcome(first, f"names {len(outcome.value)} records; read as the first, {first}")


def squash(text: str) -> str:
    """Return the bare letters and digits, lower case: what spellings of a name share."""
    plain_text = text if text.isascii() else unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain_text.casefold() if letter.isalnum())
