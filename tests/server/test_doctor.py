"""The doctor names what is wrong in plain words, each with its way out, and is content otherwise."""

import os
import shutil
import sqlite3
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accord.server import configuration, doctor, home, inbox
from accord.server.records.models import AppUser, BackupRecord, Generation, Job, Segment

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def sound(workspace):
    """Return a workspace of which nothing is wrong; its database file stands for the tests' own."""
    with sqlite3.connect(home.path("accord.db")) as connection:
        connection.execute("create table x(y)")
    connection.close()
    box = inbox.Inbox(home.path("inbox.db"), 10**9)
    box.close()
    workspace.joinpath("accord.db").chmod(0o600)
    Job.objects.filter(state="waiting").delete()
    return workspace


def wrong():
    return [one for one in doctor.examine() if one.is_wrong]


def only(words):
    (found,) = wrong()
    assert words in found.words, found
    assert found.way.strip()
    return found


def test_a_sound_workspace_has_nothing_wrong(sound):
    assert wrong() == []


def test_no_workspace_at_all(monkeypatch, tmp_path):
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "nowhere"))
    configuration.load.cache_clear()
    assert "ACCORD_HOME" in only("There is no workspace").way
    monkeypatch.undo()
    configuration.load.cache_clear()


def test_others_can_read_it(sound):
    sound.chmod(0o755)
    assert "chmod" in only("read or written by others").way


def test_a_full_disk(sound, monkeypatch):
    full = SimpleNamespace(total=10**12, used=10**12, free=10**8)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    only("GB are free")


def test_a_locked_database(sound, monkeypatch):
    monkeypatch.setattr(doctor, "_LOCK_S", 0.1)
    other = sqlite3.connect(home.path("accord.db"), isolation_level=None)
    other.execute("begin exclusive")
    assert "fuser" in only("can't be written").way
    other.close()


def test_a_damaged_database(sound):
    home.path("accord.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5_000)
    assert "restore" in only("can't be read").way


def test_a_full_inbox(sound, monkeypatch):
    monkeypatch.setattr(inbox, "used_bytes", lambda _: configuration.load().inbox_limit_bytes)
    only("100% full")


def test_a_worker_that_does_not_run_and_work_that_was_given_up(sound):
    Job.objects.create(name="derive", job_key="k", due_at=timezone.now() - timedelta(hours=2))
    assert "serve" in only("has been waiting since").way
    Job.objects.all().delete()
    Job.objects.create(
        name="import",
        job_key="i",
        due_at=timezone.now(),
        state="failed",
        attempts=5,
        last_error="no",
    )
    only("given up after 5 tries: no")


def test_missing_files_of_facts(sound):
    row = Segment.objects.filter(removed_at=None, kind="people").first()
    home.path("segments", "people", f"{row.name}.parquet").unlink()
    assert "restore" in only("files of facts are missing").way


def test_old_numbers_and_missing_ones(sound):
    Generation.objects.update(published_at=timezone.now() - timedelta(days=3))
    assert "recompute" in only("The numbers are of").way
    Generation.objects.update(published_at=timezone.now() + timedelta(days=3))
    only("The clock says")
    Generation.objects.all().delete()
    only("no numbers yet")


def test_nobody_is_admin(sound):
    AppUser.objects.update(access_role="reader")
    assert "--role admin" in only("Nobody is admin").way


def test_tables_of_a_newer_version(sound):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.create(app="records", name="9999_future")
    only("newer Accord")
    MigrationRecorder.Migration.objects.filter(name="9999_future").delete()
    MigrationRecorder.Migration.objects.filter(app="records").latest("name").delete()
    only("were not made yet")


def test_a_backup_that_is_old_or_gone_could_be_better(sound):
    def words():
        return " ".join(one.words for one in doctor.examine())

    assert "No backup" in words()
    row = BackupRecord.objects.create(
        file="/nowhere/b.tar.gz", kept_until=timezone.now(), size=1, sha256=""
    )
    assert "is gone" in words()
    BackupRecord.objects.filter(pk=row.pk).update(file=os.fspath(home.path("secret_key")))
    assert "backup" not in words()
