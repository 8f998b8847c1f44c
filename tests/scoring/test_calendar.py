from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.scoring import calendar
from accord.values import time


@given(st.integers(-30_000, 60_000), st.integers(0, 6))
def test_a_week_ends_on_the_day_before_its_first_weekday(day: int, first: int) -> None:
    last = calendar.last_of_week(day, first)
    assert 0 <= last - day <= 6
    assert (time.from_day(last) + timedelta(days=1)).weekday() == first


def test_looks_are_the_ends_of_weeks_and_today() -> None:
    monday = time.day_number(date(2026, 6, 1))
    today = time.day_number(date(2026, 6, 17))
    found = [time.from_day(int(day)) for day in calendar.looks(monday, today, 0)]
    assert found == [date(2026, 6, 7), date(2026, 6, 14), date(2026, 6, 17)]


def test_a_look_that_is_today_stands_once() -> None:
    sunday = time.day_number(date(2026, 6, 14))
    assert calendar.looks(sunday - 8, sunday, 0).tolist() == [sunday - 7, sunday]
    assert calendar.looks(sunday, sunday, 0).tolist() == [sunday]


def test_a_fact_with_a_broken_date_makes_no_century_of_looks() -> None:
    today = time.day_number(date(2026, 6, 14))
    found = calendar.looks(-40_000, today, 0)
    assert found.size <= calendar.LONGEST_DAYS // 7 + 2
    assert (np.diff(found) == 7).all()


@pytest.mark.parametrize("day", [date(2026, 6, 14), date(2026, 6, 17)])
def test_the_recent_looks_are_the_last_ones_and_today(day: date) -> None:
    today = time.day_number(day)
    found = calendar.recent(today, 0, 26)
    assert found.size == 27
    assert found[-1] == today
    assert found.tolist() == calendar.looks(today - 400, today, 0)[-27:].tolist()
