"""Laws of counting: the order of facts, hearing twice and hearing late change nothing."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import builders
from accord.engine.session import AsOf, Session
from accord.facts import keys, tables
from accord.identity import verdicts
from accord.program import presets
from accord.scoring import counting, ledger, worth
from accord.values import time
from builders import Fact

PROGRAM = presets.program()
PEOPLE = ("ada", "ivan", "browser:1")
KINDS = ("page_view", "content_download", "ad_impression", "email_open", "webinar_attended")
PAGES = (None, "/", "/pricing", "/careers")


@st.composite
def acts(draw: st.DrawFn) -> Fact:
    who = draw(st.sampled_from(PEOPLE))
    days_ago = draw(st.integers(0, 4))
    late = draw(st.sampled_from([0, 0, 0, 1, 3]))
    return builders.did(
        who if who.startswith("browser") else f"{who}@acme.example",
        draw(st.sampled_from(KINDS)),
        asset_name=draw(st.sampled_from(PAGES)),
        company="acme.example",
        days_ago=days_ago,
        known_days_ago=max(days_ago - late, 0),
        hour=draw(st.sampled_from([9.0, 9.2, 9.6, 10.0, 15.0, 23.9])),
    )


@cache
def opened() -> Session:
    """Open one session for all examples, and say who everybody is without facts to say it."""
    session = Session(threads=1)
    domain, ada, ivan = (
        keys.domain_key("acme.example"),
        keys.email_key("ada@acme.example"),
        keys.email_key("ivan@acme.example"),
    )
    session.make("account_keys", f"SELECT CAST({domain} AS BIGINT) AS key, 7::BIGINT AS account")
    session.make(
        "person_keys",
        f"SELECT * FROM (VALUES ({ada}, 1::BIGINT, 7::BIGINT), ({ivan}, 2::BIGINT, 7::BIGINT)) "
        "AS t(key, person, account)",
    )
    session.make(
        "people",
        "SELECT * FROM (VALUES (1::BIGINT, NULL::VARCHAR), (2::BIGINT, NULL)) "
        "AS t(person, excluded)",
    )
    session.make("accounts", "SELECT 7::BIGINT AS account, 'Acme' AS name, '' AS domain")
    session.make("account_kinds", "SELECT 7::BIGINT AS account, '' AS kind WHERE false")
    session.make("stitched", "SELECT 1::BIGINT AS key, 0 AS from_day WHERE false")
    session.make("subscriptions", "SELECT 7 AS account, 0 AS starts_day, 9 AS ends_day WHERE false")
    return session


def counted(facts: list[Fact], as_of: date = builders.TODAY, **changes: Any) -> list[tuple]:
    """Return ledger and counted rows of some facts as known at the end of a day."""
    program = presets.program(changes={k.replace("__", "."): v for k, v in changes.items()})
    moment = time.end_of_day(as_of, builders.ZONE)
    day = AsOf(time.to_us(moment), time.day_number(as_of), builders.ZONE)
    rows = [fact.row for fact in facts if fact.row["known_at"] <= day.us]
    session = opened()
    session.register("fact_activities", tables.table("activities", rows))
    verdicts.find(session, program)
    worth.register(session, program)
    ledger.make(session, program)
    counting.make(session, program)
    found = session.rows("SELECT 'ledger', * FROM ledger")
    return sorted(found + session.rows("SELECT 'counted', * FROM counted"))


@given(st.lists(acts(), max_size=25), st.randoms(use_true_random=False))
def test_the_order_of_facts_means_nothing(facts: list[Fact], random: Any) -> None:
    shuffled = facts.copy()
    random.shuffle(shuffled)
    assert counted(facts) == counted(shuffled)


@given(st.lists(acts(), max_size=20))
def test_a_fact_heard_twice_counts_once(facts: list[Fact]) -> None:
    assert counted(facts) == counted(facts + facts)


@given(st.lists(acts(), max_size=20), st.integers(0, 4))
def test_what_is_known_later_changes_nothing_of_what_was_known(
    facts: list[Fact], days: int
) -> None:
    then = builders.TODAY - timedelta(days=days)
    day = time.day_number(then)
    today = [row for row in counted(facts) if row[4] <= day]
    assert counted(facts, then) == today


@given(st.lists(acts(), max_size=20))
def test_a_short_window_and_half_hours_count_the_same_bursts(facts: list[Fact]) -> None:
    """The same thirty minutes, counted by bits and by comparing bursts."""
    by_bits = counted(facts)
    fine = ledger.SLOTS
    try:
        ledger.SLOTS = 0
        assert counted(facts) == by_bits
    finally:
        ledger.SLOTS = fine


@settings(max_examples=10)
@given(st.lists(acts(), max_size=20))
def test_without_a_window_every_moment_counts(facts: list[Fact]) -> None:
    found = counted(
        facts,
        engagement__same_person_same_asset_within_minutes=0,
        engagement__per_person_kind_per_day_at_most=100,
    )
    moments = {
        (f.row["person_key"], f.row["kind"], f.row["asset"], f.row["occurred_at"]) for f in facts
    }
    assert sum(row[-1] for row in found if row[0] == "ledger") == len(moments)


@given(st.lists(acts(), max_size=25))
def test_nobody_counts_for_more_than_the_daily_limit(facts: list[Fact]) -> None:
    capped = worth.capped_person("ad_impression")
    by_cell: dict[tuple, int] = {}
    for row in counted(facts):
        if row[0] == "counted" and row[5] != -capped:
            key = (row[2], row[3], row[5])
            by_cell[key] = by_cell.get(key, 0) + row[6]
            assert row[6] > 0
    assert max(by_cell.values(), default=0) <= 3


@pytest.mark.parametrize("minutes", [20, 30, 60, 600])
def test_a_burst_is_as_long_as_the_program_says(minutes: int) -> None:
    hours = [9, 9.2, 9.4, 9.6, 9.8, 10.1]
    facts = [builders.visit("ada@acme.example", "/x", hour=hour) for hour in hours]
    found = counted(facts, engagement__same_person_same_asset_within_minutes=minutes)
    (row,) = [row for row in found if row[0] == "ledger"]
    bursts = {fact.row["occurred_at"] // (minutes * 60 * 10**6) for fact in facts}
    assert row[-1] == len(bursts)
