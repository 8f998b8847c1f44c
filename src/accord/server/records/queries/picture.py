"""The published picture that a request reads: one pinned generation and its tables."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Pinned:
    """Which generation a page shows: every page names its time and its program."""

    generation: str
    published_at: datetime
    as_of: datetime
    as_of_day: int
    program_version: str
    is_recalculating: bool
    """A newer generation is on its way (facts or the program changed since)."""
