"""Keys for many references at once: the same numbers as `facts.keys`, a column at a time."""

from hashlib import blake2b
from typing import Final

import numpy as np
import pyarrow as pa

from accord.engine.session import Session

_SEPARATOR: Final = "\x1f"


def keys(texts: pa.ChunkedArray) -> pa.Array:
    """Hash texts whose parts are already joined by the unit separator, as `ids.hash64` does."""
    take = int.from_bytes
    digests = [blake2b(text, digest_size=8).digest() for text in texts.cast("binary").to_pylist()]
    whole = np.array([take(digest, "big") >> 1 for digest in digests], dtype=np.int64)
    return pa.array(np.where(whole == 0, 1, whole))


def record_keys(session: Session, name: str, sql: str) -> None:
    """Register (source, external_id, key) of the references that a query lists."""
    listed = session.arrow(
        f"SELECT source, external_id, concat('record', chr(31), source, chr(31), external_id) "
        f"AS told FROM ({sql})"
    )
    _register(session, name, listed)


def word_keys(session: Session, name: str, prefix: str, sql: str) -> None:
    """Register (word, key) of the words that a query lists, hashed under a prefix."""
    listed = session.arrow(f"SELECT word, concat('{prefix}', chr(31), word) AS told FROM ({sql})")
    _register(session, name, listed)


def _register(session: Session, name: str, listed: pa.Table) -> None:
    kept = listed.drop_columns(["told"])
    session.register(name, kept.append_column("key", keys(listed["told"])))
