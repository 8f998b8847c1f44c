"""Somebody who is erased is nowhere: not in a decoded file, not in a free page, not again."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from scanning import Scan

import postgres
from accord.facts import keys

pytestmark = pytest.mark.slow
WORK = str(Path(__file__).parent / "erase_work.py")
POINTS = ("erasure.kept_out", "erasure.place_done", "erasure.segment_written", "erasure.half_way")


@dataclass
class Home:
    """A workspace with somebody in it, and processes that work on it."""

    folder: Path
    email: str
    name: str
    account: str
    record: str
    source: str
    number: int

    def work(self, *words, fault=""):
        environment = os.environ | {"ACCORD_HOME": str(self.folder), "ACCORD_FAULT": fault}
        environment |= postgres.of_home(self.folder)
        done = subprocess.run(
            [sys.executable, WORK, *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == (-9 if fault else 0), done.stderr
        return done.stdout

    def scan(self):
        numbers = (keys.record_key(self.source, self.record), self.number)
        return Scan(
            self.folder, self.email, self.name, "browser-of-hers-0001", numbers=numbers
        ).hits

    def receipt(self):
        return json.loads(self.work("receipt"))

    def plant(self):
        self.work("plant", self.email, self.name, self.account, self.record, self.source)


@pytest.fixture
def lived_in(built, tmp_path):
    """Return a workspace of one's own and somebody of whom it knows much."""
    from accord.values import ids

    folder = tmp_path / "home"
    shutil.copytree(built / "home", folder)
    generation = next((folder / "generations").glob("2*"))
    people = pq.read_table(generation / "people.parquet")
    busy = pq.read_table(generation / "counted.parquet")["person"].value_counts().to_pylist()
    ranked = [one["values"] for one in sorted(busy, key=lambda one: -one["counts"])]
    listed = {row["person"]: row for row in people.to_pylist()}
    row = next(
        listed[one] for one in ranked
        if one in listed and listed[one]["account"] and listed[one]["email"] and listed[one]["name"]
        and listed[one]["external_id"]
    )  # fmt: skip
    return Home(
        folder, row["email"].lower(), row["name"], ids.public_id(row["account"]),
        row["external_id"], row["source"], row["person"],
    )  # fmt: skip


def counted(home):
    """Return how often anything was counted in the last picture, and under how many numbers."""
    name = home.work("rows").split()[1]
    table = pq.read_table(home.folder / "generations" / name / "counted.parquet")
    return pc.sum(table["counted"]).as_py() if "counted" in table.column_names else table.num_rows


def test_the_scan_finds_somebody_before_and_nothing_after(lived_in):
    lived_in.plant()
    before = lived_in.scan()
    for place in ("segments/activities", "segments/leads", "generations/", "inbox.db", "accord.db",
                  "uploads/", "exports/old.csv.gz", "exports/old.zip", "pages.log"):  # fmt: skip
        assert any(place in hit for hit in before), f"the scan is blind in {place}"
    facts = int(lived_in.work("rows").split()[0])
    total = counted(lived_in)
    begun = time.monotonic()
    lived_in.work("ask", lived_in.email)
    lived_in.work("go")
    took = time.monotonic() - begun
    assert lived_in.scan() == []
    assert took < 300
    found = lived_in.receipt()
    assert found["state"] == "done"
    assert found["person"] == ""
    assert {line["place"] for line in found["done"]} >= {"inbox", "facts in segments", "database"}
    assert found["receipt"]["backups"][0]["file"] == "/backups/last.tar.gz"
    assert (
        found["receipt"]["before"]["account"]
        == found["receipt"]["after"]["account"]
        == lived_in.account
    )
    assert int(lived_in.work("rows").split()[0]) == facts, "counts stay under a fresh number"
    assert counted(lived_in) == total


def test_somebody_known_only_since_the_last_picture_is_erased_from_it_and_stays_away(lived_in):
    email, name, record = "zoe@zephyr-gears.com", "Zoe Quillfeather", "zq-77123"
    newcomer = replace(
        lived_in, email=email, name=name, record=record, number=keys.email_key(email)
    )
    assert newcomer.scan() == []
    shown = int(newcomer.work("newcome", email, name, record, newcomer.source))
    before = newcomer.scan()
    assert shown > 0
    assert any("accord.db" in hit for hit in before), "they were not shown since the picture"
    newcomer.work("ask", email)
    newcomer.work("go")
    assert newcomer.scan() == []
    newcomer.work("again_now")
    assert newcomer.scan() == []
    again = newcomer.work("again", email, record, newcomer.source).split()
    assert again == ["0", "7"], "somebody else's company stays, and they stay away"
    newcomer.work("again_now")
    assert newcomer.scan() == []


def test_nothing_of_an_erased_person_is_stored_again(lived_in):
    lived_in.work("ask", lived_in.email)
    lived_in.work("go")
    assert lived_in.work("again", lived_in.email, lived_in.record, lived_in.source).split() == [
        "0",
        "7",
    ]
    assert lived_in.scan() == []


def accord(folder, *words):
    done = subprocess.run(
        [sys.executable, "-c", "from accord.cli import app; app()", *map(str, words)],
        env=os.environ | {"ACCORD_HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_whoever_was_erased_since_a_backup_is_erased_again_when_it_is_restored(lived_in, tmp_path):
    lived_in.plant()
    backup = tmp_path / "b.tar.gz"
    accord(lived_in.folder, "backup", backup)
    accord(lived_in.folder, "erase", lived_in.email, "--yes")
    assert {one["file"]: one["is_told"] for one in lived_in.receipt()["receipt"]["backups"]} == {
        str(backup): True,
        "/backups/last.tar.gz": False,
    }
    assert lived_in.email not in (tmp_path / "b.tar.gz.erased").read_text()
    again = replace(lived_in, folder=tmp_path / "again")
    said = accord(again.folder, "restore", backup)
    assert "erasures since it was written, done again: 1" in said
    assert again.scan() == []
    assert not (again.folder / "erased_since").exists()
    new, kept_out = again.work("again", again.email, again.record, again.source).split()
    assert (new, int(kept_out) > 0) == ("0", True)
    killed = replace(lived_in, folder=tmp_path / "killed")
    code = "import sys; from pathlib import Path; from accord.server import commands; commands.set_up();"
    code += "from accord.server import backup; backup.restore(Path(sys.argv[1]))"
    subprocess.run(
        [sys.executable, "-c", code, backup],
        env=os.environ | {"ACCORD_HOME": str(killed.folder)},
        check=True,
    )
    assert killed.scan() != []
    accord(killed.folder, "backup", tmp_path / "next.tar.gz")  # any command that opens the home
    assert killed.scan() == []
    (tmp_path / "b.tar.gz.erased").unlink()
    moved = replace(lived_in, folder=tmp_path / "moved")
    assert "erase again whoever was erased" in accord(moved.folder, "restore", backup)
    assert moved.scan() != []


def test_full_removal_takes_the_counts_too(lived_in):
    facts, total = int(lived_in.work("rows").split()[0]), counted(lived_in)
    lived_in.work("ask", lived_in.email, "full")
    lived_in.work("go")
    assert lived_in.scan() == []
    assert int(lived_in.work("rows").split()[0]) < facts
    assert counted(lived_in) < total
    after = lived_in.receipt()["receipt"]
    assert after["after"]["engagement"] < after["before"]["engagement"]


def test_an_erasure_killed_again_and_again_goes_on_to_its_end(lived_in):
    lived_in.plant()
    lived_in.work("ask", lived_in.email)
    for point in POINTS:
        lived_in.work("go", fault=point)
    lived_in.work("go")
    assert lived_in.scan() == []
    assert lived_in.receipt()["state"] == "done"
