"""Sources that fell silent: which days have no data, and which weeks are not to be read as quiet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts.log import Log
from accord.measurement import data_gaps
from accord.measurement.data_gaps import Gap
from accord.server import manifest
from accord.server.records.queries import picture, programs, recent

BACK_DAYS: Final = 26 * 7
_MAIN_SHARE: Final = 0.2
"""Share of all activities from which a source's silence makes a whole week unreadable."""
_HEARD: Final = """
SELECT source, day, count(*) AS n FROM fact_activities
WHERE day > $today - $back AND day <= $today GROUP BY source, day
"""
_read: "recent.Recent[Silence]" = recent.Recent(4)


@dataclass(frozen=True, slots=True)
class Source:
    """One source in the last 26 weeks."""

    name: str
    days: int
    activities: int
    last_day: int
    share: float
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Silence:
    """Every source with its gaps, as of the day of the picture."""

    today: int
    sources: tuple[Source, ...]

    @property
    def gaps(self) -> tuple[tuple[Source, Gap], ...]:
        """Every gap, the latest first."""
        every = [(source, gap) for source in self.sources for gap in source.gaps]
        return tuple(sorted(every, key=lambda pair: -pair[1].last_day))


def find() -> Silence | None:
    """Return which sources fell silent; None before the first picture."""
    pin = picture.pin()
    if pin is None:
        return None
    known = _read.get(pin.generation)
    if known is None:
        known = _silence(pin.as_of_day)
        _read.put(pin.generation, known)
    return known


def _silence(today: int) -> Silence:
    paths = manifest.log().paths_by_kind.get("activities", ())
    as_of = AsOf(2**62, today, programs.current_program().zone)
    days: dict[str, dict[int, int]] = defaultdict(dict)
    with Session(threads=1) as session:
        logs.open_log(session, Log({"activities": paths} if paths else {}), as_of)
        for source, day, n in session.rows(_HEARD, today=today, back=BACK_DAYS):
            days[source or ""][int(day)] = int(n)
    total = sum(sum(heard.values()) for heard in days.values()) or 1
    sources = [
        Source(
            name=name,
            days=len(heard),
            activities=sum(heard.values()),
            last_day=max(heard),
            share=sum(heard.values()) / total,
            gaps=tuple(data_gaps.find(name, heard, today)),
        )
        for name, heard in days.items()
    ]
    return Silence(today, tuple(sorted(sources, key=lambda source: -source.activities)))


def dark_weeks(looks: Sequence[int]) -> list[tuple[int, int]]:
    """Return runs of weeks, as first and last place, in which a main source was silent."""
    found = find()
    if found is None or not looks:
        return []
    main = [gap for source, gap in found.gaps if source.share >= _MAIN_SHARE]
    return data_gaps.spans(data_gaps.weeks(main, looks))
