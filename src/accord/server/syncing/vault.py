"""The secrets of connections: a sealed file each, never in a page or log."""

import json
from collections.abc import Mapping
from pathlib import Path

from accord.server import home, sealing


def keep(owner: int | str, secrets: Mapping[str, str]) -> None:
    """Keep the secrets of a connection, or of what is named; whole or as it was before."""
    sealing.write(_file(owner), sealing.seal(json.dumps(dict(secrets)).encode()))


def read(owner: int | str) -> dict[str, str]:
    """Return the secrets of a connection; none when there are none."""
    file = _file(owner)
    if not file.exists():
        return {}
    data = file.read_bytes()
    found = json.loads(sealing.open_sealed(data) if sealing.is_sealed(data) else data)
    return {str(name): str(value) for name, value in found.items()}


def forget(owner: int | str) -> None:
    """Delete the secrets of a connection."""
    _file(owner).unlink(missing_ok=True)


def _file(owner: int | str) -> Path:
    name = owner if isinstance(owner, str) else f"connection-{owner}"
    return home.path("secrets", f"{name}.json")
