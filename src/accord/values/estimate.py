"""An estimate: never a bare number, always with an interval and how far to believe it."""

from dataclasses import dataclass
from enum import StrEnum


class Badge(StrEnum):
    """How far an estimate may be believed."""

    RANDOMISED = "randomised"
    ADJUSTED = "adjusted"
    DESCRIPTIVE = "descriptive"
    NOT_ENOUGH = "not enough data"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval; all three are None when there is not enough data."""

    value: float | None
    low: float | None
    high: float | None
    badge: Badge
    n: int = 0

    @staticmethod
    def unknown(n: int = 0) -> "Estimate":
        """Return the honest answer when too little is known."""
        return Estimate(None, None, None, Badge.NOT_ENOUGH, n)
