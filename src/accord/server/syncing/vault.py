"""The secrets of connections: a file each that only its owner reads, never in a page or log."""

import json
import os
from collections.abc import Mapping

from accord.server import durable, home


def keep(connection: int, secrets: Mapping[str, str]) -> None:
    """Keep the secrets of a connection; the file is whole or as it was before."""
    file = home.path("secrets", f"connection-{connection}.json")
    file.parent.mkdir(mode=0o700, exist_ok=True)
    with durable.replacing(file) as aside:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as stream:
            json.dump(dict(secrets), stream)


def read(connection: int) -> dict[str, str]:
    """Return the secrets of a connection; none when there are none."""
    file = home.path("secrets", f"connection-{connection}.json")
    if not file.exists():
        return {}
    found = json.loads(file.read_text("utf-8"))
    return {str(name): str(value) for name, value in found.items()}


def forget(connection: int) -> None:
    """Delete the secrets of a connection."""
    home.path("secrets", f"connection-{connection}.json").unlink(missing_ok=True)
