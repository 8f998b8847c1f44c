"""What the worker does for webhooks: look what changed, then call what is due."""

from typing import Final

from django.utils import timezone

from accord.server import jobs
from accord.server.webhooks import delivering, noticing

NAME: Final = "webhooks"


def is_due() -> bool:
    """Tell whether something happened that nobody was told of, or a call is due."""
    first = delivering.next_due()
    return (first is not None and first <= timezone.now()) or noticing.is_due()


def ask() -> None:
    """Have the worker look soon, if there is something to look at."""
    if is_due():
        jobs.enqueue(NAME)


def run() -> None:
    """Do everything that is due, and ask to be asked again when the next call is."""
    noticing.look(timezone.now())
    while delivering.run(timezone.now()):
        pass
    first = delivering.next_due()
    if first is not None:
        jobs.enqueue(NAME, due_at=first)
