"""What a job title says: level and department, from its words in five languages."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pyarrow as pa

from accord.identity import names, title_words

_WORD: Final = re.compile(r"[^\W_]+")
_RANK: Final = {
    "c_level": 6,
    "vp": 5,
    "director": 4,
    "manager": 3,
    "practitioner": 2,
    "junior": 1,
    "unknown": 0,
}
_ASSISTANTS: Final = frozenset({"assistant", "assistante", "assistent", "assistentin", "secretary"})
_TO: Final = frozenset({"to", "of", "de", "du", "des", "der", "van", "del", "a", "the"})
_EMPTY_LISTED: Final = "senior sr snr principal deputy acting interim global and i ii iii"
_EMPTY: Final = _TO | frozenset(_EMPTY_LISTED.split())
_DEPUTIES: Final = frozenset({"director", "manager", "vp"})
_STUDENTS: Final = frozenset({"student", "phd", "pupil", "studentin", "etudiant", "estudiante"})
_STUDENT_WORKERS: Final = frozenset({"werkstudent", "werkstudentin"})
_CHIEFS: Final = frozenset({"chief", "chef"})
_PHRASES: Final = sorted(title_words.PHRASES, key=lambda pair: -len(pair[0]))
_PHRASE: Final = re.compile(
    r"(?<!\S)(?:" + "|".join(re.escape(phrase) for phrase, _ in _PHRASES) + r")(?!\S)"
)
_MEANING: Final = dict(_PHRASES)
_KNOWN: Final = (
    title_words.LEVEL_BY_WORD.keys()
    | title_words.DEPARTMENTS_BY_WORD.keys()
    | title_words.C_SUITE.keys()
    | _EMPTY
)
_WORTH_MENDING: Final = 6


@dataclass(frozen=True, slots=True)
class Title:
    """Level and department of a title, and how sure its words make us (0 to 1)."""

    level: str
    department: str
    sureness: float
    is_student: bool = False


UNKNOWN: Final = Title("unknown", "unknown", 0.0)


@lru_cache(maxsize=400_000)
def read(title: str | None) -> Title:
    """Read the level and department of a title; both are "unknown" where no word tells.

    Of several titles in one ("CFO / Managing Director") the highest level counts, and the
    department most words point to.
    """
    words = _words(title or "")
    if not words:
        return UNKNOWN
    level = _level(words)
    department, is_plain = _department(words)
    sureness = (0.5 if level != "unknown" else 0.0) + (0.5 if is_plain else 0.25)
    is_student = bool(_STUDENTS & set(words)) and not _STUDENT_WORKERS & set(words)
    return Title(level, department, sureness if department != "unknown" else 0.3, is_student)


def _words(title: str) -> list[str]:
    folded = names.fold(title).replace("&", " and ").replace(".", "")
    text = " ".join(_WORD.findall(folded))
    replaced = _PHRASE.sub(lambda found: _MEANING[found.group()], text)
    return _chiefs([_mended(word) for word in replaced.split()])


def _mended(word: str) -> str:
    """Return a known word that differs by two neighbouring letters swapped, else the word."""
    if word in _KNOWN or len(word) < _WORTH_MENDING:
        return word
    swaps = (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1))
    return next((swap for swap in swaps if swap in _KNOWN), word)


def _chiefs(words: list[str]) -> list[str]:
    """Write "chief ... officer" as its abbreviation."""
    if not _CHIEFS & set(words) and "officer" not in words:
        return words
    written: list[str] = []
    for place, word in enumerate(words):
        if word == "chief" and place + 1 < len(words):
            after = words[place + 1 : place + 4]
            known = [title_words.C_SUITE[w] for w in after if w in title_words.C_SUITE]
            written += known[0].split() if known else ["ceo"] if "officer" in after else [word]
        else:
            written.append(word)
    return written


def _level(words: list[str]) -> str:
    """Return the highest level that a word names, but for those who assist one."""
    found = [_level_of(word) for word in words]
    if words[0] in {"executive", "personal"} and _ASSISTANTS & set(words):
        return "practitioner"
    for place, word in enumerate(words):
        if word in _ASSISTANTS and _assists(words, found, place):
            return "practitioner"
    best = max(found, key=_RANK.__getitem__)
    if "junior" in found and _RANK[best] <= _RANK["manager"]:
        return "junior"
    return best


def _level_of(word: str) -> str:
    """Return what one word says about level; German glues the leader to what he leads."""
    known = title_words.LEVEL_BY_WORD.get(word)
    if known is None and word.endswith(("leiter", "leiterin")):
        return "director"
    return known or "unknown"


def _assists(words: list[str], found: list[str], place: int) -> bool:
    """Tell "assistant to the CEO" from "assistant manager"."""
    following = found[place + 1] if place + 1 < len(found) else ""
    if following in _DEPUTIES:
        return False
    return bool(_TO & set(words[place + 1 : place + 2])) or "c_level" in found


def _department(words: list[str]) -> tuple[str, bool]:
    """Return the department and whether a plain word says so."""
    plain: Counter[str] = Counter()
    weak: Counter[str] = Counter()
    for word in words:
        for name in title_words.DEPARTMENTS_BY_WORD.get(word, ()):
            (weak if word in title_words.WEAK else plain)[name] += 1
    plain_elsewhere = {name: n for name, n in plain.items() if name != "executive"}
    for counts in (plain_elsewhere, plain):
        if counts:
            return max(counts, key=lambda name: (counts[name], weak[name])), True
    if weak:
        return max(weak, key=lambda name: weak[name]), False
    rest = [w for w in words if w not in title_words.LEVEL_BY_WORD and w not in _EMPTY]
    is_worded = len(rest) < len(words)
    return ("other" if is_worded and rest else "unknown"), False


def table(texts: list[str]) -> pa.Table:
    """Return (level, department, sureness, is_student) of titles, in order."""
    found = [read(text) for text in texts]
    return pa.table(
        {
            "level": pa.array([t.level for t in found], pa.string()),
            "department": pa.array([t.department for t in found], pa.string()),
            "sureness": pa.array([t.sureness for t in found], pa.float64()),
            "is_student": pa.array([t.is_student for t in found], pa.bool_()),
        }
    )
