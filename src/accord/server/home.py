"""The home folder of a workspace: what lies where, and the secrets made on the first run."""

import os
import secrets
from pathlib import Path

from accord.server import configuration

_FOLDERS = (
    "segments",
    "generations",
    "standing",
    "artefacts",
    "seen",
    "uploads",
    "exports",
    "secrets",
)


def path(*parts: str) -> Path:
    """Return a path inside the home."""
    return configuration.load().home.joinpath(*parts)


def prepare() -> Path:
    """Make the home, its folders and its secret key, readable by nobody else."""
    home = configuration.load().home
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in _FOLDERS:
        (home / folder).mkdir(mode=0o700, exist_ok=True)
    for name in ("secret_key", "keeping_out_key"):
        key = home / name
        if not key.exists():
            write_private(key, secrets.token_urlsafe(64))
    return home


def secret_key() -> str:
    """Return the secret key; before the first run one that is good for this process only."""
    key = path("secret_key")
    return key.read_text().strip() if key.exists() else secrets.token_urlsafe(64)


def keeping_out_key() -> bytes:
    """Return the key of the hashes of those of whom nothing may be stored."""
    return path("keeping_out_key").read_text().strip().encode()[:64]


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all, never over another."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(temporary, file)
    except FileExistsError:
        pass  # another process was first; its key stands
    finally:
        temporary.unlink()
