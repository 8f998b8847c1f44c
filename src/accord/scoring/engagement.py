"""How warm every account is now and was in the last half year, and who made it so."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from accord.engine.session import AsOf, Session
from accord.program.model import Program
from accord.scoring import calendar, looks, measures, presence
from accord.scoring.calendar import WEEK
from accord.scoring.cells import Grid
from accord.scoring.measures import Case
from accord.scoring.warmth import Units

Ints = NDArray[np.int64]

WEEKS: Final = 26

WEEK_CHANNELS: Final = """
SELECT account, look_day, channel_name, CAST(sum(earned) AS BIGINT) AS earned
FROM (
    SELECT c.account, k.channel_name, c.n * k.points AS earned,
        CAST(least(c.day + (($shift - c.day) % 7 + 7) % 7, $today) AS INTEGER) AS look_day
    FROM counted c JOIN kinds k ON c.kind = k.kind
    WHERE c.day > $since AND c.day <= $today AND c.known_day <= $today AND k.points > 0
) AS earning
GROUP BY account, look_day, channel_name
"""
"""Points earned in each week by channel: before fading, multipliers and caps."""


PERSON_NOW: Final = pa.schema(
    {
        "account": pa.int64(),
        "person": pa.int64(),
        "points": pa.int64(),
        "uncapped": pa.int64(),
        "role_millionths": pa.int64(),
        "last_day": pa.int32(),
        "is_engaged": pa.bool_(),
    }
)
ENGAGEMENT_NOW: Final = pa.schema(
    {
        "account": pa.int64(),
        "points": pa.int64(),
        "points_7_days_ago": pa.int64(),
        "people_engaged": pa.int32(),
        "last_day": pa.int32(),
    }
)
WEEKS_OF: Final = pa.schema(
    {
        "account": pa.int64(),
        "look_day": pa.int32(),
        "points": pa.int64(),
        "people_engaged": pa.int32(),
    }
)


@dataclass
class _Found:
    people: list[pa.Table] = field(default_factory=list)
    now: list[pa.Table] = field(default_factory=list)
    weeks: list[pa.Table] = field(default_factory=list)


def make(session: Session, program: Program, as_of: AsOf) -> None:
    """Make person_now, engagement_now, weeks and week_channels."""
    recent = calendar.recent(as_of.day, program.first_weekday, WEEKS)
    days = np.unique(np.append(recent, as_of.day - WEEK))
    found = _Found()
    for case in looks.cases(looks.scene(session, program), days):
        found.people.append(_people(case))
        engaged = measures.value(case, ("people_engaged", None))
        points = measures.value(case, ("engagement", None))
        found.now.append(_now(case, points, engaged))
        found.weeks.append(_weeks(case, points, engaged, np.isin(days, recent)))
    session.register("person_now", pa.concat_tables([PERSON_NOW.empty_table(), *found.people]))
    session.register("engagement_now", pa.concat_tables([ENGAGEMENT_NOW.empty_table(), *found.now]))
    session.register("weeks", pa.concat_tables([WEEKS_OF.empty_table(), *found.weeks]))
    session.make(
        "week_channels",
        WEEK_CHANNELS,
        shift=calendar.last_of_week(0, program.first_weekday),
        since=int(recent[0]) - WEEK,
        today=as_of.day,
    )


def _people(case: Case) -> pa.Table:
    """Return the units of a range that ever counted, with what they are worth today."""
    warm = case.warmth
    found = warm.engaged(case.window(None))
    engaged = np.zeros(len(warm.people), np.bool_)
    engaged[found.units] = found.flags[:, -1]
    parts = [
        _units(case, warm.people, warm.uncapped[:, -1], engaged),
        _units(case, warm.pseudo, warm.pseudo_uncapped[:, -1], np.zeros(len(warm.pseudo), bool)),
    ]
    return pa.concat_tables(parts).sort_by([("account", "ascending"), ("person", "ascending")])


def _units(case: Case, units: Units, uncapped: Ints, engaged: NDArray[np.bool_]) -> pa.Table:
    last = _last_days(case, units)
    columns = {
        "account": pa.array(case.warmth.accounts[units.account], pa.int64()),
        "person": pa.array(units.person, pa.int64()),
        "points": pa.array(np.minimum(uncapped, units.cap), pa.int64()),
        "uncapped": pa.array(uncapped, pa.int64()),
        "role_millionths": pa.array(units.multiplier, pa.int64()),
        "last_day": _days(last),
        "is_engaged": pa.array(engaged),
    }
    return pa.table(columns)


def _last_days(case: Case, units: Units) -> Ints:
    """Return the last day, as known today, on which each unit did something of worth."""
    warm = case.warmth
    rows = warm.is_person_row if units is warm.people else ~warm.is_person_row
    keep = rows & (warm.worth.points[warm.cells.kind] > 0)
    today = Grid(warm.grid.looks[-1:], warm.grid.decays)
    where = warm.unit_of_row[keep]
    return presence.last_day(where, len(units), warm.cells.where(keep), today)[:, 0]


def _now(case: Case, points: Ints, engaged: Ints) -> pa.Table:
    days = case.looks
    since = measures.value(case, ("days_since_human_activity", None))[:, -1]
    week_ago = int(np.searchsorted(days, days[-1] - WEEK))
    columns = {
        "account": pa.array(case.warmth.accounts, pa.int64()),
        "points": pa.array(points[:, -1], pa.int64()),
        "points_7_days_ago": pa.array(points[:, week_ago], pa.int64()),
        "people_engaged": pa.array(engaged[:, -1].astype(np.int32)),
        "last_day": _days(np.where(since < 0, -1, days[-1] - since)),
    }
    return pa.table(columns)


def _weeks(case: Case, points: Ints, engaged: Ints, is_recent: NDArray[np.bool_]) -> pa.Table:
    """Return every look of the accounts that had points at any of them."""
    points = points[:, is_recent]
    days = case.looks[is_recent]
    rows = np.flatnonzero(points.any(axis=1))
    columns = {
        "account": pa.array(np.repeat(case.warmth.accounts[rows], days.size), pa.int64()),
        "look_day": pa.array(np.tile(days, rows.size).astype(np.int32)),
        "points": pa.array(points[rows].reshape(-1), pa.int64()),
        "people_engaged": pa.array(engaged[rows][:, is_recent].reshape(-1).astype(np.int32)),
    }
    return pa.table(columns)


def _days(days: Ints) -> pa.Array:
    """Return days as 32-bit integers; null where there is none."""
    return pa.array(days.astype(np.int32), mask=days < 0)
