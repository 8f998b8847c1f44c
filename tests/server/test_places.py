"""Every folder of a home and every table is searched by some place, and what is cut is clean."""

import pyarrow as pa
import pytest

from accord.facts import keys, schemas
from accord.server.erasing import tables
from accord.server.erasing.person import Person
from accord.server.erasing.traces import Traces
from builders import log, person, visit

ADA = Person(
    number=keys.record_key("crm", "ada"),
    account=7,
    keys=frozenset({keys.record_key("crm", "ada"), keys.email_key("ada@acme.example")}),
    account_keys=frozenset({7}),
    emails=("ada@acme.example",),
    anonymous_ids=("browser-0001",),
    phones=("+44 20 7946 0958",),
    names=("Ada Byron",),
    records=(("crm", "ada"),),
    fresh=99,
)


@pytest.mark.parametrize(
    "text",
    [
        "ada@acme.example", "<Ada@ACME.example>", "?to=ada%40acme.example&x", "tel:442079460958",
        "9f0aYWRhQGFjbWUuZXhhbXBsZQ==", "key " + str(keys.email_key("ada@acme.example")),
    ],
)  # fmt: skip
def test_a_trace_is_found_however_it_is_written(text):
    traces = Traces(ADA)
    assert traces.redact(text) != text
    assert traces.are_in(text.encode())
    assert traces.are_in(b"x\x00y\x00" + text.encode("utf-16-le"))


@pytest.mark.parametrize("text", ["nada@acme.example", "ada@acme.example.org", "Ada Byronne", ""])
def test_somebody_else_s_address_stays(text):
    assert Traces(ADA).redact(text, names=True) == text


def test_a_name_goes_only_where_it_is_theirs():
    traces = Traces(ADA)
    assert traces.redact("Ada Byron asked") == "Ada Byron asked"
    assert "Byron" not in traces.redact("ada byron asked", names=True)


def table_of(kind, *facts):
    return log(*facts).tables_by_kind[kind][0]


def test_acts_stay_under_a_number_that_nothing_maps():
    table = table_of(
        "activities",
        visit("ada@acme.example", days_ago=2),
        visit("ivan@acme.example", days_ago=2),
    )
    after = tables.of_facts("activities", table, ADA, Traces(ADA))
    assert after.rows == 1
    assert after.table.num_rows == 2
    row = next(row for row in after.table.to_pylist() if row["person_key"] == 99)
    assert row["email"] is None
    assert row["company_key"] == 7
    assert row["fact_id"].startswith("erased:")


def test_records_go_and_so_does_everything_under_full_removal():
    table = table_of(
        "people", person("ada@acme.example", external_id="ada"), person("b@acme.example")
    )
    assert tables.of_facts("people", table, ADA, Traces(ADA)).table.num_rows == 1
    from dataclasses import replace

    full = replace(ADA, fresh=0)
    acts = table_of("activities", visit("ada@acme.example"))
    assert tables.of_facts("activities", acts, full, Traces(full)).table.num_rows == 0


def test_a_deal_loses_its_contact_and_nothing_else():
    row = dict.fromkeys(schemas.SCHEMA_BY_KIND["opportunities"].names)
    row |= {"fact_id": "d", "source": "crm", "contact_external_ids": ["ada", "ivan"], "name": "Ada"}
    table = pa.Table.from_pylist([row], schema=schemas.SCHEMA_BY_KIND["opportunities"])
    after = tables.of_facts("opportunities", table, ADA, Traces(ADA))
    assert after.table["contact_external_ids"].to_pylist() == [["ivan"]]
    assert after.table["name"].to_pylist() == ["Ada"]


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_every_kind_of_fact_is_rewritten_without_a_trace(kind):
    schema = schemas.SCHEMA_BY_KIND[kind]
    row = {
        field.name: "call ada@acme.example" if pa.types.is_string(field.type) else None
        for field in schema
    } | {"source": "crm", "fact_id": "f:ada@acme.example"}
    table = pa.Table.from_pylist([row], schema=schema)
    after = tables.of_facts(kind, table, ADA, Traces(ADA))
    assert after.rows == 1
    assert "acme.example" not in str(after.table.to_pylist())


@pytest.mark.django_db
def test_every_folder_of_a_home_has_its_place(home_folder):
    from accord.server.erasing.places import files
    from accord.server.erasing.places.every import PLACES

    folders = {path.name for path in home_folder.iterdir() if path.is_dir()}
    assert folders >= files.KNOWN, "a place for a folder that is none"
    assert len({place.name for place in PLACES}) == len(PLACES)


@pytest.mark.django_db
def test_numbers_and_texts_in_lists_of_a_row_are_cleaned_each_by_itself():
    from accord.server.erasing.places.rows import Rows
    from accord.server.erasing.places.shape import Asked
    from accord.server.records.models import Audience, AudienceFile

    audience = Audience.objects.create(name="A", platform="linkedin_contacts", created_by="mia")
    file = AudienceFile.objects.create(
        audience=audience, made_by="mia", rows=3, added=3, removed=0, sha256="",
        members=[ADA.number, 5, keys.email_key("ada@acme.example"), "ada@acme.example", {"ada@acme.example": True}],
    )  # fmt: skip
    assert Rows().rewrite(Asked(ADA, Traces(ADA))) == 1
    file.refresh_from_db()
    assert file.members == [99, 5, 99, "[erased]", {"[erased]": True}]
