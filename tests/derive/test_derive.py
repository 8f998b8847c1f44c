"""The whole picture: the same arguments, the same tables."""

import json

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import builders as b
from accord.derive import account as accounts
from accord.derive import derive, difference, publishing
from accord.derive.derive import Picture
from accord.engine.session import Limits, Session
from accord.facts.log import Log
from accord.program import presets
from accord.values import ids

PROGRAM = presets.program("default_mid_market_saas")


def facts() -> list[b.Fact]:
    rows = [
        b.company("Acme", "acme.example", **b.GOOD),
        b.company("Globex", "globex.example", **b.GOOD, parent_external_id="acme"),
        *b.three_companies(),
        b.person("hank@globex.example", "CFO", "globex.example"),
        b.did("hank@globex.example", "email_reply", days_ago=3),
    ]
    visits = [
        b.visit(who, page, days_ago=ago)
        for ago in range(1, 60, 7)
        for who, page in (
            ("ada@acme.example", "/pricing"),
            ("ivan@acme.example", "/docs"),
            ("browser:1", "/customers"),
        )
    ]
    nameless = [b.visit("browser:9", "/", days_ago=4, company="initech.example")]
    return [*rows, *visits, *nameless]


@pytest.fixture(scope="module")
def log() -> Log:
    return b.log(facts())


@pytest.fixture(scope="module")
def picture(log: Log) -> Picture:
    return derive.derive(log, PROGRAM, b.AS_OF)


def test_the_same_arguments_give_the_same_picture(log: Log, picture: Picture) -> None:
    again = derive.derive(log, PROGRAM, b.AS_OF)
    assert again.tables.keys() == picture.tables.keys()
    assert [n for n, t in again.tables.items() if not t.equals(picture.tables[n])] == []


def test_what_is_dated_before_1970_breaks_nothing_and_scores_nothing(
    log: Log, picture: Picture
) -> None:
    old = b.did("hank@globex.example", "email_reply", days_ago=20_700, known_days_ago=2)
    again = derive.derive(b.log([*facts(), old]), PROGRAM, b.AS_OF)
    assert b.moment(20_700) < 0
    columns = ["account", "engagement", "fit"]
    assert (
        again.tables["account_rows"]
        .select(columns)
        .equals(picture.tables["account_rows"].select(columns))
    )


@pytest.mark.slow
def test_one_thread_gives_the_picture_that_several_at_a_time_give(
    log: Log, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "limits", Limits(threads=1))
    alone = derive.derive(log, PROGRAM, b.AS_OF)
    assert [n for n in picture.tables if not alone.tables[n].equals(picture.tables[n])] == []


def test_every_published_table_is_sorted_by_account(picture: Picture) -> None:
    for name, order in publishing.ORDERS.items():
        if order.startswith("account"):
            column = picture.tables[name]["account"].to_pylist()
            assert column == sorted(column), name


def test_an_account_row_has_every_column_that_lists_show(picture: Picture) -> None:
    rows = {row["name"]: row for row in picture.tables["account_rows"].to_pylist()}
    acme = rows["Acme"]
    assert acme["owner"] == "sam@seller.example"
    assert acme["engagement"] == sum(
        r["points"]
        for r in picture.tables["person_now"].to_pylist()
        if r["account"] == acme["account"]
    )
    assert len(acme["spark"]) <= 26
    assert acme["spark"][-1] == acme["engagement"] // 100_000
    assert len(acme["seats_shape"]) == acme["seats_required"]
    assert "ada" in acme["search_text"]
    assert acme["why_now"].startswith("Ada (CFO) read customers 4 times yesterday")
    assert rows["Initech"]["why_now"].startswith("A visitor read the home page")


@pytest.mark.parametrize("names", [("Acme",), ("Globex",), ("Initech",), ("Acme", "Globex")])
def test_an_account_depends_on_its_own_facts_only(
    log: Log, picture: Picture, names: tuple[str, ...]
) -> None:
    rows = picture.tables["accounts"].to_pylist()
    chosen = [row["account"] for row in rows if row["name"] in names]
    alone = accounts.derive_accounts(log, PROGRAM, b.AS_OF, chosen, picture.tables)
    for name, table in alone.items():
        if "account" in table.column_names:
            whole = picture.tables[name]
            wanted = whole.filter(pc.is_in(whole["account"], value_set=pa.array(chosen)))
            assert table.to_pylist() == wanted.to_pylist(), name


def test_a_decision_shows_when_its_account_is_derived_alone(log: Log, picture: Picture) -> None:
    (acme,) = [r["account"] for r in picture.tables["accounts"].to_pylist() if r["name"] == "Acme"]
    lock = b.decision("tier_locked", {"tier": "one_to_one"}, account=acme, reason="Because")
    later = log.plus("decisions", *b.log(lock).tables_by_kind["decisions"])
    found = accounts.derive_accounts(later, PROGRAM, b.AS_OF, [acme], picture.tables)
    assert found["targets"]["lock_reason"].to_pylist() == ["Because"]


def test_the_receipts_of_one_account_add_up_to_its_row(log: Log, picture: Picture) -> None:
    for row in picture.tables["account_rows"].to_pylist():
        found = accounts.receipt_of(log, PROGRAM, b.AS_OF, row["account"], picture.tables)
        assert found["engagement"].total == row["engagement"]
        assert found["fit"].total == row["fit"]
        assert all(receipt.is_exact() for receipt in found.values())


def test_of_two_account_executives_the_one_said_last_owns_the_account(log: Log) -> None:
    mail = "zoe@seller.example"
    said = b.team("acme.example", "account_executive", mail, days_ago=2)
    picture = derive.derive(
        log.plus("account_team", *b.log(said).tables_by_kind["account_team"]), PROGRAM, b.AS_OF
    )
    (acme,) = [r for r in picture.tables["account_rows"].to_pylist() if r["name"] == "Acme"]
    assert acme["owner"] == mail


def test_a_name_with_tabs_quotes_and_line_breaks_stands_in_the_team(log: Log) -> None:
    name = 'Sam "the\tman"\n\\ O\'Hara'
    said = b.team("acme.example", "marketer", "kim@seller.example", user_name=name)
    more = log.plus("account_team", *b.log(said).tables_by_kind["account_team"])
    rows = derive.derive(more, PROGRAM, b.AS_OF).tables["account_rows"].to_pylist()
    (acme,) = [row for row in rows if row["name"] == "Acme"]
    assert [member["user_name"] for member in json.loads(acme["team"])] == ["Sam", name]


def test_nothing_differs_between_a_picture_and_itself(picture: Picture) -> None:
    assert derive.difference(picture, picture) == []


def test_what_changed_is_said_with_its_unit(log: Log, picture: Picture) -> None:
    more = [b.did("hank@globex.example", "meeting_held", days_ago=1)]
    after = derive.derive(
        log.plus("activities", *b.log(more).tables_by_kind["activities"]), PROGRAM, b.AS_OF
    )
    changes = derive.difference(picture, after)
    assert {change.name for change in changes} == {"Globex"}
    (rose,) = [change for change in changes if change.kind == "engagement"]
    assert rose.sentence.startswith("Globex rose ")
    assert " points, to " in rose.sentence
    assert [change.weight for change in changes] == sorted(
        (c.weight for c in changes), reverse=True
    )


def test_a_signature_moves_tiers_in_words(log: Log, picture: Picture) -> None:
    (acme,) = [r["account"] for r in picture.tables["accounts"].to_pylist() if r["name"] == "Acme"]
    signed = b.decision("list_signed", {"tiers": {ids.public_id(acme): "one_to_few"}})
    after = derive.derive(
        log.plus("decisions", *b.log(signed).tables_by_kind["decisions"]), PROGRAM, b.AS_OF
    )
    said = [str(change) for change in derive.difference(picture, after)]
    before = picture.tables["targets"].to_pylist()
    was = next(r["tier"] for r in before if r["account"] == acme).replace("_", "-")
    assert f"Acme moved from {was} to one-to-few." in said


def test_measures_that_read_otherwise_are_listed(log: Log, picture: Picture) -> None:
    after = derive.derive(b.log(facts()[:3]), PROGRAM, b.AS_OF)
    moved = difference.of_measures(picture.tables, after.tables)
    assert any(one.measure == "list_by_tier" or one.before != one.after for one in moved)


def test_an_empty_log_gives_an_empty_picture() -> None:
    empty = derive.derive(Log(), PROGRAM, b.AS_OF)
    assert empty.tables["account_rows"].num_rows == 0
    assert empty.tables["funnel"].num_rows == 7


def test_every_published_table_is_given_away_once_as_it_is_in_the_picture(log, picture) -> None:
    given: dict[str, list[pa.Table]] = {}
    derive.derive(
        log, PROGRAM, b.AS_OF, lambda name, table: given.setdefault(name, []).append(table)
    )
    assert set(given) == set(picture.tables) == set(publishing.ORDERS)
    for name, tables in given.items():
        assert [table.equals(picture.tables[name]) for table in tables] == [True], name


def test_seats_engaged_are_among_those_known_and_those_among_the_required(picture) -> None:
    groups = picture.tables["group_now"].to_pylist()
    assert any(row["engaged"] for row in groups)
    assert all(row["engaged"] <= row["known"] <= row["required"] for row in groups)
