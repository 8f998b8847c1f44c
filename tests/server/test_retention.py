"""Nothing outlives its class by more than a night, and nothing younger goes."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from accord.server import home, retention
from accord.server.actions import erase, users
from accord.server.records.models import (
    AuditEntry,
    ImportIssue,
    ImportRun,
    Job,
    QuarantinedEvent,
)
from accord.values import time
from accord.values.errors import AccordError, RefusedError

pytestmark = pytest.mark.django_db


def fill(days):
    """Leave one of everything that is so many days old."""
    then = timezone.now() - timedelta(days=days)
    QuarantinedEvent.objects.create(
        source="s",
        space="t",
        reason="not_json",
        raw=b"{",
        door="track",
        received_us=time.to_us(then),
    )
    entry = AuditEntry.objects.create(done_by="a@b.example", action="x")
    AuditEntry.objects.filter(pk=entry.pk).update(done_at=then)
    Job.objects.create(name="x", job_key=f"x{days}", state="done", due_at=then, finished_at=then)
    run = ImportRun.objects.create(
        started_by="a", folder=f"run{days}", files=["f"], options={}, state="checked"
    )
    ImportRun.objects.filter(pk=run.pk).update(started_at=then)
    ImportIssue.objects.create(
        run=run, file="f", row_number=1, column="c", raw="r", severity="rejected", reason="r"
    )
    home.path("uploads", f"run{days}").mkdir()
    file = home.path("exports", f"file{days}")
    file.write_text("x")
    os.utime(file, (then.timestamp(), then.timestamp()))


def counts():
    return {
        "quarantine": QuarantinedEvent.objects.count(),
        "uploads": len([one for one in home.path("uploads").iterdir() if one.is_dir()]),
        "exports": len(list(home.path("exports").iterdir())),
        "audit": AuditEntry.objects.filter(action="x").count(),
        "work": Job.objects.filter(name="x").count(),
    }


def test_every_class_goes_by_its_own_days(home_folder):
    table = {"quarantine": 10, "uploads": 20, "exports": 30, "audit": 100, "work": 40}
    retention.put_in_force(table)
    for days in (*(n - 1 for n in table.values()), *(n + 1 for n in table.values())):
        fill(days)
    ages = [n + d for n in table.values() for d in (-1, 1)]
    gone = retention.enforce()
    for name, limit in table.items():
        old = sum(age > limit for age in ages)
        assert gone[name] == old, name
        assert counts()[name] == len(ages) - old, name
    assert ImportIssue.objects.count() == counts()["uploads"]
    at, last = retention.last_run()
    assert at is not None and last == gone
    assert not any(retention.enforce().values()), "again finds nothing"


def test_an_import_that_is_at_work_is_left_alone(home_folder):
    fill(400)
    ImportRun.objects.update(state="running")
    assert retention.enforce()["uploads"] == 0
    assert home.path("uploads", "run400").exists()


def test_an_admin_owns_the_table_and_it_has_bounds(home_folder):
    robin = users.add_user(None, "robin@acme.example", "Robin", "admin")
    mia = users.add_user(None, "mia@acme.example", "Mia", "marketing")
    with pytest.raises(RefusedError):
        erase.keep_for(mia, {"exports": 1})
    with pytest.raises(AccordError, match="Who did what"):
        erase.keep_for(robin, {"audit": 5})
    erase.keep_for(robin, {"exports": 2})
    assert retention.days() == {
        "quarantine": 90, "uploads": 90, "exports": 2, "audit": 1_095, "work": 30
    }  # fmt: skip
    assert AuditEntry.objects.filter(action="set_retention", done_by=robin.email).exists()


def test_the_page_takes_the_table(home_folder, client):
    robin = users.add_user(None, "robin@acme.example", "Robin", "admin")
    client.force_login(robin)
    said = {kind.name: "95" for kind in retention.KINDS}
    assert client.post("/settings/privacy/kept/", said).status_code == 302
    assert set(retention.days().values()) == {95}
    page = client.get("/settings/privacy/").content.decode()
    assert page.count('value="95"') == len(retention.KINDS)
    client.post("/settings/privacy/kept/", said | {"audit": "\u00b2"})
    assert retention.days()["audit"] == 95
