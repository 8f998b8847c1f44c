"""The clock of promises against a naive one that looks at every minute."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from accord.plays import clock
from accord.plays.clock import Desk
from accord.values.errors import AccordError

WEEK = frozenset(range(5))
NINE_TO_SIX = (9 * 60, 18 * 60)
ZONES = (
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Pacific/Apia",
    "Asia/Kathmandu",
)


def desk(zone="Europe/Berlin", *, weekdays=WEEK, minutes=NINE_TO_SIX, country="", away=()):
    return Desk("somebody", ZoneInfo(zone), frozenset(weekdays), minutes, country, tuple(away))


def at(*parts, zone="Europe/Berlin"):
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@lru_cache(maxsize=100)
def closed(country, year):
    return set(holidays.country_holidays(country, years=[year])) if country else set()


def runs(chain, moment, planted=False):
    """Tell whether the clock runs in a minute, by looking at that minute only."""
    for desk_ in chain:
        local = moment.astimezone(desk_.zone)
        is_away = any(a <= local.date() <= b for a, b in desk_.away)
        if is_away and desk_ is not chain[-1]:
            if planted:
                return False  # the bug: whoever is away stops the clock
            continue
        begin, end = desk_.minutes
        return (
            local.weekday() in desk_.weekdays
            and begin <= local.hour * 60 + local.minute < end
            and local.date() not in closed(desk_.country, local.year)
        )
    return False


def naive_due(chain, start, minutes, planted=False):
    moment = start
    while minutes:
        minutes -= runs(chain, moment, planted)
        moment += timedelta(minutes=1)
    return moment


def naive_passed(chain, start, now):
    n, moment = 0, start
    while moment < now:
        n += runs(chain, moment)
        moment += timedelta(minutes=1)
    return n


@some.composite
def desks(draw, near):
    offset = draw(some.integers(-3, 6))
    away = draw(some.lists(some.integers(0, 3), max_size=2))
    begin = draw(some.integers(0, 22 * 60))
    return Desk(
        "somebody",
        ZoneInfo(draw(some.sampled_from(ZONES))),
        frozenset(draw(some.sets(some.integers(0, 6), min_size=4))),
        (begin, draw(some.integers(begin + 45, min(begin + 600, 24 * 60 - 1)))),
        draw(some.sampled_from(("", "US", "DE", "GB"))),
        tuple(
            (near + timedelta(days=offset + i * 4), near + timedelta(days=offset + i * 4 + n))
            for i, n in enumerate(away)
        ),
    )


DAYS_OF_INTEREST = (
    date(2026, 3, 8),  # New York turns its clocks
    date(2026, 3, 29),  # Berlin
    date(2026, 4, 5),  # Lord Howe, by half an hour; Santiago; Easter
    date(2026, 10, 25),
    date(2026, 11, 1),
    date(2026, 12, 24),
    date(2026, 7, 3),
    date(2011, 12, 29),  # Apia had no 30th
)


@some.composite
def cases(draw):
    near = draw(some.sampled_from(DAYS_OF_INTEREST))
    minute = draw(some.integers(-2 * 1440, 2 * 1440))
    start = datetime(near.year, near.month, near.day, tzinfo=UTC) + timedelta(minutes=minute)
    chain = draw(some.lists(desks(near), min_size=1, max_size=3))
    return chain, start, draw(some.integers(1, 900))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(cases())
def test_the_clock_agrees_with_one_that_looks_at_every_minute(case):
    chain, start, minutes = case
    expected = naive_due(chain, start, minutes)
    assert clock.due(chain, start, minutes / 60) == expected
    until = start + timedelta(minutes=minutes * 3)
    assert round(clock.passed(chain, start, until) * 60) == naive_passed(chain, start, until)


def test_the_naive_clock_with_a_planted_bug_is_told_apart():
    away = desk(away=[(date(2026, 6, 1), date(2026, 6, 3))])
    start = at(2026, 6, 1, 10)
    assert clock.due([away, desk()], start, 1) == naive_due([away, desk()], start, 60)
    assert clock.due([away, desk()], start, 1) != naive_due([away, desk()], start, 60, planted=True)


def test_a_promise_over_a_weekend_is_due_on_monday():
    assert clock.due([desk()], at(2026, 6, 5, 17), 2) == at(2026, 6, 8, 10)


def test_nine_hours_are_one_working_day():
    assert clock.due([desk()], at(2026, 6, 8, 9), 9) == at(2026, 6, 8, 18)


def test_holidays_of_the_owner_stop_the_clock():
    friday_of_easter = at(2026, 4, 3, 10)
    assert clock.due([desk(country="DE")], friday_of_easter, 1) == at(2026, 4, 7, 10)
    assert clock.due([desk(country="XX")], friday_of_easter, 1) == at(2026, 4, 3, 11)


def test_the_backup_holds_it_on_the_backups_own_clock():
    away = desk(away=[(date(2026, 6, 8), date(2026, 6, 12))])
    backup = desk("America/New_York")
    assert clock.due([away, backup], at(2026, 6, 8, 9), 1) == at(2026, 6, 8, 16)
    assert clock.holder([away, backup], at(2026, 6, 8, 9)) is backup
    assert clock.holder([away, backup], at(2026, 6, 13, 9)) is away


def test_it_is_never_paused_when_everybody_is_away():
    away = desk(away=[(date(2026, 6, 8), date(2026, 6, 12))])
    assert clock.due([away], at(2026, 6, 8, 9), 1) == at(2026, 6, 8, 10)


def test_marks_stand_at_shares_of_the_promise():
    found = clock.marks([desk()], at(2026, 6, 8, 9), 9, (50, 100, 200))
    assert [mark.at for mark in found] == [
        at(2026, 6, 8, 13, 30),
        at(2026, 6, 8, 18),
        at(2026, 6, 9, 18),
    ]


def test_whoever_never_works_is_said():
    with pytest.raises(AccordError, match="no working hours"):
        clock.due([desk(weekdays=())], at(2026, 6, 8, 9), 1)
