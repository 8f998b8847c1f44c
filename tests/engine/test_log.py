from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import builders
from accord.engine import log as log_
from accord.engine.session import AsOf, Session
from accord.facts import schemas
from accord.facts.log import Log
from accord.values import time

AS_OF = AsOf(time.to_us(builders.AS_OF), builders.TODAY_NUMBER, builders.ZONE)


def opened(log: Log, as_of: AsOf = AS_OF) -> Session:
    session = Session(threads=1)
    log_.open_log(session, log, as_of)
    return session


def test_every_kind_has_a_view_even_where_there_are_no_facts() -> None:
    session = opened(Log())
    for kind in schemas.KINDS:
        assert session.columns(f"fact_{kind}") == schemas.SCHEMA_BY_KIND[kind].names
        assert session.rows(f"SELECT count(*) FROM fact_{kind}") == [(0,)]


def test_what_was_not_yet_known_is_not_there() -> None:
    facts = [
        builders.visit("ada@acme.example", days_ago=9, known_days_ago=2),
        builders.visit("ada@acme.example", days_ago=5),
    ]
    log = builders.log(facts)
    then = AsOf(builders.moment(3, 23), builders.day(3), builders.ZONE)
    assert opened(log, then).rows("SELECT day FROM fact_activities") == [(builders.day(5),)]
    assert opened(log).rows("SELECT count(*) FROM fact_activities") == [(2,)]


def test_files_and_tables_are_one_log(tmp_path: Path) -> None:
    first, second = (builders.log(builders.company(name)) for name in ("Acme", "Globex"))
    path = tmp_path / "it's one.parquet"
    pq.write_table(first.tables_by_kind["companies"][0], path)
    log = Log({"companies": (str(path),)}, second.tables_by_kind)
    found = opened(log).rows("SELECT name FROM fact_companies ORDER BY name")
    assert found == [("Acme",), ("Globex",)]


@pytest.mark.parametrize("kind", ["companies", "people"])
def test_a_fact_that_stands_in_two_places_is_there_once(tmp_path: Path, kind: str) -> None:
    log = builders.log(builders.company("Acme"), builders.person("ada@acme.example"))
    path = tmp_path / "segment.parquet"
    pq.write_table(log.tables_by_kind[kind][0], path)
    twice = Log({kind: (str(path),)}, log.tables_by_kind)
    assert opened(twice).rows(f"SELECT count(*) FROM fact_{kind}") == [(1,)]


def test_of_two_facts_with_one_id_the_one_received_first_stands() -> None:
    facts = [
        builders.company("Acme", domain=domain, fact_id="1", days_ago=days)
        for domain, days in (("late.example", 1), ("early.example", 9), ("later.example", 0))
    ]
    found = opened(builders.log(facts)).rows("SELECT domain FROM fact_companies")
    assert found == [("early.example",)]


def test_a_table_with_columns_in_another_order_is_put_in_shape() -> None:
    table = builders.log(builders.company("Acme")).tables_by_kind["companies"][0]
    turned = table.select(table.column_names[::-1]).replace_schema_metadata({"a": "b"})
    log = Log(tables_by_kind={"companies": (turned, table.schema.empty_table())})
    assert opened(log).rows("SELECT name FROM fact_companies") == [("Acme",)]
    assert isinstance(turned, pa.Table)


def without(table: pa.Table, *names: str) -> pa.Table:
    return table.drop_columns([name for name in names if name in table.column_names])


NEW = ("network", "network_name", "message", "message_id", "method", "has_script", "is_hidden_link")


@pytest.mark.parametrize("beside", [True, False])
def test_what_a_file_was_written_too_early_to_have_is_unknown_in_it(
    tmp_path: Path, *, beside: bool
) -> None:
    early, late = (
        builders.log(builders.visit("ada@acme.example", days_ago=ago, network_name="AS64500"))
        for ago in (9, 5)
    )
    paths = [str(tmp_path / "early.parquet"), str(tmp_path / "late.parquet")]
    pq.write_table(without(early.tables_by_kind["activities"][0], *NEW), paths[0])
    pq.write_table(late.tables_by_kind["activities"][0], paths[1])
    log = Log({"activities": tuple(paths if beside else paths[:1])})
    found = opened(log).rows("SELECT day, network_name, has_script FROM fact_activities ORDER BY 1")
    expected = [(builders.day(9), None, None), (builders.day(5), "AS64500", None)]
    assert found == (expected if beside else expected[:1])


def test_a_table_that_lacks_a_column_is_read_as_well() -> None:
    (table,) = builders.log(builders.visit("ada@acme.example")).tables_by_kind["activities"]
    log = Log(tables_by_kind={"activities": (without(table, *NEW),)})
    assert opened(log).rows("SELECT network, message_id FROM fact_activities") == [(None, None)]
