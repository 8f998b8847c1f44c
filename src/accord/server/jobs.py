"""Background work as rows: claimed by a lease, tried again, at most one waiting under a key."""

import os
import socket
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from cronsim import CronSim
from django.db import IntegrityError, transaction
from django.utils import timezone

from accord.server import faults
from accord.server.records.models import Job

LEASE: Final = timedelta(seconds=60)
_BACKOFF: Final = timedelta(seconds=5)
_BACKOFF_AT_MOST: Final = timedelta(minutes=30)
_BUSY_PAUSE: Final = timedelta(seconds=1)
_BUSY_PAUSE_AT_MOST: Final = timedelta(seconds=30)


def enqueue(
    name: str,
    arguments: dict[str, Any] | None = None,
    *,
    key: str = "",
    due_at: datetime | None = None,
) -> None:
    """Ask for work; what waits under the same key already is left as it is, or made sooner."""
    due = due_at or timezone.now()
    job_key = key or name
    waiting = Job.objects.filter(job_key=job_key, state=Job.State.WAITING)
    if waiting.filter(due_at__lte=due).exists() or waiting.update(due_at=due):
        return
    try:
        with transaction.atomic():
            Job.objects.create(name=name, job_key=job_key, arguments=arguments or {}, due_at=due)
    except IntegrityError:
        return  # another process asked for the same at the same moment


def schedule(name: str, expression: str, zone: ZoneInfo) -> None:
    """Make sure that work is due at the next time of a cron expression in a zone."""
    key = f"scheduled:{name}"
    open_states = (Job.State.WAITING, Job.State.RUNNING)
    current = Job.objects.filter(job_key=key, state__in=open_states).first()
    if current is not None and current.schedule == expression:
        return
    Job.objects.filter(job_key=key, state=Job.State.WAITING).delete()
    due = next(CronSim(expression, timezone.now().astimezone(zone)))
    Job.objects.create(name=name, job_key=key, due_at=due, schedule=expression)


def claim(
    worker: str | None = None, *, only: Collection[str] = (), but: Collection[str] = ()
) -> Job | None:
    """Take the next piece of work that is due, or whose worker let its lease run out.

    `only` and `but` are names, for workers that do some kinds of work.
    """
    now = timezone.now()
    _give_back(now)
    waiting = Job.objects.filter(state=Job.State.WAITING, due_at__lte=now).exclude(name__in=but)
    if only:
        waiting = waiting.filter(name__in=only)
    for job in waiting.order_by("due_at")[:5]:
        if Job.objects.filter(job_key=job.job_key, state=Job.State.RUNNING).exists():
            continue
        taken = Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(
            state=Job.State.RUNNING,
            lease_until=now + LEASE,
            lease_by=worker or identity(),
            attempts=job.attempts + 1,
        )
        if taken:
            job.refresh_from_db()
            faults.reach("job.claimed")
            return job
    return None


def extend(job: Job) -> bool:
    """Keep a lease for longer; False when somebody else has the work by now."""
    held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_by=job.lease_by)
    return bool(held.update(lease_until=timezone.now() + LEASE))


def finish(job: Job) -> None:
    """Say that work is done; scheduled work is due again at its next time."""
    held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_by=job.lease_by)
    held.update(state=Job.State.DONE, finished_at=timezone.now(), lease_until=None, last_error="")
    faults.reach("job.finished")


def fail(job: Job, error: str) -> None:
    """Say that work failed: it is tried again later, and later still, then given up."""
    now = timezone.now()
    held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_by=job.lease_by)
    if job.attempts >= job.attempts_at_most:
        held.update(state=Job.State.FAILED, finished_at=now, lease_until=None, last_error=error)
        return
    _put_back(held, job, now + min(_BACKOFF * 2**job.attempts, _BACKOFF_AT_MOST), error)


def wait(job: Job, error: str) -> None:
    """Say that what the work needs is in use: it waits, however often, and is not given up.

    The longer it has waited the longer it waits: filing a click goes on within a second.
    """
    now = timezone.now()
    pause = min(max((now - job.created_at) / 4, _BUSY_PAUSE), _BUSY_PAUSE_AT_MOST)
    held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_by=job.lease_by)
    held.update(attempts=job.attempts - 1)
    _put_back(held, job, now + pause, error)


def take_back_all() -> None:
    """Let everything wait again that was at work in a home where nobody works now."""
    Job.objects.filter(state=Job.State.RUNNING).update(lease_until=timezone.now() - LEASE)
    _give_back(timezone.now())


def identity() -> str:
    """Name this process, so that a lease says who holds it."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _give_back(now: datetime) -> None:
    """Let work wait again whose worker died or hung."""
    for job in Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=now):
        held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_until__lt=now)
        message = f"the worker {job.lease_by} did not finish it"
        if job.attempts >= job.attempts_at_most:
            held.update(
                state=Job.State.FAILED, finished_at=now, lease_until=None, last_error=message
            )
        else:
            _put_back(held, job, now, message)


def _put_back(held: Any, job: Job, due_at: datetime, error: str) -> None:
    """Let work wait again, unless the same was asked for meanwhile: then that one stands."""
    try:
        with transaction.atomic():
            held.update(
                state=Job.State.WAITING, due_at=due_at, lease_until=None, last_error=error[-2000:]
            )
    except IntegrityError:
        held.update(
            state=Job.State.DONE,
            finished_at=timezone.now(),
            lease_until=None,
            last_error=f"asked for again as newer work (job {job.pk}): {error[-1900:]}",
        )
