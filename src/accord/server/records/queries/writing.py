"""What is written into a CRM, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from accord.server.records.models import Connection, CrmWrite, Job, WriteBack
from accord.server.records.queries import connections


@dataclass(frozen=True, slots=True)
class Written:
    """The writing of one connection: its mapping, its writes by state, and whether it is at work."""

    said: WriteBack
    counts: dict[str, int]
    is_at_work: bool


def find(public_id: str) -> Written:
    """Find what a connection writes; one that writes nothing yet is empty."""
    row = connections.row_of(public_id)
    said = WriteBack.objects.filter(connection=row).first() or WriteBack(connection=row)
    asked = Job.objects.filter(
        job_key=f"write_back:{row.pk}", state__in=(Job.State.WAITING, Job.State.RUNNING)
    )
    return Written(said, count(row), asked.exists() and said.not_before is None)


def count(row: Connection) -> dict[str, int]:
    """Count the writes of a connection by state."""
    rows = row.writes.values_list("state").annotate(n=Count("pk"))
    return {str(state): int(n) for state, n in rows}


def rows(public_id: str, states: Sequence[str], limit: int) -> list[CrmWrite]:
    """Return writes in some states: by record, the same order at every look."""
    found = connections.row_of(public_id).writes.filter(state__in=states)
    return list(found.order_by("account", "record", "kind", "field")[:limit])
