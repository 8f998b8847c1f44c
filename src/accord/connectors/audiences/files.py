"""An audience as the bytes of a platform's file, refused when it is too small or too large."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from accord.connectors.audiences import normal
from accord.connectors.audiences.members import Company, Member, Person
from accord.connectors.audiences.platforms import PLATFORMS, Platform
from accord.values.errors import AccordError

_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class File:
    """A file as it leaves: its bytes, how many rows below the header, and a name without spaces."""

    name: str
    content: bytes
    rows: int

    @property
    def sha256(self) -> str:
        """The hash by which a file is known again."""
        return sha256(self.content).hexdigest()


def platform(name: str) -> Platform:
    """Return a platform by its id; refuse one that is none."""
    found = PLATFORMS.get(name)
    if found is None:
        message = f"{name!r} is no platform; choose one of {', '.join(PLATFORMS)}"
        raise AccordError(message)
    return found


def write(kind: Platform, title: str, members: Iterable[Member]) -> File:
    """Write an audience; who could never be matched is left out, and each stands once.

    Errors: `AccordError` with the number and the way out when it is too small or too large.
    """
    rows = _rows(kind, members)
    problem = problem_of(kind, len(rows))
    if problem:
        raise AccordError(problem)
    stream = io.StringIO(newline="")
    lines = csv.writer(stream, lineterminator="\r\n")
    lines.writerow(kind.header)
    lines.writerows(rows)
    content = stream.getvalue().encode()
    if len(content) > kind.bytes_at_most:
        message = (
            f"the file has {len(content):,} bytes, and {kind.title} takes "
            f"{kind.bytes_at_most:,}; make two audiences of it, by tier or role"
        )
        raise AccordError(message)
    return File(f"{_slug(title)}_{kind.id}.csv", content, len(rows))


def problem_of(kind: Platform, n: int) -> str:
    """Say why so many rows can't be a file, and the way out; nothing when they can."""
    if n < kind.at_least:
        missing = kind.at_least - n
        return (
            f"{kind.title} takes {kind.at_least:,} {kind.holds} or more, and {n:,} are left after "
            f"suppression and legal basis, {missing:,} too few; {kind.advice}"
        )
    if n > kind.at_most:
        return (
            f"{kind.title} takes {kind.at_most:,} rows at most, and these are {n:,}; "
            "make two audiences of it, by tier or role"
        )
    return ""


def is_matchable(one: Member) -> bool:
    """Tell whether a platform could know somebody: an address, or a company's name."""
    if isinstance(one, Company):
        return bool(normal.cell(one.name))
    return bool(normal.email(one.email))


def _rows(kind: Platform, members: Iterable[Member]) -> Sequence[tuple[str, ...]]:
    holds: type[Company | Person] = Person if kind.is_of_people else Company
    found: dict[tuple[str, ...], None] = {}
    for one in members:
        if not isinstance(one, holds):
            message = f"{kind.title} holds {kind.holds} only"
            raise AccordError(message)
        if is_matchable(one):
            found[tuple(normal.cell(text) for text in kind.row(one))] = None
    return list(found)


def _slug(title: str) -> str:
    return _NOT_IN_NAMES.sub("_", title.lower()).strip("_")[:60] or "audience"
