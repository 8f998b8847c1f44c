"""What is known and what can't be told yet: measures with their badges, and the funnel."""

from dataclasses import dataclass

from accord.server.records.queries import picture


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


def find_scorecard() -> Scorecard:
    """Find the measures and the funnel of the pinned picture."""
    reader = picture.reader()
    if reader is None or not reader.has("measures"):
        return Scorecard((), ())
    measures = tuple(
        Measure(
            row["measure"],
            row["slice"] or "",
            row["value"],
            row["low"],
            row["high"],
            row["badge"],
            row["n"] or 0,
            row["unit"] or "",
            row["window_words"] or "",
            row["note"] or "",
        )
        for row in reader.rows(f"SELECT * FROM {reader.source('measures')} ORDER BY measure, slice")
    )
    return Scorecard(measures, _funnel(reader))


def _funnel(reader: picture.Reader) -> tuple[FunnelStage, ...]:
    if not reader.has("funnel"):
        return ()
    return tuple(
        FunnelStage(
            row["stage"], row["accounts"], row["people_per_account"], row["low"], row["high"]
        )
        for row in reader.rows(f"SELECT * FROM {reader.source('funnel')}")
    )
