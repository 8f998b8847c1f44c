"""What the worker does for CRMs that are written: look, then send what was released."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from accord.connectors.crm.faults import AccessError, LimitError
from accord.server import jobs, manifest
from accord.server.records.models import Connection, CrmWrite, WriteBack
from accord.server.records.queries import picture
from accord.server.syncing import opening
from accord.server.writing_back import looking, sending
from accord.values.errors import AccordError

NAME: Final = "write_back"
_AWAY: Final = timedelta(minutes=5)
_REFUSED: Final = timedelta(hours=1)


def ask(connection: int, due_at: datetime | None = None) -> None:
    """Ask that a connection is looked at, and that what was released is sent."""
    key = f"{NAME}:{connection}"
    jobs.enqueue(NAME, {"connection": connection}, key=key, due_at=due_at)


def ask_all() -> None:
    """Ask for every connection that writes by itself and has not seen the current picture."""
    name = manifest.current_generation_name()
    if name is None:
        return
    stale = WriteBack.objects.filter(is_on=True, connection__state="active").exclude(
        looked_for=name
    )
    for said in stale:
        if said.not_before is None or said.not_before <= timezone.now():
            ask(said.connection_id)


def run(number: int) -> None:
    """Look at one connection and send what was released; an error stands on its page."""
    said = WriteBack.objects.filter(connection=number, connection__removed_at=None).first()
    if said is None or said.connection.state == "paused":
        return
    try:
        with picture.pinning():
            _work(said)
    except AccordError as error:
        _end(said, error)
    else:
        WriteBack.objects.filter(pk=said.pk).update(error="", not_before=None)


def _work(said: WriteBack) -> None:
    row: Connection = said.connection
    writer = opening.writer_of(row)
    try:
        sending.give_back(row)
        looking.look(said, writer, timezone.now())
        sending.send(row, writer)
    finally:
        writer.close()


def _end(said: WriteBack, error: AccordError) -> None:
    """Say what went wrong, and when it is tried again by itself."""
    pause = _REFUSED if isinstance(error, AccessError) else _AWAY
    if isinstance(error, LimitError):
        pause = timedelta(seconds=error.wait_s)
    again = timezone.now() + pause
    WriteBack.objects.filter(pk=said.pk).update(error=error.message, not_before=again)
    waits = said.connection.writes.filter(state=CrmWrite.State.WAITING).exists()
    if waits and not isinstance(error, AccessError):
        ask(said.connection_id, again)
