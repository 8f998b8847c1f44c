"""A picture is published whole or not at all, and kept as long as was promised."""

import shutil
from datetime import timedelta

import pyarrow as pa
import pytest
from django.utils import timezone

from accord.server import derivation, facts_now, faults, fresh, generations, home
from accord.server.records.models import DirtyAccount, Generation

pytestmark = pytest.mark.slow
DERIVE = """
from accord.server import commands
commands.set_up()
from accord.server import derivation
derivation.run()
"""
LOOK = """
from accord.server import commands
commands.set_up()
from accord.server.records.models import Generation
from accord.server.records.queries import accounts, picture
import pyarrow.parquet as pq
for table in Generation.objects.order_by("-id").first().tables.all():
    path = picture.folder_of(table.generation) / f"{table.name}.parquet"
    assert pq.read_metadata(path).num_rows == table.row_count
print(Generation.objects.count(), accounts.list_accounts(accounts.Filters()).total)
"""
STEP = """
import sys
from datetime import timedelta
from accord.server import commands
commands.set_up()
from django.utils import timezone
from accord.server import jobs, worker
from accord.server.records.models import Job
if sys.argv[1:] == ["first"]:
    Job.objects.all().delete()
    jobs.enqueue("tidy", key="once")
Job.objects.filter(state="running").update(lease_until=timezone.now() - timedelta(seconds=1))
worker.Worker().step()
print(Job.objects.get(job_key="once").state, Job.objects.get(job_key="once").attempts)
"""


@pytest.fixture
def copied(lab, built):
    shutil.rmtree(lab.folder / "home")
    shutil.copytree(built / "home", lab.folder / "home")
    return lab


@pytest.mark.parametrize("point", [p for p in faults.POINTS if p.startswith("generation.")])
def test_a_derivation_killed_at_a_fault_point_leaves_a_whole_picture(copied, point):
    before, accounts = copied.run(LOOK).split()
    copied.run(DERIVE, fault=point, check=False)
    assert copied.was_killed
    after, shown = copied.run(LOOK).split()
    assert int(after) - int(before) == (1 if point == "generation.committed" else 0)
    assert shown == accounts
    copied.run(DERIVE)
    assert int(copied.run(LOOK).split()[0]) == int(after) + 1


@pytest.mark.parametrize(("point", "attempts"), [("job.claimed", "2"), ("job.finished", "1")])
def test_work_killed_at_a_fault_point_is_done_all_the_same(copied, point, attempts):
    copied.run(STEP.replace("sys.argv[1:]", '["first"]'), fault=point, check=False)
    assert copied.was_killed
    assert copied.run(STEP).split() == ["done", attempts]


def publish(day, published_at):
    about = Generation(as_of_us=0, as_of_day=day, program_version="v")
    with generations.Folder() as folder:
        folder.write("account_rows", pa.table({"account": [day]}))
        found = generations.publish(folder, about, 0)
    Generation.objects.filter(pk=found.pk).update(published_at=published_at)
    return found


def test_pictures_are_kept_a_month_by_day_and_two_years_by_month(home_folder, db):
    now = timezone.now().replace(hour=12)
    for days_ago in (1000, 700, 400, 399, 40, 20, 20, 1, 0, 0):
        publish(days_ago, now - timedelta(days=days_ago))
    generations.retire()
    kept = Generation.objects.filter(removed_at=None)
    ages = sorted((now - row.published_at).days for row in kept)
    assert ages[:3] == [0, 1, 20]
    assert 1000 not in ages
    assert 700 in ages
    assert len([age for age in ages if age in {399, 400}]) in {1, 2}
    assert kept.order_by("-id").first().as_of_day == 0
    for row in kept:
        assert (home.path("generations", row.name) / "account_rows.parquet").exists()


def test_a_decision_stamped_before_and_committed_after_the_log_was_read_is_derived_again(
    home_folder, db, monkeypatch
):
    read = facts_now.log
    fresh.mark([1, 2])

    def read_then_commit():
        found = read()
        early = DirtyAccount.objects.get(account=1).since_us - 1_000_000
        DirtyAccount.objects.create(account=3, since_us=early)
        DirtyAccount.objects.filter(account=2).update(since_us=early)
        return found

    monkeypatch.setattr(facts_now, "log", read_then_commit)
    derivation.run()
    assert sorted(DirtyAccount.objects.values_list("account", flat=True)) == [2, 3]
