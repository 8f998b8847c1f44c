"""When connections run: the next run is always a row, so it survives restarts."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from django.utils import timezone

from accord.server import jobs
from accord.server.records.models import Connection, Job
from accord.values.errors import AccordError

CHOICES: Final = {
    "*/15 * * * *": "every 15 minutes",
    "7 * * * *": "every hour",
    "7 */6 * * *": "every six hours",
    "17 2 * * *": "every night",
}
"""Schedules by cron expression, in words."""


def keep(zone: ZoneInfo) -> None:
    """Make sure that every active connection has its next run."""
    for row in Connection.objects.filter(state="active", removed_at=None):
        if next_run(row.pk) is None:
            ask(row.pk, next_of(row.schedule, zone))


def ask(connection: int, due_at: datetime | None = None, asked_by: str = "") -> None:
    """Ask for a run; one that waits is made sooner, one at a time is at work."""
    arguments = {"connection": connection} | ({"asked_by": asked_by} if asked_by else {})
    jobs.enqueue("sync", arguments, key=f"sync:{connection}", due_at=due_at)


def drop(connection: int) -> None:
    """Take away the run that waits."""
    Job.objects.filter(job_key=f"sync:{connection}", state=Job.State.WAITING).delete()


def next_run(connection: int) -> datetime | None:
    """Return when the next run is due."""
    waiting = Job.objects.filter(job_key=f"sync:{connection}", state=Job.State.WAITING)
    return waiting.values_list("due_at", flat=True).first()


def is_running(connection: int) -> bool:
    """Tell whether a run is at work."""
    return Job.objects.filter(job_key=f"sync:{connection}", state=Job.State.RUNNING).exists()


def next_of(expression: str, zone: ZoneInfo) -> datetime:
    """Return the next time of a schedule.

    Errors: `AccordError` for an expression that is none.
    """
    try:
        found = next(CronSim(expression, timezone.now().astimezone(zone)))
    except (CronSimError, StopIteration):
        message = f"{expression!r} is no schedule; choose one, or write five cron fields"
        raise AccordError(message) from None
    return found
