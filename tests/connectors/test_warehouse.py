"""Queries over real SQLite, DuckDB and Parquet files: read-only, column by column, from a cursor on."""

import sqlite3
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from accord.connectors.crm.feed import Reader
from accord.connectors.crm.shape import Context
from accord.connectors.warehouse import client, query
from accord.connectors.warehouse.client import Access
from accord.connectors.warehouse.feed import Feed
from accord.connectors.warehouse.query import Query
from accord.values.errors import AccordError
from files_cast import RECEIVED, ZONE

FIRMS = [(n, f"Firm {n}", f"firm{n}.example", f"2026-09-{n % 28 + 1:02d} 08:00:00") for n in range(1, 31)]  # fmt: skip
ASKED = Query("Firms", "companies", "SELECT id AS record_id, name, site AS domain, updated_at FROM firms", "updated_at")  # fmt: skip


@pytest.fixture
def sqlite(tmp_path: Path) -> Access:
    with sqlite3.connect(tmp_path / "w.db") as connection:
        connection.execute("create table firms(id integer, name text, site text, updated_at text)")
        connection.executemany("insert into firms values (?, ?, ?, ?)", FIRMS)
    connection.close()
    return Access(f"sqlite://{tmp_path}/w.db")


@pytest.fixture
def duck(tmp_path: Path) -> Access:
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        connection.execute("create table firms(id int, name text, site text, updated_at timestamp)")
        connection.executemany("insert into firms values (?, ?, ?, ?)", FIRMS)
    return Access(f"duckdb://{tmp_path}/w.duckdb")


@pytest.fixture
def parquet(tmp_path: Path) -> Access:
    (tmp_path / "exports").mkdir()
    for part in (0, 1):
        rows = FIRMS[part * 15 : part * 15 + 15]
        columns = dict(zip(("id", "name", "site", "updated_at"), zip(*rows, strict=True), strict=True))  # fmt: skip
        pq.write_table(pa.table(columns), tmp_path / "exports" / f"{part}.parquet")
    return Access(f"parquet://{tmp_path}/exports")


def feed(access, asked, **more):
    return Feed(access, [asked], Context("warehouse-1", ZONE), **more)


def read(access, asked, cursor=None):
    found = feed(access, asked)
    batches = list(Reader(found, RECEIVED).batches(asked.name, cursor))
    rows = [row for each in batches for kind in each.facts() for row in each.facts()[kind].to_pylist()]  # fmt: skip
    return rows, batches[-1].cursor


@pytest.mark.parametrize("kind", ["sqlite", "duck", "parquet"])
def test_first_everything_then_what_is_new(kind, request):
    access = request.getfixturevalue(kind)
    asked = ASKED if kind != "parquet" else Query("F", "companies", ASKED.sql.replace("firms", "files"), "updated_at")  # fmt: skip
    rows, cursor = read(access, asked)
    assert len(rows) == 30
    assert {row["source"] for row in rows} == {"warehouse-1"}
    one = next(row for row in rows if row["external_id"] == "7")
    assert (one["name"], one["domain"]) == ("Firm 7", "firm7.example")
    again, same = read(access, asked, cursor)
    assert {row["fact_id"] for row in again} < {row["fact_id"] for row in rows}
    assert [row["external_id"] for row in again] == [
        "27"
    ]  # the newest, read again: nothing is missed
    assert same == cursor


def test_a_row_that_came_late_with_the_cursor_s_own_value_is_not_missed(sqlite):
    _, cursor = read(sqlite, ASKED)
    with sqlite3.connect(sqlite.path()) as connection:
        connection.execute(
            "insert into firms values (99, 'Late', 'late.example', ?)", FIRMS[26][3:]
        )
    connection.close()
    again, _ = read(sqlite, ASKED, cursor)
    assert {row["external_id"] for row in again} == {"27", "99"}


def test_without_a_cursor_everything_is_read_and_says_the_same(sqlite):
    asked = Query("Firms", "companies", ASKED.sql)
    first, cursor = read(sqlite, asked)
    second, _ = read(sqlite, asked, cursor)
    assert {row["fact_id"] for row in first} == {row["fact_id"] for row in second}


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM firms",
        "UPDATE firms SET name = 'x'",
        "SELECT 1; DROP TABLE firms",
        "SELECT 1) AS q; DROP TABLE firms; SELECT * FROM (SELECT 1",
        "ATTACH 'other.db' AS other",
        "PRAGMA writable_schema = 1",
        "",
    ],
)
def test_what_is_no_single_question_is_refused(sql):
    with pytest.raises(AccordError):
        query.check(Query("Q", "companies", sql))


@pytest.mark.parametrize("sql", ["SELECT ';' AS a", "with x as (select 1) select * from x;", "SELECT 1 -- a; b"])  # fmt: skip
def test_a_sign_inside_a_text_or_a_remark_ends_no_question(sql):
    query.check(Query("Q", "companies", sql))


def test_a_question_can_neither_write_nor_open_another_file(sqlite, duck, tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    for access, sql in (
        (sqlite, "SELECT load_extension('x')"),
        (duck, f"SELECT * FROM read_csv('{tmp_path}/secret.csv')"),
        (duck, f"COPY firms TO '{tmp_path}/out.csv'"),
        (sqlite, f"ATTACH '{tmp_path}/other.db' AS o"),
        (sqlite, "DELETE FROM firms RETURNING *"),
    ):
        with pytest.raises(AccordError):
            list(client.rows(access, sql, []))
    assert not (tmp_path / "out.csv").exists()
    assert not (tmp_path / "other.db").exists()
    assert len(read(sqlite, ASKED)[0]) == 30


def test_columns_are_read_by_name_and_as_the_team_says():
    names = ["firm_no", "company", "homepage", "heads", "note"]
    asked = Query("Q", "companies", "SELECT 1", mapping={"firm_no": "external_id", "note": ""})
    found = {column.header: column.field for column in query.columns(asked, names)}
    assert found == {
        "firm_no": "external_id", "company": "name", "homepage": "website", "heads": "custom",
    }  # fmt: skip
    with pytest.raises(AccordError, match="can't be read as 'shoe size'"):
        query.columns(Query("Q", "companies", "S", mapping={"heads": "shoe size"}), names)
    with pytest.raises(AccordError, match="need name or domain or website"):
        query.columns(Query("Q", "companies", "S"), ["heads"])
    with pytest.raises(AccordError, match="activities need kind_name"):
        query.columns(Query("Q", "activities", "S"), ["email", "occurred_at"])


def test_another_mapping_makes_other_facts_and_the_same_one_the_same(sqlite):
    mapped = Query(ASKED.name, "companies", ASKED.sql, mapping={"name": "custom"})
    plain, _ = read(sqlite, ASKED)
    other, _ = read(sqlite, mapped)
    assert {row["fact_id"] for row in plain}.isdisjoint(row["fact_id"] for row in other)
    assert {row["name"] for row in other} == {None}


def test_activities_without_ids_are_each_their_own(sqlite):
    sql = "SELECT site AS domain, 'page_view' AS kind_name, updated_at AS occurred_at FROM firms"
    rows, _ = read(sqlite, Query("Visits", "activities", sql))
    assert len({row["fact_id"] for row in rows}) == 30


def test_a_date_that_may_be_two_days_is_refused_and_not_guessed(sqlite):
    sql = "SELECT id, name, 'Open' AS stage, '4/5/2026' AS close_date, 10.5 AS amount FROM firms"
    found = feed(sqlite, Query("Deals", "opportunities", sql))
    (batch,) = list(Reader(found, RECEIVED).batches("Deals", None))
    assert batch.taken == 0
    assert all("is no date in the order" in issue.reason for issue in batch.issues)


def test_a_cursor_survives_being_written_down_and_times_begin_a_little_earlier():
    moment = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
    assert query.told(query.kept(moment)) == datetime(2026, 9, 1, 8, 20, tzinfo=UTC)
    assert query.told(query.kept(date(2026, 9, 1))) == date(2026, 9, 1)
    assert query.told(query.kept(Decimal("7.50"))) == Decimal("7.50")
    assert query.told(query.kept(12)) == 12


def test_a_percent_sign_of_a_question_is_no_place_for_a_value():
    asked = Query("Q", "companies", "SELECT * FROM t WHERE a LIKE '%x%s'", 'b"c')
    sql, values = query.text(asked, 5, "%s")
    assert (sql % ("VALUE",)).endswith("LIKE '%x%s'\n) AS accord_query WHERE \"b\"\"c\" >= VALUE ORDER BY \"b\"\"c\"")  # fmt: skip
    assert values == [5]


def ask(access, sql, cursor=""):
    asked = Query("Firms", "companies", sql, cursor)
    return list(feed(access, asked).pages("Firms", None))


def test_what_is_not_there_is_named(sqlite, tmp_path):
    with pytest.raises(AccordError, match="Firms: the query can't be answered: no such table"):
        ask(sqlite, "SELECT * FROM absent")
    with pytest.raises(AccordError, match="no column 'updated' to go on by; there are name, site"):
        ask(sqlite, "SELECT name, site FROM firms", "updated")
    with pytest.raises(AccordError, match="there is no"):
        list(client.rows(Access(f"sqlite://{tmp_path}/none.db"), "SELECT 1", []))


def test_a_driver_that_is_not_installed_is_named_with_the_way_to_get_it():
    with pytest.raises(AccordError, match="pip install snowflake-connector-python"):
        list(client.rows(Access("snowflake://account/db/schema"), "SELECT 1", []))
