"""Versions and drafts of the program, and where two of them differ."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the program: adopted, or a draft with the version it began from."""

    version: str
    """The first 12 characters of the content's hash; for a draft "draft-<number>"."""
    title: str
    text: str
    is_draft: bool
    is_current: bool
    parent: str | None
    written_by: str | None
    written_at: datetime
    adopted_by: tuple[str, ...]
    adopted_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a draft: where, what, and how to mend it."""

    where: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft would change on the current facts."""

    state: str
    """waiting, running, ready or failed."""
    draft: str
    base: str
    sentence: str
    changes: tuple[str, ...]
    tiers_before: dict[str, int]
    tiers_after: dict[str, int]
    moved: tuple[dict[str, object], ...]
    error: str = ""
