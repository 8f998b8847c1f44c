"""Work is claimed once, comes back when its worker dies, and waits once under a key."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accord.server import jobs
from accord.server.records.models import Job

pytestmark = pytest.mark.django_db


def test_work_asked_for_twice_waits_once():
    jobs.enqueue("derive")
    jobs.enqueue("derive")
    assert Job.objects.count() == 1


def test_work_asked_for_sooner_becomes_due_sooner():
    jobs.enqueue("derive", due_at=timezone.now() + timedelta(hours=1))
    assert jobs.claim("w1") is None
    jobs.enqueue("derive")
    assert jobs.claim("w1").name == "derive"


def test_two_workers_never_hold_the_same_work():
    jobs.enqueue("derive")
    assert jobs.claim("w1") is not None
    assert jobs.claim("w2") is None


def test_what_is_asked_for_while_it_runs_waits_until_it_is_done():
    jobs.enqueue("derive")
    first = jobs.claim("w1")
    jobs.enqueue("derive")
    assert jobs.claim("w2") is None
    jobs.finish(first)
    assert jobs.claim("w2").pk != first.pk


def test_work_of_a_dead_worker_comes_back_and_the_late_finish_changes_nothing():
    jobs.enqueue("derive")
    lost = jobs.claim("w1")
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    again = jobs.claim("w2")
    assert again.pk == lost.pk
    assert again.attempts == 2
    jobs.finish(lost)
    assert Job.objects.get().state == Job.State.RUNNING
    assert not jobs.extend(lost)
    assert jobs.extend(again)


def test_failing_work_waits_longer_each_time_and_is_given_up():
    jobs.enqueue("derive")
    pauses = []
    for _ in range(5):
        Job.objects.update(due_at=timezone.now())
        job = jobs.claim("w1")
        jobs.fail(job, "no disk")
        pauses.append((Job.objects.get().due_at - timezone.now()).total_seconds())
    assert pauses[0] < pauses[1] < pauses[2] < pauses[3]
    job = Job.objects.get()
    assert job.state == Job.State.FAILED
    assert job.last_error == "no disk"


def test_work_that_finds_its_place_taken_waits_however_often():
    jobs.enqueue("import")
    for _ in range(12):
        Job.objects.update(due_at=timezone.now())
        jobs.wait(jobs.claim(), "the inbox is full; try again in a minute")
    job = Job.objects.get()
    assert (job.state, job.attempts) == (Job.State.WAITING, 0)
    assert "full" in job.last_error


def test_work_waits_longer_for_its_place_the_longer_it_has_waited():
    jobs.enqueue("compact")
    pauses = []
    for minutes in (0, 1, 60):
        Job.objects.update(
            due_at=timezone.now(), created_at=timezone.now() - timedelta(minutes=minutes)
        )
        jobs.wait(jobs.claim(), "somebody else files facts")
        pauses.append(round((Job.objects.get().due_at - timezone.now()).total_seconds()))
    assert pauses == [1, 15, 30]


def test_failed_work_gives_way_to_what_was_asked_for_meanwhile():
    jobs.enqueue("derive")
    job = jobs.claim("w1")
    jobs.enqueue("derive")
    jobs.fail(job, "no disk")
    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "waiting"]


def test_scheduled_work_is_due_once_at_its_next_time_in_the_zone():
    zone = ZoneInfo("Asia/Tokyo")
    jobs.schedule("derive", "5 0 * * *", zone)
    jobs.schedule("derive", "5 0 * * *", zone)
    due = Job.objects.get().due_at.astimezone(zone)
    assert (due.hour, due.minute) == (0, 5)
    jobs.schedule("derive", "30 1 * * *", zone)
    assert Job.objects.get().due_at.astimezone(zone).hour == 1
