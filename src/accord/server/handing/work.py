"""What the worker does for hand-offs: opens them, moves them on, keeps their clocks."""

from typing import Final

from django.utils import timezone

from accord.server.handing import following, opening, promises
from accord.server.handing.desks import Desks
from accord.server.records.models import Handoff
from accord.server.records.queries import picture, programs

NAME: Final = "handoffs"


def is_due() -> bool:
    """Tell whether somebody is to be reminded or told of a promise."""
    now = timezone.now()
    return Handoff.objects.filter(state__in=promises.LIVE, next_mark_at__lte=now).exists()


def run() -> None:
    """Open what asks for a seller, settle what was done, and tell what is due."""
    if programs.current_adoption() is None:
        return
    now = timezone.now()
    program = programs.current_program()
    desks = Desks(program)
    picture.forget()
    with picture.pinning():
        opening.open_all(now, program, desks)
        following.settle_all(now, program, desks)
    promises.tell_due(now, program, desks)
