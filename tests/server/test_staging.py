"""What was read from files waits beside the upload, whatever kind of fact it is."""

from types import MappingProxyType

import pyarrow as pa
import pytest

from accord.connectors.files.plan import Chunk, Plan
from accord.facts import schemas
from accord.server import staging

pytestmark = pytest.mark.django_db

PLAN = Plan(
    name="facts.csv",
    kind="plain",
    kind_how="said",
    source="csv",
    system="plain",
    dialect=None,
    encoding="utf-8",
    is_gzip=False,
    sheet=None,
    header_row=1,
    columns=(),
    mapping=(),
    questions=(),
    row_count=1,
)


@pytest.mark.parametrize("kind", sorted(schemas.SCHEMA_BY_KIND))
def test_facts_of_every_kind_wait_and_come_back(kind, home_folder):
    head = {"fact_id": "fact-1", "occurred_at": 2, "known_at": 3, "source": "csv"}
    schema = schemas.SCHEMA_BY_KIND[kind]
    assert set(head) <= set(schema.names)
    row = {name: head.get(name) for name in schema.names}
    table = pa.Table.from_pylist([row], schema=schema)
    with staging.Staging(home_folder) as open_staging:
        open_staging.add(PLAN, Chunk(MappingProxyType({kind: table}), (), (), 1, 1))
    (found,) = staging.tables(home_folder)
    assert found[0] == kind
    assert found[1].select(schema.names).to_pylist() == [row]
