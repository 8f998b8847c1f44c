"""Fiscal quarters: a February start, 4-4-5 weeks, and years of 53 weeks."""

from datetime import date
from itertools import pairwise

import pytest

from accord.program import fiscal
from accord.program.foundations import Calendar
from accord.values import time

FEBRUARY = Calendar(fiscal_year_starts="02-01")


def day(year, month, number):
    return time.day_number(date(year, month, number))


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        ((2026, 1, 31), "FY2026-Q4"),
        ((2026, 2, 1), "FY2027-Q1"),
        ((2026, 4, 30), "FY2027-Q1"),
        ((2026, 5, 1), "FY2027-Q2"),
        ((2027, 1, 31), "FY2027-Q4"),
        ((2024, 2, 29), "FY2025-Q1"),
    ],
)
def test_a_year_from_february_is_named_by_the_year_it_ends_in(moment, name):
    assert fiscal.quarter_of(FEBRUARY, day(*moment)).name == name


def test_a_calendar_year_is_named_by_itself():
    quarter = fiscal.quarter_of(Calendar(), day(2026, 12, 31))
    assert (quarter.name, quarter.first_day, quarter.last_day) == (
        "FY2026-Q4",
        day(2026, 10, 1),
        day(2026, 12, 31),
    )
    assert quarter.months[1] == (day(2026, 11, 1), day(2026, 11, 30))


def test_a_year_that_starts_late_in_a_month_begins_short_months_on_their_last_day():
    rule = Calendar(fiscal_year_starts="10-31")
    quarters = fiscal.quarters_of_year(rule, 2026)
    assert quarters[0].months[1][0] == day(2026, 11, 30)
    assert quarters[0].months[2][0] == day(2026, 12, 31)
    assert quarters[1].first_day == day(2027, 1, 31)
    assert quarters[1].months[1][0] == day(2027, 2, 28)


@pytest.mark.parametrize("pattern", ["4-4-5", "4-5-4", "5-4-4"])
def test_weeks_of_a_quarter_go_by_the_pattern(pattern):
    rule = Calendar(fiscal_year_starts="02-01", fiscal_pattern=pattern, week_starts="sunday")
    quarter = fiscal.quarter_of(rule, day(2026, 3, 15))
    weeks = [(last - first + 1) // 7 for first, last in quarter.months]
    assert weeks == [int(part) for part in pattern.split("-")]
    assert quarter.first_day == day(2026, 2, 1)
    assert quarter.name == "FY2027-Q1"


def test_a_53rd_week_lengthens_the_last_month_of_its_year():
    rule = Calendar(fiscal_year_starts="02-01", fiscal_pattern="4-4-5", week_starts="sunday")
    lengths = {}
    for year in range(2015, 2035):
        quarters = fiscal.quarters_of_year(rule, year)
        lengths[year] = quarters[-1].last_day - quarters[0].first_day + 1
        first = time.from_day(quarters[0].first_day)
        assert first.weekday() == 6
        assert abs(quarters[0].first_day - day(year, 2, 1)) <= 3
    assert set(lengths.values()) == {364, 371}
    long = next(year for year, length in lengths.items() if length == 371)
    assert [
        (last - first + 1) // 7 for first, last in fiscal.quarters_of_year(rule, long)[-1].months
    ] == [4, 4, 6]


@pytest.mark.parametrize("pattern", ["months", "4-4-5"])
def test_every_day_lies_in_one_quarter_and_quarters_follow_each_other(pattern):
    rule = Calendar(fiscal_year_starts="02-01", fiscal_pattern=pattern)
    first, last = day(2019, 1, 1), day(2031, 12, 31)
    quarters = list(fiscal.quarters_between(rule, first, last))
    assert quarters[0].first_day <= first
    assert quarters[-1].last_day >= last
    for before, after in pairwise(quarters):
        assert after.first_day == before.last_day + 1
    assert len({quarter.name for quarter in quarters}) == len(quarters)
    assert all(quarter.months[-1][1] == quarter.last_day for quarter in quarters)
