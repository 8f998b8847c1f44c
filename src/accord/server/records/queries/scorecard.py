"""What is known and what can't be told yet: measures with their badges, and the funnel."""

from dataclasses import dataclass

from accord.server.records.queries import picture, seeing


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
class Beside:
    """Listed accounts that are worked in another motion than the funnel's, by that motion.

    `inside` stand in the funnel by what they were for new business; `outside` do not at all.
    """

    motion: str | None
    inside: int
    outside: int


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All measures of the current picture, in the order of their names, and the funnel."""

    measures: tuple[Measure, ...]
    funnel: tuple[FunnelStage, ...]
    beside: tuple[Beside, ...] = ()
    listed: int = 0


def find_scorecard() -> Scorecard:
    """Find the measures and the funnel of the pinned picture."""
    seeing.need_all("the scorecard")
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
    listed = reader.count("tier IS NOT NULL")
    return Scorecard(measures, _funnel(reader), _beside(reader), listed)


def _beside(reader: picture.Reader) -> tuple[Beside, ...]:
    """Count the listed accounts that the funnel of new business leaves out, or holds as past."""
    if not reader.has("stage_now"):
        return ()
    rows = reader.rows(
        "SELECT s.motion, count(n.account) AS inside, count(*) - count(n.account) AS outside "
        f"FROM shown s LEFT JOIN (SELECT DISTINCT account FROM {reader.source('stage_now')} "
        "WHERE motion = 'new') n ON n.account = s.account "
        "WHERE s.tier IS NOT NULL AND coalesce(s.motion, '') <> 'new' "
        "GROUP BY 1 ORDER BY 3 DESC, 1"
    )
    return tuple(Beside(row["motion"], row["inside"], row["outside"]) for row in rows)


def _funnel(reader: picture.Reader) -> tuple[FunnelStage, ...]:
    if not reader.has("funnel"):
        return ()
    return tuple(
        FunnelStage(
            row["stage"], row["accounts"], row["people_per_account"], row["low"], row["high"]
        )
        for row in reader.rows(f"SELECT * FROM {reader.source('funnel')}")
    )
