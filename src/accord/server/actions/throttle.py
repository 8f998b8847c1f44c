"""Wrong passwords are counted in the database, so that neither haste nor a restart helps."""

from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.utils import timezone

from accord.server.records.models import WrongPassword

_PER_ADDRESS: Final = 10
_PER_PLACE: Final = 100
"""One place may err for several people, but not for a list of them."""
_WITHIN: Final = timedelta(minutes=10)


def is_closed(email: str, address: str) -> bool:
    """Tell whether too many wrong passwords came for a mail address from one place, or from it."""
    return _count(_key(email, address)) >= _PER_ADDRESS or _count(_key("", address)) >= _PER_PLACE


def note_wrong(email: str, address: str) -> None:
    """Count one wrong password."""
    now = timezone.now()
    for who in (_key(email, address), _key("", address)):
        WrongPassword.objects.create(who=who, came_at=now)


def forget(email: str, address: str) -> None:
    """Begin to count anew for this person: the right password came."""
    WrongPassword.objects.filter(who=_key(email, address)).delete()


def is_closed_to(what: str, address: str) -> bool:
    """Tell whether too many wrong tries of something came from one place."""
    return _count(_key(what, address)) >= _PER_PLACE


def note_wrong_try(what: str, address: str) -> None:
    """Count one wrong try of something from a place, beside those of passwords."""
    WrongPassword.objects.create(who=_key(what, address), came_at=timezone.now())


def forget_old() -> None:
    """Delete what does not count any more."""
    WrongPassword.objects.filter(came_at__lt=timezone.now() - _WITHIN).delete()


def _count(who: str) -> int:
    since = timezone.now() - _WITHIN
    return WrongPassword.objects.filter(who=who, came_at__gt=since).count()


def _key(email: str, address: str) -> str:
    who = f"{email.strip().lower()}\n{address}"
    return sha256(who.encode()).hexdigest()
