"""Writing into a CRM: what may be written over what, decided field by field, and what a system offers."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

Held = Mapping[str, str | None]
"""One record as it stands there: field to value as text; None is empty."""

FILL: Final = "fill"
"""Write where nothing stands, or where what stands is what we wrote."""
REPLACE: Final = "replace"
"""Write over whatever stands."""
POLICIES: Final = (FILL, REPLACE)


class Verdict(Enum):
    """What becomes of a wish."""

    WRITE = "write"
    SAME = "same"
    KEPT = "kept"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Wish:
    """A value that a field of a record shall have; `last` marks what we wrote there, None is never."""

    record: str
    field: str
    value: str
    policy: str = FILL
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a wish, what stood there, and why not if not."""

    verdict: Verdict
    old: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a system has: its type there, and whether it may be written."""

    kind: str
    is_writable: bool


@dataclass(frozen=True, slots=True)
class Task:
    """Work for a seller, as a CRM keeps it; `token` tells it apart from all others."""

    token: str
    record: str
    subject: str
    body: str
    due_us: int
    owner: str
    """Mail address of whoever does it; empty is nobody."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one write: the id it has there, or the words of the system that refused it."""

    foreign: str = ""
    words: str = ""

    @property
    def is_good(self) -> bool:
        """Tell whether it stands there now."""
        return not self.words


class Writer(Protocol):
    """Writes into one system; each call is one or a few calls there."""

    title: str
    batch: int
    """Records that one call takes."""

    def fields(self) -> Mapping[str, Field]:
        """Return the fields of companies there."""

    def read(self, records: Sequence[str], fields: Sequence[str]) -> dict[str, Held]:
        """Return companies as they stand; a record that is gone is left out."""

    def write(self, changes: Mapping[str, Mapping[str, str]]) -> dict[str, Outcome]:
        """Write fields of companies; return what came of each record."""

    def find_task(self, task: Task) -> str:
        """Return the id of a task that was made by an earlier try; empty is none."""

    def make_task(self, task: Task) -> Outcome:
        """Make a task, once: a call without an answer is not made again here."""

    def members(self, campaign: str, contacts: Sequence[str]) -> set[str]:
        """Return which of these contacts are members already."""

    def add_members(self, campaign: str, contacts: Sequence[str]) -> dict[str, Outcome]:
        """Make contacts members; return what came of each."""

    def close(self) -> None:
        """Close the connections."""


def decide(wish: Wish, held: Held | None) -> Decision:
    """Decide what becomes of a wish, given the record as it stands there just now."""
    if held is None:
        return Decision(Verdict.MISSING, words="the record is not there any more")
    old = held.get(wish.field) or ""
    if same(old, wish.value):
        return Decision(Verdict.SAME, old)
    is_ours = wish.last is not None and mark(old) == wish.last
    if not old or is_ours or wish.policy == REPLACE:
        return Decision(Verdict.WRITE, old)
    if wish.last:
        words = "somebody changed there what Accord wrote; the mapping does not let it be replaced"
    else:
        words = "it holds a value of its own; the mapping does not let it be replaced"
    return Decision(Verdict.KEPT, old, words)


def same(one: str, other: str) -> bool:
    """Tell whether two texts say the same value, as systems write numbers and yes or no."""
    return _canonical(one) == _canonical(other)


def mark(value: str) -> str:
    """Return what a value is remembered by, without keeping the value."""
    return hashlib.blake2b(_canonical(value).encode(), digest_size=12).hexdigest()


def _canonical(value: str) -> str:
    plain = value.strip().casefold()
    try:
        return repr(float(plain))
    except ValueError:
        return plain


def text(value: object) -> str | None:
    """Write a value of an API as text; nothing is None."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def typed(value: str, kind: str) -> object:
    """Write a text as the type that a field has there; empty empties it."""
    if not value:
        return None
    if kind in {"double", "int", "currency", "percent"}:
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            return value
    return value == "true" if kind == "boolean" else value
