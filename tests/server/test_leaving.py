"""What a derivation leaves is gone on from, whatever happens meanwhile, and never shows."""

import json
import shutil

import pytest

pytestmark = pytest.mark.slow
WORK = """
import json, sys
from accord.server import commands
commands.set_up()
import pyarrow.parquet as pq
from accord.derive import derive
from accord.facts import tables
from accord.server import compactor, derivation, facts_now, home, inbox, merging
from accord.server.records.models import Generation, Segment
from accord.server.records.queries import picture, programs
from accord.values import time
from django.utils import timezone

def act(number):
    now = time.to_us(timezone.now())
    row = {"fact_id": f"act{number}", "source": "load", "occurred_at": now, "known_at": now,
           "received_at": now, "is_backfilled": False, "kind_name": "form_submitted",
           "email": f"new{number}@acme.example"}
    program = programs.current_program()
    inbox.Inbox(home.path("inbox.db"), 10**9).append_rows(
        "activities", [tables.activity(row, program.zone)]).result()

def run():
    whole, told = derive.derive, []
    derive.derive = lambda *given: told.append(whole(*given)) or told[-1]
    row = derivation.run()
    derive.derive = whole
    folder = picture.folder_of(row)
    anew = whole(facts_now.log(), programs.current_program(), time.from_us(row.as_of_us))
    apart = [name for name, table in anew.tables.items()
             if not table.equals(pq.read_table(folder / f"{name}.parquet"))]
    print(json.dumps([told[0].is_gone_on, apart]))

def merge():
    with compactor.lease():
        rows = Segment.objects.filter(kind="activities", removed_at=None)
        assert merging.merge("activities", list(rows))
"""


@pytest.fixture
def copied(lab, built):
    shutil.rmtree(lab.folder / "home")
    shutil.copytree(built / "home", lab.folder / "home")
    return lab


def test_what_is_gone_on_from_survives_kills_and_merging(copied):
    def ran(code, fault=""):
        said = copied.run(WORK + code, fault=fault, check=not fault)
        return [json.loads(line) for line in said.splitlines()]

    assert ran("run()\nact(1)\nrun()") == [[False, []], [True, []]]
    for number, point in enumerate(("generation.half_written", "generation.before_commit")):
        ran(f"act({number + 2})\nrun()", fault=point)
        assert copied.was_killed
    assert ran("act(4)\nrun()") == [[True, []]]
    (folder,) = (copied.folder / "home" / "standing").glob("standing")
    assert all(file.suffix in {".parquet", ".json"} for file in folder.iterdir())
    assert ran("merge()\nact(5)\nrun()")[0][1] == []
