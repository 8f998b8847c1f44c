"""Names of the people who sign in, by mail address; asked once a second at most."""

from functools import lru_cache
from time import monotonic

from accord.server.records.queries import users

_SECONDS = 5


def names() -> dict[str, str]:
    """Return every user's name by mail address."""
    return _names(int(monotonic() // _SECONDS))


@lru_cache(maxsize=1)
def _names(_tick: int) -> dict[str, str]:
    return {user.email: user.name for user in users.list_users()}
