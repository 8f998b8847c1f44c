"""What is known and what can't be told yet: measures with their badges, and the funnel."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of one slice with its interval and badge; None is "not enough data"."""

    measure: str
    slice: str
    value: float | None
    low: float | None
    high: float | None
    badge: str
    n: int
    unit: str
    window_words: str
    note: str


@dataclass(frozen=True, slots=True)
class FunnelStage:
    """One stage of the inverted funnel: accounts, and people per account with interval."""

    stage: str
    accounts: int
    people_per_account: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All measures of the current picture, in the order of their names, and the funnel."""

    measures: tuple[Measure, ...]
    funnel: tuple[FunnelStage, ...]
