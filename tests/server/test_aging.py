"""Facts that are too old go down to the bytes, nothing younger, and nothing unless a team says so."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer.testing

import postgres
from accord import cli
from accord.server import privacy_commands
from accord.server.actions import erase, users
from accord.server.erasing import aging
from accord.server.records.models import AuditEntry, Job
from accord.values.errors import AccordError, RefusedError

PRELUDE = """
from accord.server import commands
commands.set_up()
import json, sys
from datetime import timedelta
import pyarrow.parquet as pq
from django.utils import timezone
import erase_work
from accord.server import compactor, derivation, home, segments, seen
from accord.server.actions import erase
from accord.server.erasing import aging
from accord.server.records.models import Job, Segment
from accord.values import time

def facts(*columns):
    names = Segment.objects.filter(removed_at=None, kind="activities").values_list("name", flat=True)
    return [row for n in names for row in segments.read("activities", n, list(columns)).to_pylist()]
"""
PLANT = """
def act(ago, n, **more):
    at = time.to_us(timezone.now() - timedelta(days=ago))
    return erase_work.act("old.timer@acme.example", n, occurred_at=at, text=f"said {ago} days ago",
                          network_name=f"203.0.{ago}.0/24") | {"fact_id": f"aged:{ago}:{n}"} | more
erase_work.append("activities", [act(ago, 1) for ago in (20, 38, 42, 60)])
with compactor.lease():
    compactor.Compactor().drain()
erase_work.append("activities", [act(61, 2)])
erase.keep_facts_for(None, {"activities": 40, "networks": 30})
print(json.dumps(len(facts("fact_id"))))
"""
LOOK = """
cut = time.to_us(timezone.now() - timedelta(days=40))
rows = facts("fact_id", "occurred_at", "network_name", "text")
counted = [pq.read_table(f)["day"] for f in home.path("generations").glob("*/counted.parquet")]
print(json.dumps({
    "old": sum(row["occurred_at"] < cut for row in rows), "rows": len(rows),
    "planted": {row["fact_id"]: row["network_name"] for row in rows if row["fact_id"].startswith("aged:")},
    "first_counted": min(min(days.to_pylist()) for days in counted if len(days)),
    "cut_day": cut // 86_400_000_000, "receipts": aging.receipts(),
    "derive": Job.objects.filter(name="derive", state="waiting").exists(),
    "standing": len([f for f in home.path("standing").rglob("*.parquet")]),
}))
"""


@dataclass
class Home:
    """A workspace on which processes work, and may be killed."""

    folder: Path

    def do(self, code, *, fault=""):
        environment = os.environ | {"ACCORD_HOME": str(self.folder), "ACCORD_FAULT": fault}
        environment |= postgres.of_home(self.folder)
        paths = [str(Path(__file__).parent), *sys.path]
        done = subprocess.run(
            [sys.executable, "-c", PRELUDE + code],
            env=environment | {"PYTHONPATH": os.pathsep.join(paths)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == (-9 if fault else 0), done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    def bytes_with(self, text):
        """Tell in which files a text stands, tables decoded by the scan of erasures' tests."""
        from scanning import Scan

        return Scan(self.folder, text).hits


@pytest.mark.slow
def test_what_is_too_old_is_nowhere_after_a_kill_and_nothing_younger_goes(built, tmp_path):
    shutil.copytree(built / "home", tmp_path / "home")
    home = Home(tmp_path / "home")
    before = home.do(PLANT)
    assert home.bytes_with("said 60 days ago")
    assert home.bytes_with("said 61 days ago"), "in the inbox"
    home.do("aging.run()", fault="aging.segment_written")
    found = home.do("aging.run(); aging.run()" + LOOK)
    assert found["old"] == 0
    assert found["first_counted"] >= found["cut_day"] - 1
    assert found["planted"] == {"aged:20:1": "203.0.20.0/24", "aged:38:1": None}
    again, receipt = found["receipts"]
    assert again["count"]["activities"] == 0
    assert receipt["state"] == "done"
    assert receipt["count"]["activities"] == before + 1 - found["rows"] >= 3
    assert receipt["count"]["networks"] >= 1
    assert found["derive"]
    assert found["standing"] == 0
    for gone in ("said 42 days ago", "said 60 days ago", "said 61 days ago", "203.0.38.0/24"):
        assert home.bytes_with(gone) == [], gone
    assert home.bytes_with("said 38 days ago")


@pytest.mark.django_db
def test_nothing_goes_unless_the_team_says_so(home_folder):
    aging.ask()
    assert not Job.objects.filter(name="age").exists()
    assert aging.days() == {}


@pytest.mark.django_db
def test_an_admin_says_how_long_facts_are_kept_and_for_ever_again(home_folder):
    robin = users.add_user(None, "robin@acme.example", "Robin", "admin")
    mia = users.add_user(None, "mia@acme.example", "Mia", "marketing")
    with pytest.raises(RefusedError):
        erase.keep_facts_for(mia, {"activities": 400})
    with pytest.raises(AccordError, match="30 to 3,650 days, or nothing for ever"):
        erase.keep_facts_for(robin, {"activities": 3})
    erase.keep_facts_for(robin, {"activities": 400}, now=True)
    assert aging.days() == {"activities": 400}
    assert Job.objects.filter(name="age").exists()
    assert AuditEntry.objects.filter(action="set_facts_kept", done_by=robin.email).exists()
    erase.keep_facts_for(robin, {})
    assert aging.days() == {}


@pytest.mark.django_db
def test_the_command_leaves_what_is_not_named_as_it_is(home_folder, capsys):
    aging.put_in_force({"activities": 400, "networks": 90})
    privacy_commands.keep({"activities": 500, "networks": None}, is_sure=True)
    assert aging.days() == {"activities": 500, "networks": 90}
    privacy_commands.keep({"activities": 0, "networks": None}, is_sure=True)
    assert aging.days() == {"networks": 90}
    assert "activities: 500 days until now, for ever from now on" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "days"), [("n\n", {}), ("", {}), ("y\n", {"activities": 500})])
def test_the_command_shows_what_would_go_and_asks_before_it_goes(home_folder, answer, days):
    asked = ["keep", "--activities", "500"]
    told = typer.testing.CliRunner().invoke(cli.app, asked, input=answer)
    assert "goes: 0 activities" in told.output
    assert "Put it in force?" in told.output
    assert aging.days() == days
    assert Job.objects.filter(name="age").exists() is bool(days)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_page_shows_what_would_go_before_it_goes(workspace, client):
    client.force_login(users.add_user(None, "rae@acme.example", "Rae", "admin"))
    shown = client.post("/settings/privacy/facts/", {"activities": "60", "networks": ""})
    would_go = aging.count({"activities": 60})
    assert would_go.activities > 0
    assert f"{would_go.activities:,} activities" in shown.content.decode()
    assert aging.days() == {}, "to look changes nothing"
    kept = client.post("/settings/privacy/facts/", {"activities": "60", "keep": "1"})
    assert kept.status_code == 302
    assert aging.days() == {"activities": 60}
    assert (
        client.post("/settings/privacy/facts/", {"activities": "x", "keep": "1"}).status_code < 500
    )
    assert aging.days() == {"activities": 60}
    client.post("/settings/privacy/facts/", {"activities": "", "networks": ""})
    assert aging.days() == {}
