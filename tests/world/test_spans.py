from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from accord.values import time
from accord.world import spans


@pytest.mark.parametrize(
    "middle",
    [
        datetime(2024, 2, 29, 12, tzinfo=UTC),  # leap day
        datetime(2026, 3, 8, 7, tzinfo=UTC),  # clocks go forward in New York
        datetime(2026, 11, 1, 6, tzinfo=UTC),  # and back
    ],
)
def test_days_are_those_of_the_workspace_around_every_odd_hour(middle: datetime) -> None:
    moments = time.to_us(middle) + np.arange(-72, 72) * 3600 * time.SECOND - 1
    zone = ZoneInfo(spans.ZONE_NAMES[0])
    assert spans.workspace_days(moments).tolist() == [
        time.day_of(int(moment), zone) for moment in moments
    ]


def test_a_local_noon_is_that_of_its_zone_before_and_after_the_clocks_change() -> None:
    days = np.array([time.day_number(date(2026, 3, 27)), time.day_number(date(2026, 3, 30))])
    for at, name in enumerate(spans.ZONE_NAMES):
        found = spans.to_utc(days, np.full(2, 12 * 3600 * time.SECOND), np.full(2, at))
        for moment, day in zip(found.tolist(), days.tolist(), strict=True):
            local = time.from_us(moment).astimezone(ZoneInfo(name))
            assert (local.date(), local.hour) == (time.from_day(day), 12)


def test_the_last_week_ends_with_the_last_day() -> None:
    span = spans.Span(date(2026, 6, 30), weeks=52, history_weeks=52)
    assert span.first_day + 7 * span.all_weeks - 1 == span.last_day
    assert span.window_day == span.last_day - 7 * 52 + 1
    end = time.from_us(span.end_us).astimezone(ZoneInfo("America/New_York"))
    assert (end.date(), end.hour, end.minute) == (date(2026, 6, 30), 23, 59)


def test_weekends_are_quiet_whatever_day_the_world_begins() -> None:
    for last in (date(2026, 6, 28), date(2026, 7, 1)):
        span = spans.Span(last, weeks=13, history_weeks=0)
        shares = span.weekday_shares
        for offset in range(7):
            weekday = time.from_day(span.first_day + offset).weekday()
            assert (shares[offset] < 0.05) == (weekday >= 5)


def test_fiscal_quarters_end_with_january_april_july_and_october() -> None:
    days = np.array([time.day_number(date(2026, month, 28)) for month in range(1, 13)])
    assert np.flatnonzero(spans.is_quarter_end(days)).tolist() == [0, 3, 6, 9]
    assert [time.from_day(day).day for day in spans.month_ends(days).tolist()[:2]] == [31, 28]
