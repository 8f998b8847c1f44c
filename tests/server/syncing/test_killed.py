"""A run that is killed where it hurts most goes on, and comes to the same facts."""

import json

import pytest

from test_hubspot import small_portal

pytestmark = pytest.mark.slow

CONNECT = """
from accord.server import commands; commands.prepare()
from accord.server.records.models import AppUser
from accord.server.actions import connections
user = AppUser.objects.create(email="a@us.example", name="A", access_role="admin")
connections.add(user, "hubspot", {{"token": "secret-token", "address": "{address}"}})
"""
RUN = """
from accord.server import commands; commands.set_up()
from accord.connectors.crm import feed
feed.Reader.__init__.__defaults__ = (50,)
from accord.server.syncing import running
running.run(1)
"""
FACTS = """
import json
from accord.server import commands; commands.set_up()
from accord.server import compactor, manifest
with compactor.lease():
    compactor.Compactor().drain()
import pyarrow.parquet as pq
said = {}
for kind, paths in manifest.log().paths_by_kind.items():
    rows = [row for path in paths for row in pq.read_table(path, partitioning=None).to_pylist()]
    said[kind] = sorted((row["source"], row["fact_id"]) for row in rows)
print(json.dumps(said))
"""


@pytest.mark.parametrize("fault", ["sync.facts_stored", "sync.cursor_saved", "inbox.before_commit"])
def test_killed_again_and_again_it_comes_to_the_same_facts(lab, tmp_path_factory, fault) -> None:
    server = small_portal().serve()
    try:
        lab.environment |= {"ACCORD_CONNECTOR_HOSTS": "127.0.0.1"}
        lab.run(CONNECT.format(address=server.address))
        for _ in range(3):
            lab.run(RUN, fault=fault, check=False)
            assert lab.was_killed
        lab.run(RUN)
        found = json.loads(lab.run(FACTS))
    finally:
        server.close()
    assert {kind: len(rows) for kind, rows in found.items()} == {
        "companies": 2, "people": 230, "opportunities": 1, "opportunity_stages": 2, "activities": 4,
    }  # fmt: skip
    for rows in found.values():
        assert len({tuple(row) for row in rows}) == len(rows)
