"""Wrong passwords are counted, so that nobody tries thousands of them."""

import threading
from hashlib import sha256
from typing import Final

from django.core.cache import cache
from django.utils import timezone

_WRONG_AT_MOST: Final = 10
_WITHIN_S: Final = 600.0
_lock = threading.Lock()


def is_closed(email: str, address: str) -> bool:
    """Tell whether too many wrong passwords came for a mail address from one place."""
    return len(_recent(_key(email, address))) >= _WRONG_AT_MOST


def note_wrong(email: str, address: str) -> None:
    """Count one wrong password."""
    key = _key(email, address)
    with _lock:
        cache.set(key, [*_recent(key), timezone.now().timestamp()][-_WRONG_AT_MOST:], _WITHIN_S)


def forget(email: str, address: str) -> None:
    """Begin to count anew: the right password came."""
    cache.delete(_key(email, address))


def _recent(key: str) -> list[float]:
    """Return when wrong passwords came, as far as they count."""
    since = timezone.now().timestamp() - _WITHIN_S
    moments: list[float] = cache.get(key, [])
    return [moment for moment in moments if moment > since]


def _key(email: str, address: str) -> str:
    who = f"{email.strip().lower()}\n{address}"
    return f"wrong-password:{sha256(who.encode()).hexdigest()}"
