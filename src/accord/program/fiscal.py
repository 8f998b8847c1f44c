"""Fiscal quarters and months of a day: calendar months from any start, or weeks by 4-4-5."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from accord.program.foundations import Calendar
from accord.values import time

_WEEKDAYS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_WEEK: Final = 7
_QUARTER_WEEKS: Final = 13
_QUARTERS: Final = 4
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Quarter:
    """A fiscal quarter; days are day numbers, both inclusive.

    `year` is the calendar year in which the fiscal year ends: one that starts on
    1 February 2026 is 2027.
    """

    year: int
    number: int
    first_day: int
    last_day: int
    months: tuple[tuple[int, int], ...]

    @property
    def name(self) -> str:
        """The quarter as goals name it: `FY2027-Q1`."""
        return f"FY{self.year}-Q{self.number}"


def quarter_of(rule: Calendar, day: int) -> Quarter:
    """Return the fiscal quarter that a day lies in."""
    near = time.from_day(day).year
    years = (quarters_of_year(rule, begins) for begins in (near + 1, near, near - 1))
    return next(q for year in years for q in year if q.first_day <= day <= q.last_day)


def quarters_of_year(rule: Calendar, begins: int) -> tuple[Quarter, ...]:
    """Return the four quarters of the fiscal year whose start is dated in a calendar year."""
    ends = begins if rule.fiscal_year_starts == "01-01" else begins + 1
    starts = _by_months if rule.fiscal_pattern == "months" else _by_weeks
    months = list(starts(rule, begins))
    quarters = []
    for number in range(_QUARTERS):
        three = months[number * 3 : number * 3 + 4]
        spans = tuple((a, b - 1) for a, b in pairwise(three))
        quarters.append(Quarter(ends, number + 1, three[0], three[-1] - 1, spans))
    return tuple(quarters)


def quarters_between(rule: Calendar, first_day: int, last_day: int) -> Iterator[Quarter]:
    """List the quarters that touch a span of days, in order."""
    day = first_day
    while day <= last_day:
        quarter = quarter_of(rule, day)
        yield quarter
        day = quarter.last_day + 1


def _by_months(rule: Calendar, begins: int) -> Iterator[int]:
    """List thirteen day numbers: each month's first day, and the next year's."""
    month, day = (int(part) for part in rule.fiscal_year_starts.split("-"))
    for step in range(_MONTHS + 1):
        year, place = divmod(begins * _MONTHS + month - 1 + step, _MONTHS)
        last = calendar.monthrange(year, place + 1)[1]
        yield time.day_number(date(year, place + 1, min(day, last)))


def _by_weeks(rule: Calendar, begins: int) -> Iterator[int]:
    """List thirteen day numbers; a 53rd week, where there is one, lengthens the last month."""
    first, after = _week_start(rule, begins), _week_start(rule, begins + 1)
    lengths = [int(weeks) for weeks in rule.fiscal_pattern.split("-")]
    for quarter in range(_QUARTERS):
        day = first + quarter * _QUARTER_WEEKS * _WEEK
        for weeks in lengths:
            yield day
            day += weeks * _WEEK
    yield after


def _week_start(rule: Calendar, year: int) -> int:
    """Return the week start nearest to the fiscal year's nominal first day."""
    month, day = (int(part) for part in rule.fiscal_year_starts.split("-"))
    nominal = date(year, month, day)
    back = (nominal.weekday() - _WEEKDAYS.index(rule.week_starts)) % _WEEK
    start = nominal - timedelta(days=back)
    return time.day_number(start + timedelta(days=_WEEK if back > _WEEK // 2 else 0))
