"""A worker that is killed while a CRM is written writes nothing twice and forgets nothing."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hubspot_written import WrittenPortal
from writing_cast import FIELDS, T0

pytestmark = pytest.mark.slow
WORK = str(Path(__file__).parent / "writing_work.py")
PATH = str(Path(__file__).parents[2] / "contracts")


def do(lab, *words, fault=""):
    environment = lab.environment | {
        "ACCORD_FAULT": fault,
        "ACCORD_CONNECTOR_HOSTS": "127.0.0.1",
        "PYTHONPATH": os.pathsep.join([PATH, os.environ.get("PYTHONPATH", "")]),
    }
    done = subprocess.run(
        [sys.executable, WORK, *words], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == (-9 if fault else 0), done.stderr
    return done.stdout


@pytest.mark.parametrize("point", ["crm.planned", "crm.claimed", "crm.sent", "crm.settled"])
def test_a_kill_at_each_point_writes_once_and_forgets_nothing(built, lab, point):
    shutil.copytree(built / "home", lab.folder / "home", dirs_exist_ok=True)
    portal = WrittenPortal()
    portal.properties = {"companies": {"name", *FIELDS.values()}}
    server = portal.serve()
    try:
        for one in json.loads(do(lab, "fill", server.address)):
            portal.put("companies", one, dict.fromkeys(FIELDS.values()), T0)
        do(lab, "send", fault=point)
        do(lab, "send")
        told = json.loads(do(lab, "tell"))
    finally:
        server.close()
    assert told["states"] == ["written"]
    assert told["unmarked"] == 0, "what we wrote is ours"
    assert len(portal.objects["tasks"]) == 2
    for one, tier in told["tiers"].items():
        assert portal.objects["companies"][one]["properties"]["accord_tier"] == tier
        assert portal.updates[one] == 1
