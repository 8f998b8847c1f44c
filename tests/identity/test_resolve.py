"""Laws of resolving: order free, heard twice harmless, the future changes no past."""

import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import builders
from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts.log import Log
from accord.identity import resolve
from accord.program import presets
from accord.values import time

PROGRAM = presets.program()
TABLES = (
    "accounts",
    "account_keys",
    "people",
    "person_keys",
    "person_roles",
    "opportunities",
    "unmatched",
)

names = st.sampled_from(["Acme Inc", "ACME", "Globex GmbH", "Initech", "Acme Labs"])
sites = st.sampled_from(["acme.example", "www.acme.example", "globex.example", "gmail.com", None])
mails = st.sampled_from(
    [
        "ada@acme.example",
        "info@acme.example",
        "bo@globex.example",
        "cy@gmail.com",
        "di@nowhere.example",
    ]
)
ages = st.integers(0, 300)
titles = st.sampled_from(["CFO", "Head of IT", None])
ids_ = st.sampled_from(["1", "2", "3"])
companies = st.builds(
    lambda name, site, age, key: builders.company(name, site, external_id=key, days_ago=age),
    names,
    sites,
    ages,
    ids_,
)
people = st.builds(
    lambda mail, title, age, key: builders.person(mail, title, external_id=key, days_ago=age),
    mails,
    titles,
    ages,
    ids_,
)
leads = st.builds(
    lambda mail, name, age, into: builders.lead(
        mail, None, name, days_ago=age, converted_external_id=into
    ),
    mails,
    names,
    ages,
    st.sampled_from(["1", "2", None]),
)
links = st.builds(
    lambda mail, age, undone: builders.link("browser:1", mail, days_ago=age, is_undone=undone),
    mails,
    ages,
    st.booleans(),
)
acts = st.builds(lambda mail, age: builders.visit(mail, days_ago=age), mails, ages)
facts = st.lists(st.one_of(companies, people, leads, links, acts), max_size=14)


def picture(log: Log, days_ago: int = 0) -> dict[str, list[tuple[object, ...]]]:
    day = time.from_day(builders.day(days_ago))
    us = time.to_us(time.end_of_day(day, PROGRAM.zone))
    moment = AsOf(us, time.day_number(day), PROGRAM.zone)
    with Session() as session:
        logs.open_log(session, log, moment)
        resolve.resolve(session, PROGRAM, moment)
        return {name: sorted(session.rows(f"SELECT * FROM {name}"), key=repr) for name in TABLES}


def shuffled(log: Log, seed: int) -> Log:
    def mixed(table: pa.Table) -> pa.Table:
        order = list(range(table.num_rows))
        random.Random(seed).shuffle(order)
        return table.take(order)

    return Log(
        tables_by_kind={k: tuple(mixed(t) for t in ts) for k, ts in log.tables_by_kind.items()}
    )


@given(facts, st.integers(0, 99))
@settings(max_examples=15)
def test_order_means_nothing_and_a_fact_heard_twice_counts_once(told, seed) -> None:
    log = builders.log(*told)
    twice = Log(tables_by_kind={k: ts + ts for k, ts in log.tables_by_kind.items()})
    expected = picture(log)
    assert picture(shuffled(log, seed)) == expected
    assert picture(shuffled(twice, seed)) == expected


@given(facts, facts, st.integers(1, 250))
@settings(max_examples=15)
def test_what_is_known_later_changes_no_past_picture(told, later, days_ago) -> None:
    log = builders.log(*told)
    cut = builders.moment(days_ago, 24)
    new = [one for one in later if one.row["known_at"] > cut]
    assert picture(builders.log(*told, *new), days_ago) == picture(log, days_ago)


@given(facts, facts)
@settings(max_examples=15)
def test_an_id_once_given_still_leads_somewhere(told, later) -> None:
    """Facts that come later in time may merge accounts and people, but lose no id."""
    old = [one for one in told if not one.row.get("is_deleted")]
    new = [
        builders.Fact(one.kind, one.row | {"received_at": builders.moment(0, 23)}) for one in later
    ]
    before, after = picture(builders.log(*old)), picture(builders.log(*old, *new))
    accounts = {row[0] for row in after["account_keys"]}
    persons = {row[0] for row in after["person_keys"]}
    assert {row[0] for row in before["accounts"]} <= accounts
    assert {row[0] for row in before["people"]} <= persons
    for tables in (before, after):
        assert {row[1] for row in tables["account_keys"]} == {row[0] for row in tables["accounts"]}
        assert len({row[0] for row in tables["people"]}) == len(tables["people"])
        assert len({row[0] for row in tables["person_keys"]}) == len(tables["person_keys"])


def test_an_office_address_that_a_second_record_bears_takes_no_id_along() -> None:
    lead = builders.lead("info@acme.example", converted_external_id="1")
    contact = builders.person(
        "info@acme.example", external_id="1", received_at=builders.moment(0, 23)
    )
    before, after = picture(builders.log(lead)), picture(builders.log(lead, contact))
    ids_before = {row[0] for row in before["people"]}
    assert ids_before <= {row[0] for row in after["person_keys"]}


def test_nothing_told_gives_empty_tables() -> None:
    assert all(rows == [] for rows in picture(Log()).values())


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "UTC"])
def test_days_are_those_of_the_zone(zone: str) -> None:
    from zoneinfo import ZoneInfo

    from accord.identity import zones

    with Session() as session:
        moments = [1_773_532_799_000_000 + step * 1_799_000_003 for step in range(-3000, 20_000, 7)]
        moments += [500_000_000_000_000, 2_900_000_000_000_000]
        session.register("moments", pa.table({"at_us": pa.array(moments, pa.int64())}))
        zones.register_weeks(session, ZoneInfo(zone))
        sql = (
            f"SELECT m.at_us, {zones.day_of('m.at_us', ZoneInfo(zone))}, "
            f"{zones.joined_day('m.at_us', ZoneInfo(zone))} FROM moments AS m {zones.joined('m.at_us')}"
        )
        rows = session.rows(sql)
    assert len(rows) == len(moments)
    assert all(day == by_join == time.day_of(us, ZoneInfo(zone)) for us, day, by_join in rows)
