"""A workspace that was backed up, exported or made by the version before shows the same, bit for bit."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
WORK = str(Path(__file__).parent / "picture_work.py")
FIRST = Path(__file__).parents[1] / "data" / "workspaces" / "first.tar.gz"


def work(folder, *words):
    environment = os.environ | {"ACCORD_HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, WORK, *map(str, words)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def shown(folder, at, *more):
    return json.loads(work(folder, "shown", at, *more))


def restore(file, folder):
    environment = os.environ | {"ACCORD_HOME": str(folder)}
    code = "from accord.cli import app; app()"
    subprocess.run(
        [sys.executable, "-c", code, "restore", str(file)],
        env=environment,
        check=True,
        capture_output=True,
    )


def as_of(folder):
    with sqlite3.connect(folder / "accord.db") as connection:
        found = connection.execute("select max(as_of_us) from records_generation").fetchone()[0]
    connection.close()
    return found


def different(one, other):
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@pytest.fixture
def home(built, tmp_path):
    folder = tmp_path / "home"
    shutil.copytree(built / "home", folder)
    return folder


def test_a_backup_under_write_load_restores_to_the_same_picture(home, tmp_path):
    at = as_of(home)
    said = tmp_path / "said"
    with said.open("wb") as stream:
        writer = subprocess.Popen(
            [sys.executable, WORK, "write_for_ever"],
            env=os.environ | {"ACCORD_HOME": str(home)}, stdout=stream, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while said.read_text().count("\n") < 5 and time.monotonic() < deadline:
            time.sleep(0.05)
        acknowledged = int(said.read_text().split("\n")[-2])
        work(home, "back_up", tmp_path / "b.tar.gz")
    finally:
        writer.kill()
        writer.wait()
    restore(tmp_path / "b.tar.gz", tmp_path / "again")
    assert int(work(tmp_path / "again", "count", "load")) >= acknowledged > 0
    before, after = shown(home, at), shown(tmp_path / "again", at)
    assert before["people"][0] > 0
    assert different(before, after) == []


def test_an_export_read_into_an_empty_workspace_shows_the_same(home, tmp_path):
    at = as_of(home)
    work(home, "export_all", tmp_path / "out")
    assert int(work(tmp_path / "empty", "import_all", tmp_path / "out")) > 0
    before = shown(home, at)
    after = shown(tmp_path / "empty", at, tmp_path / "out" / "program.yaml")
    assert different(before, after) == []


def test_a_workspace_of_the_version_before_opens_and_shows_the_same(tmp_path):
    """The facts are read past the upgrade too: straight from the files that version wrote."""
    import tarfile

    restore(FIRST, tmp_path / "upgraded")
    with tarfile.open(FIRST) as archive:
        archive.extractall(tmp_path / "raw", filter="data")
    with sqlite3.connect(tmp_path / "raw" / "accord.db") as connection:
        tables = {row[0] for row in connection.execute("select name from sqlite_master")}
        assert "records_erasure" not in tables
        decided = connection.execute("select count(*) from records_decision").fetchone()[0]
        (text,) = connection.execute(
            "select text from records_programversion p join records_adoption a on a.program_id = p.id "
            "order by a.id desc limit 1"
        ).fetchone()
    connection.close()
    (tmp_path / "rules.yaml").write_text(text)
    assert decided > 0
    at = as_of(tmp_path / "raw")
    upgraded = shown(tmp_path / "upgraded", at)
    work(tmp_path / "upgraded", "export_all", tmp_path / "out")
    import pyarrow.parquet as pq

    for kind in ("companies", "people", "activities", "opportunities"):
        held = sum(
            pq.read_metadata(f).num_rows for f in (tmp_path / "raw" / "segments" / kind).glob("*")
        )
        assert pq.read_metadata(tmp_path / "out" / "facts" / f"{kind}.parquet").num_rows == held
    simulated = sum(
        pq.read_metadata(f).num_rows
        for f in (tmp_path / "raw" / "segments" / "decisions").glob("*")
    )
    told = pq.read_metadata(tmp_path / "out" / "facts" / "decisions.parquet").num_rows
    assert told == decided + simulated
    work(tmp_path / "fresh", "import_all", tmp_path / "out")
    assert different(upgraded, shown(tmp_path / "fresh", at, tmp_path / "rules.yaml")) == []


def test_a_backup_is_refused_where_it_would_overwrite(home, tmp_path):
    work(home, "back_up", tmp_path / "b.tar.gz")
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "accord.db").write_bytes(b"x")
    code = "from accord.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "restore", str(tmp_path / "b.tar.gz")],
        env=os.environ | {"ACCORD_HOME": str(tmp_path / "again")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "holds a workspace already" in done.stderr
