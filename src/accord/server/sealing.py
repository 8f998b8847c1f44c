"""Secrets at rest: encrypted with a key of the operator's, or one in a file of the home."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from accord.server import configuration, durable, home
from accord.values.errors import AccordError

FILE: Final = "sealing_key"
"""A key a line, the newest first; nobody but its owner reads it."""
_ENDING: Final = ".json"


def seal(data: bytes) -> bytes:
    """Encrypt with the newest key, making one where none is yet."""
    if not _lines():
        _make_key()
    return _keys().encrypt(data)


def open_sealed(data: bytes) -> bytes:
    """Decrypt with whichever key fits; say the way out when none does."""
    try:
        return _keys().decrypt(data)
    except InvalidToken:
        message = (
            "a secret can't be opened: its key is not here. Put the sealing_key of this workspace "
            "back (or ACCORD_SECRET_KEYS), or type the secret of the connection again"
        )
        raise AccordError(message) from None


def is_sealed(data: bytes) -> bool:
    """Tell whether something was encrypted, rather than written as it is."""
    return not data.lstrip().startswith(b"{")


def files() -> Iterator[Path]:
    """Yield every file of secrets."""
    yield from sorted(home.path("secrets").glob(f"*{_ENDING}"))


def prepare() -> int:
    """Make a key where none is yet, and encrypt what older versions wrote plainly."""
    _make_key()
    plain = {file: data for file in files() if not is_sealed(data := file.read_bytes())}
    for file, data in plain.items():
        write(file, seal(data))
    return len(plain)


def rotate() -> int:
    """Encrypt every secret with a new key and forget the old ones; return how many.

    Killed in between, both keys stay, and asking again ends it. With keys of the operator's the
    first of them counts, and the others may go afterwards.
    """
    is_own = not configuration.load().secret_keys.get_secret_value()
    if is_own:
        _write_keys([Fernet.generate_key().decode(), *_lines()])
    n = 0
    for file in files():
        write(file, seal(open_sealed(file.read_bytes())))
        n += 1
    if is_own:
        _write_keys(_lines()[:1])
    return n


def write(file: Path, sealed: bytes) -> None:
    """Write a secret, whole or as it was before, for its owner alone."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    with durable.replacing(file) as aside:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(sealed)


def unopened() -> list[str]:
    """Return the names of files that no key here opens, or that stand as they are."""
    found = []
    for file in files():
        data = file.read_bytes()
        try:
            is_fine = is_sealed(data) and bool(open_sealed(data))
        except AccordError:
            is_fine = False
        if not is_fine:
            found.append(file.name)
    return found


def _keys() -> MultiFernet:
    try:
        found = [Fernet(line) for line in _lines()]
    except ValueError:
        where = (
            "ACCORD_SECRET_KEYS"
            if configuration.load().secret_keys.get_secret_value()
            else str(home.path(FILE))
        )
        message = f"{where} holds something that is no key: 32 random bytes in URL-safe base64"
        raise AccordError(message) from None
    if not found:
        message = (
            "the key of the secrets is not here: put sealing_key back into the home, "
            "or set ACCORD_SECRET_KEYS"
        )
        raise AccordError(message)
    return MultiFernet(found)


def _make_key() -> None:
    """Make a key, unless there is one, or was: another could not open what that one sealed."""
    is_sealed_here = any(is_sealed(file.read_bytes()) for file in files())
    if not _lines() and not is_sealed_here:
        home.write_private(home.path(FILE), Fernet.generate_key().decode())


def _lines() -> list[str]:
    """Return the keys, the newest first."""
    said = configuration.load().secret_keys.get_secret_value()
    if said:
        return [word.strip() for word in said.split(",") if word.strip()]
    file = home.path(FILE)
    return file.read_text().split() if file.exists() else []


def _write_keys(lines: list[str]) -> None:
    write(home.path(FILE), "".join(f"{line}\n" for line in lines).encode())
