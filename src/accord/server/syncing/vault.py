"""The secrets of connections: a file each that only its owner reads, never in a page or log."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from accord.server import durable, home


def keep(owner: int | str, secrets: Mapping[str, str]) -> None:
    """Keep the secrets of a connection, or of what is named; whole or as it was before."""
    file = _file(owner)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    with durable.replacing(file) as aside:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as stream:
            json.dump(dict(secrets), stream)


def read(owner: int | str) -> dict[str, str]:
    """Return the secrets of a connection; none when there are none."""
    file = _file(owner)
    if not file.exists():
        return {}
    found = json.loads(file.read_text("utf-8"))
    return {str(name): str(value) for name, value in found.items()}


def forget(owner: int | str) -> None:
    """Delete the secrets of a connection."""
    _file(owner).unlink(missing_ok=True)


def _file(owner: int | str) -> Path:
    name = owner if isinstance(owner, str) else f"connection-{owner}"
    return home.path("secrets", f"{name}.json")
