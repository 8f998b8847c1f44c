"""Facts of our own doing: what was launched, sent, done or said here, told to the log."""

from typing import Any, Final
from uuid import uuid4

from django.utils import timezone

from accord.facts import tables
from accord.server import configuration, home, inbox
from accord.values import time

SOURCE: Final = "accord"
_TIMEOUT_S: Final = 30


def fact(**body: Any) -> dict[str, Any]:
    """Return a fact that happens now and is known at once."""
    now = time.to_us(timezone.now())
    head = {"occurred_at": now, "known_at": now, "received_at": now, "is_backfilled": False}
    return {"fact_id": uuid4().hex, "source": SOURCE, **head, **body}


def tell(kind: str, rows: list[dict[str, Any]]) -> None:
    """Put facts of one kind into the inbox; they are on disk when this returns."""
    box = inbox.Inbox(home.path("inbox.db"), configuration.load().inbox_limit_bytes)
    try:
        box.append_table(kind, tables.table(kind, rows)).result(_TIMEOUT_S)
    finally:
        box.close()
