"""Which names may stand in a query: plain words, never text that a person typed."""

import re
from typing import Final

from accord.values.errors import AccordError

_PLAIN: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")


def checked(name: str) -> str:
    """Return the name of a table or column if it is a plain word; refuse anything else."""
    if not _PLAIN.fullmatch(name):
        message = f"{name!r} can't name a table or column: use small letters, digits and _"
        raise AccordError(message)
    return name


def quoted(path: str) -> str:
    """Return a path as a text constant of SQL."""
    return "'" + path.replace("'", "''") + "'"
