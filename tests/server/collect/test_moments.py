"""A sender's clock may be wrong: the event is kept, set right, and says what was done to it."""

from datetime import UTC, datetime

import pytest

from accord.server.collect import moments
from accord.values import time

NOW = time.to_us(datetime(2026, 3, 1, 12, tzinfo=UTC))
DAY = 86_400 * time.SECOND


def at(us):
    return datetime.fromtimestamp(us / 1e6, UTC).isoformat()


@pytest.mark.parametrize("wrong", [-DAY, DAY, -3_600 * time.SECOND, 90 * time.SECOND])
def test_a_clock_that_is_off_is_set_right_by_the_time_of_sending(wrong):
    happened = NOW - 40 * time.SECOND
    found = moments.settle(at(happened + wrong), at(NOW + wrong), NOW)
    assert found == (happened, "clock corrected")


def test_a_clock_that_is_off_by_seconds_is_believed():
    happened = NOW - 40 * time.SECOND
    assert moments.settle(at(happened), at(NOW + 5 * time.SECOND), NOW) == (happened, "")


@pytest.mark.parametrize(
    ("said", "flag"),
    [
        ("1970-01-01T00:00:00Z", "time too long ago"),
        ("2200-01-01T00:00:00Z", "time in the future"),
        ("yesterday", "unreadable time"),
        ("2026-02-29T10:00:00Z", "unreadable time"),
        (float("nan"), "unreadable time"),
        (None, "no time"),
    ],
)
def test_a_time_that_can_t_be_is_the_time_of_receiving_and_says_why(said, flag):
    assert moments.settle(said, None, NOW) == (NOW, flag)


def test_a_leap_day_that_was_is_one():
    leap = time.to_us(datetime(2024, 2, 29, 10, tzinfo=UTC))
    assert moments.settle("2024-02-29T10:00:00Z", None, NOW) == (leap, "")
