"""How long what is not a fact is kept, by class: a table that the team owns, enforced every night."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from accord.server import home
from accord.server.records.models import AuditEntry, ImportIssue, ImportRun, Job, QuarantinedEvent
from accord.server.records.models.setting import Setting
from accord.values import time
from accord.values.errors import AccordError

_SETTING: Final = "retention"
_RUN: Final = "retention_run"
_LONGEST: Final = 3_650


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of what is kept: its words, its days unless said otherwise, the least of them."""

    name: str
    title: str
    days: int
    at_least: int
    forget: Callable[[datetime], int]


def days() -> dict[str, int]:
    """Return how many days each class is kept."""
    row = Setting.objects.filter(name=_SETTING).first()
    said: Mapping[str, Any] = row.value if row else {}
    return {kind.name: int(said.get(kind.name, kind.days)) for kind in KINDS}


def put_in_force(wanted: Mapping[str, int]) -> None:
    """Keep another table; it counts from the next night on."""
    for kind in KINDS:
        if not kind.at_least <= wanted.get(kind.name, kind.days) <= _LONGEST:
            message = f"{kind.title}: give {kind.at_least} to {_LONGEST:,} days"
            raise AccordError(message)
    value = {kind.name: wanted.get(kind.name, kind.days) for kind in KINDS}
    Setting.objects.update_or_create(name=_SETTING, defaults={"value": value})


def enforce() -> dict[str, int]:
    """Delete what is older than its class is kept; return how much of each class went."""
    now, table = timezone.now(), days()
    gone = {kind.name: kind.forget(now - timedelta(days=table[kind.name])) for kind in KINDS}
    value = {"at": now.isoformat(), "gone": gone}
    Setting.objects.update_or_create(name=_RUN, defaults={"value": value})
    return gone


def last_run() -> tuple[datetime | None, dict[str, int]]:
    """Return when the table was last enforced, and how much of each class went."""
    row = Setting.objects.filter(name=_RUN).first()
    if row is None:
        return None, {}
    return datetime.fromisoformat(row.value["at"]), row.value["gone"]


def next_run() -> datetime | None:
    """Return when it is enforced next."""
    waiting = Job.objects.filter(name="tidy", state=Job.State.WAITING).order_by("due_at")
    return waiting.values_list("due_at", flat=True).first()


def _quarantine(oldest: datetime) -> int:
    rows = QuarantinedEvent.objects.filter(received_us__lt=time.to_us(oldest))
    return rows.delete()[1].get("records.QuarantinedEvent", 0)


def _uploads(oldest: datetime) -> int:
    """Delete files that came in, the rows that were rejected, and what was wrong with them."""
    old = ImportRun.objects.filter(started_at__lt=oldest).exclude(folder="")
    gone = 0
    for run in old.exclude(state__in=("waiting", "running")):
        folder = home.path("uploads", run.folder)
        gone += folder.exists()
        shutil.rmtree(folder, ignore_errors=True)
        ImportIssue.objects.filter(run=run).delete()
        if run.state != "done":
            words = "its files were deleted because they waited too long; bring them again"
            ImportRun.objects.filter(pk=run.pk).update(state="failed", error=words)
    return gone


def _exports(oldest: datetime) -> int:
    gone = 0
    for file in home.path("exports").rglob("*"):
        if file.is_file() and datetime.fromtimestamp(file.stat().st_mtime, tz=UTC) < oldest:
            file.unlink()
            gone += 1
    return gone


def _audit(oldest: datetime) -> int:
    return AuditEntry.objects.filter(done_at__lt=oldest).delete()[0]


def _work(oldest: datetime) -> int:
    return Job.objects.filter(finished_at__lt=oldest).delete()[0]


KINDS: Final = (
    Kind("quarantine", "Events that were set aside", 90, 1, _quarantine),
    Kind("uploads", "Uploaded files and rejected rows", 90, 1, _uploads),
    Kind("exports", "Exports in the home", 30, 1, _exports),
    Kind("audit", "Who did what", 1_095, 90, _audit),
    Kind("work", "Finished background work", 30, 1, _work),
)
"""Every class, in the order in which the page shows them."""
