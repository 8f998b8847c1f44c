"""Laws of verdicts: they are derived, in any order; later facts leave them; rules change them.

Each law is also shown a way of judging with a planted bug. Who is who is fixed here, so that
only facts and rules can make a difference.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import builders as b
import naive
from accord.engine.session import AsOf, Session
from accord.facts import keys, schemas, tables
from accord.identity import verdicts
from accord.program import presets
from accord.program.model import Program
from accord.program.words import SIGNS
from accord.values import time

Judged: TypeAlias = Mapping[str, tuple[str, frozenset[str]]]
"""The verdict and the signs of every hit, by the id of its fact."""
Judge: TypeAlias = Callable[[list[b.Fact], Program, date], Judged]

PRESET = "default_mid_market_saas"
PROGRAM = presets.program(PRESET)
MANY = settings(deadline=None)
WORDS = {verdicts.HUMAN: "human", verdicts.MACHINE: "machine", verdicts.UNKNOWN: "unknown"}
PEOPLE = [f"p{n}@acme.example" for n in range(5)]
AGENTS = (None, "Mozilla/5.0 (Windows) Chrome/137", "curl/8", "Mozilla/5.0")
NETWORKS = (None, "3.5.140.0/24", "203.0.113.0/24", "AS30031")
KINDS = ("email_click", "email_click", "email_open", "email_sent", "email_delivered")
PAGES = tuple(f"/{n}" for n in range(6))
SECONDS = (0, 5, 15, 40, 70, 110, 900)


@st.composite
def hits(draw: st.DrawFn) -> b.Fact:
    """Draw a mail's delivery or what was done with it; some became known days later."""
    known = draw(st.integers(0, 2))
    late = draw(st.sampled_from([0, 0, 0, 1]))
    kind = draw(st.sampled_from(KINDS))
    told = {
        "user_agent": draw(st.sampled_from(AGENTS)),
        "network_name": draw(st.sampled_from(NETWORKS)),
        "method": draw(st.sampled_from(["GET", "GET", "GET", "HEAD"])),
        "has_script": draw(st.sampled_from([True, False, None])),
        "is_hidden_link": draw(st.sampled_from([False, False, False, True])),
        "asset_name": draw(st.sampled_from(PAGES)),
    }
    return b.did(
        draw(st.sampled_from(PEOPLE)),
        kind,
        message_id=draw(st.sampled_from(["one", "one", "two", None])),
        days_ago=known + late,
        known_days_ago=known,
        hour=12 + draw(st.sampled_from(SECONDS)) / 3600,
        **(told if kind in {"email_click", "email_open"} else {}),
    )


worlds = st.lists(hits(), min_size=2, max_size=30)


@st.composite
def rules(draw: st.DrawFn) -> dict[str, int]:
    """Draw other weights of a few signs, and other sums from which on it is no human."""
    few = draw(st.lists(st.sampled_from(sorted(SIGNS)), max_size=4, unique=True))
    weights = {
        f"engagement.verdicts.signs.{sign}.weight": draw(st.integers(-50, 120)) for sign in few
    }
    machine = draw(st.integers(60, 140))
    sums = {
        "engagement.verdicts.machine_from": machine,
        "engagement.verdicts.unknown_from": draw(st.integers(30, machine)),
    }
    return weights | sums


@cache
def opened() -> Session:
    """Open one session for all examples, with five people of one account."""
    session = Session(threads=1)
    rows = ", ".join(
        f"({keys.email_key(address)}, {place}::BIGINT, 7::BIGINT)"
        for place, address in enumerate(PEOPLE, start=1)
    )
    session.make("person_keys", f"SELECT * FROM (VALUES {rows}) AS t(key, person, account)")
    session.make("person_roles", "SELECT 1 AS person, '' AS solution, '' AS role WHERE false")
    session.make("subscriptions", "SELECT 7 AS account, 0 AS starts_day, 9 AS ends_day WHERE false")
    session.make("account_kinds", "SELECT 7 AS account, '' AS kind WHERE false")
    session.make("people", "SELECT 1 AS person, '' AS level, '' AS excluded WHERE false")
    session.make("account_keys", "SELECT 7 AS key, 7 AS account WHERE false")
    session.make("stitched", "SELECT 7 AS key, 0 AS from_day WHERE false")
    session.make("accounts", "SELECT 7 AS account, '' AS domain, '' AS name WHERE false")
    return session


def judge(facts: list[b.Fact], program: Program = PROGRAM, on: date = b.TODAY) -> Judged:
    """Return what is thought, under some rules, of the facts that were known at the end of a day."""
    cut = AsOf(time.to_us(time.end_of_day(on, b.ZONE)), time.day_number(on), b.ZONE)
    rows = [fact.row for fact in facts if fact.row["known_at"] <= cut.us]
    session = opened()
    session.register("fact_activities", tables.table("activities", rows))
    verdicts.find(session, program)
    found = session.rows(
        f"SELECT a.fact_id, {verdicts.verdict(program)}, {verdicts.signs(program)} "
        f"FROM fact_activities a {verdicts.JOINS}"
    )
    return {fact: (WORDS[who], frozenset(verdicts.named(bits))) for fact, who, bits in found}


@contextmanager
def planted(name: str, old: str, new: str) -> Iterator[None]:
    """Plant a bug: let a query say something else for a while."""
    query = getattr(verdicts, name)
    assert old in query
    try:
        setattr(verdicts, name, query.replace(old, new))
        yield
    finally:
        setattr(verdicts, name, query)


def click(at: float, page: str = "/0", who: str = PEOPLE[0], **body: Any) -> b.Fact:
    """Return a click on the mail, so many seconds after noon."""
    body.setdefault("message_id", "one")
    return b.did(who, "email_click", asset_name=page, hour=12 + at / 3600, **body)


# 1. Neither the order of facts nor hearing them twice makes a difference.
def order_law(judged: Judge, facts: list[b.Fact], again: list[b.Fact]) -> None:
    assert judged(facts, PROGRAM, b.TODAY) == judged(again, PROGRAM, b.TODAY)


@MANY
@given(worlds, st.data())
def test_the_order_of_facts_changes_no_verdict(facts: list[b.Fact], data: st.DataObject) -> None:
    twice = data.draw(st.lists(st.sampled_from(facts), max_size=5))
    order_law(judge, facts, data.draw(st.permutations(facts + twice)))


def test_the_law_of_order_catches_one_who_looks_at_the_hit_heard_first() -> None:
    """Two at one moment, one from a server farm: which of them speaks must not be chance."""
    facts = [
        click(0, network_name="203.0.113.0/24", has_script=True),
        click(0, network_name="3.5.140.0/24", has_script=True, fact_id="other"),
        click(1, network_name="203.0.113.0/24"),
    ]
    order_law(judge, facts, facts[::-1])
    with (
        planted(
            "HITS", "network, has_script\nFROM", "any_value(network) AS network, has_script\nFROM"
        ),
        planted("HITS", "agent, network, has_script\n", "agent, has_script\n"),
        pytest.raises(AssertionError),
    ):
        order_law(judge, facts, facts[::-1])


# 2. What comes to light later changes no verdict that was given.
def later_law(judged: Judge, facts: list[b.Fact], days: int) -> None:
    now = judged(facts, PROGRAM, b.TODAY)
    then = judged(facts, PROGRAM, b.TODAY - timedelta(days=days))
    assert {fact: now[fact] for fact in then} == then


@MANY
@given(worlds, st.integers(0, 3))
def test_later_facts_change_no_verdict_that_was_given(facts: list[b.Fact], days: int) -> None:
    later_law(judge, facts, days)


LATE = {"days_ago": 3, "known_days_ago": 1}
LATER = {
    "SOON": [click(9, days_ago=3), b.did(PEOPLE[0], "email_sent", message_id="one", **LATE)],
    "LINKS": [
        click(9, "/9", days_ago=3),
        *(click(n, page, **LATE) for n, page in enumerate(PAGES)),
    ],
    "CROWDS": [
        click(9, who=who, network_name="AS64500", **(LATE if place else {"days_ago": 3}))
        for place, who in enumerate(PEOPLE)
    ],
    "PROXIED": [
        click(9, days_ago=3, network_name="AS64500"),
        click(10, network_name="AS64501", has_script=True, **LATE),
    ],
}
FORGETS_DAYS = {"SOON": ("d.known_day", "h.known_day")} | dict.fromkeys(
    ("LINKS", "CROWDS"), ("o.known_day", "h.known_day")
)
FORGETS_DAYS["PROXIED"] = ("t.known_day", "h.known_day")


@pytest.mark.parametrize("name", sorted(LATER))
def test_the_law_of_later_facts_catches_one_who_looks_back(name: str) -> None:
    later_law(judge, LATER[name], 2)
    mine, own = FORGETS_DAYS[name]
    with planted(name, f"{mine} <= {own}", "TRUE"), pytest.raises(AssertionError):
        later_law(judge, LATER[name], 2)


# 3. Rules change verdicts, all that were ever given; facts hold none.
def rules_law(judged: Judge, facts: list[b.Fact], program: Program) -> None:
    before = judged(facts, PROGRAM, b.TODAY)
    for fact, (verdict, signs) in judged(facts, program, b.TODAY).items():
        assert verdict == weighed(signs, program), fact
    assert judged(facts, PROGRAM, b.TODAY) == before


def weighed(signs: frozenset[str], program: Program) -> str:
    """Return the verdict that weights of signs add up to."""
    clause = program.engagement.verdicts
    total = sum(clause.weight(sign) for sign in signs)
    if total >= clause.machine_from:
        return "machine"
    return "unknown" if total >= clause.unknown_from else "human"


@MANY
@given(worlds, rules())
def test_rules_change_verdicts_and_leave_nothing_behind(
    facts: list[b.Fact], changes: dict[str, int]
) -> None:
    rules_law(judge, facts, presets.program(PRESET, changes))


def test_the_law_of_rules_catches_one_who_stores_what_was_first_thought() -> None:
    stored: dict[str, tuple[str, frozenset[str]]] = {}

    def storing(facts: list[b.Fact], program: Program, on: date) -> Judged:
        found = judge(facts, program, on)
        return {fact: stored.setdefault(fact, thought) for fact, thought in found.items()}

    strict = presets.program(PRESET, {"engagement.verdicts.signs.cloud_network.weight": 100})
    facts = [click(900, network_name="3.5.140.0/24")]
    rules_law(judge, facts, strict)
    with pytest.raises(AssertionError):
        rules_law(storing, facts, strict)


def test_no_kind_of_fact_has_a_column_for_a_verdict() -> None:
    named = {name for schema in schemas.SCHEMA_BY_KIND.values() for name in schema.names}
    assert not named & {"verdict", "verdicts", "is_human", "is_machine", "signs"}


# 4. A plain second implementation finds the same signs and verdicts.
def naive_law(judged: Judge, facts: list[b.Fact], program: Program) -> None:
    found = judged(facts, program, b.TODAY)
    plain = naive.Naive(naive.facts_of(b.log(facts)), naive.who(opened()), program)
    for fact in plain.facts:
        assert found[fact["fact_id"]] == (plain.verdict(fact), frozenset(plain.signs(fact)))


@MANY
@given(worlds, rules())
def test_a_plain_second_implementation_agrees(facts: list[b.Fact], changes: dict[str, int]) -> None:
    naive_law(judge, facts, presets.program(PRESET, changes))


def test_a_delivery_at_the_moment_of_a_click_bears_none_of_its_signs() -> None:
    told = b.did(PEOPLE[0], "email_sent", message_id="one", hour=12, fact_id="sent")
    assert judge([told, click(0)])["sent"] == ("human", frozenset())


def test_the_law_of_two_implementations_catches_a_slot_that_is_not_looked_beside() -> None:
    facts = [click(25 + 4 * n, page, has_script=True) for n, page in enumerate(PAGES)]
    naive_law(judge, facts, PROGRAM)
    with (
        planted("LINKS", "BETWEEN h.slot - 1 AND h.slot + 1", "BETWEEN h.slot AND h.slot"),
        pytest.raises(AssertionError),
    ):
        naive_law(judge, facts, PROGRAM)
