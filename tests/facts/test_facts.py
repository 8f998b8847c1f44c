from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from accord.facts import activity_kinds, keys, schemas, tables
from accord.facts.log import Log
from accord.values import ids

ZONE = ZoneInfo("America/New_York")
HEAD = {
    "fact_id": "1",
    "source": "site",
    "occurred_at": 1_790_000_000_000_000,
    "known_at": 1_790_000_000_000_000,
    "received_at": 1_790_000_000_000_000,
    "is_backfilled": False,
}


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_every_kind_begins_with_the_same_head(kind: str) -> None:
    assert schemas.SCHEMA_BY_KIND[kind].names[: len(schemas.HEAD)] == list(schemas.HEAD)


def test_a_column_that_is_not_given_is_unknown() -> None:
    table = tables.table("companies", [{**HEAD, "name": "Acme"}])
    assert table.column("employees").to_pylist() == [None]


def test_a_column_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'nmae'"):
        tables.table("companies", [{**HEAD, "nmae": "Acme"}])


def test_an_activity_gets_its_whole_number_columns() -> None:
    row = tables.activity(
        {**HEAD, "kind_name": "page_view", "email": "Ada@Acme.example", "asset_name": "/pricing"},
        ZONE,
    )
    assert row["kind"] == ids.code32("page_view")
    assert row["channel_name"] == "site"
    assert row["person_key"] == keys.email_key("ada@acme.example")
    assert tables.table("activities", [row]).num_rows == 1


def test_a_browser_stands_for_a_person_until_one_is_known() -> None:
    row = tables.activity({**HEAD, "kind_name": "own_kind", "anonymous_id": "b1"}, ZONE)
    assert row["person_key"] == keys.anonymous_key("b1")
    assert row["channel_name"] == "other"


def test_keys_of_nothing_are_nobody() -> None:
    assert keys.record_key("crm", None) == 0
    assert keys.email_key("") == 0
    assert keys.domain_key(None) == 0
    assert keys.anonymous_key(None) == 0
    assert keys.record_key("a", "1") != keys.record_key("b", "1")
    assert keys.domain_key("Acme.example") == keys.domain_key("acme.example")


def test_a_log_refuses_an_unknown_kind_and_grows_without_changing() -> None:
    with pytest.raises(ValueError, match="'gossip'"):
        Log({"gossip": ("x.parquet",)})
    table = tables.table("companies", [{**HEAD, "name": "Acme"}])
    before = Log()
    after = before.plus("companies", table)
    assert not before.tables_by_kind
    assert after.tables_by_kind["companies"] == (table,)


def test_kinds_and_channels_have_codes_of_their_own() -> None:
    kinds = {ids.code32(kind) for kind in activity_kinds.CHANNEL_BY_KIND}
    assert len(kinds) == len(activity_kinds.CHANNEL_BY_KIND)
    assert all(isinstance(s, pa.Schema) for s in schemas.SCHEMA_BY_KIND.values())
