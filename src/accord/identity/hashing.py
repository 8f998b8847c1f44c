"""Keys for many references at once: the same numbers as `facts.keys`, a column at a time."""

from hashlib import blake2b
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accord.engine.session import Session
from accord.values import ids

_SEPARATOR: Final = "\x1f"
_START: Final = blake2b(digest_size=8)
"""A hash with nothing in it yet: copying one takes half the time of setting one up."""
Column: TypeAlias = pa.Array | pa.ChunkedArray


def keys(texts: Column) -> pa.Array:
    """Hash texts whose parts are already joined by the unit separator, as `ids.hash64` does."""
    digests = map(_digest, texts.cast(pa.binary()).to_pylist())
    whole = (np.frombuffer(b"".join(digests), ">u8") >> 1).astype(np.int64)
    whole[whole == 0] = 1
    return pa.array(whole)


def _digest(text: bytes) -> bytes:
    started = _START.copy()
    started.update(text)
    return started.digest()


def record_keys_of(source: Column, external_id: Column) -> pa.Array:
    """Return `facts.keys.record_key` of every row."""
    return keys(pc.binary_join_element_wise("record", source, external_id, _SEPARATOR))


def reference_keys_of(source: Column, external_id: Column) -> pa.Array:
    """Return `record_key` of references that many rows share; 0 where there is none."""
    told = pc.binary_join_element_wise("record", source, external_id, _SEPARATOR)
    coded = pc.dictionary_encode(told).unify_dictionaries().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # pyarrow keeps an empty one in chunks
        return pa.array([], pa.int64())
    return pc.fill_null(keys(coded.dictionary).take(coded.indices), ids.NONE_ID)


def word_keys_of(prefix: str, column: Column) -> pa.Array:
    """Return the key of every word under a prefix; 0 where there is none."""
    known = pc.is_valid(column).to_numpy(zero_copy_only=False)
    words = pc.binary_join_element_wise(prefix, pc.fill_null(column, ""), _SEPARATOR)
    return pa.array(np.where(known, keys(words).to_numpy(), ids.NONE_ID))


def word_keys(session: Session, name: str, prefix: str, sql: str) -> None:
    """Register (word, key) of the words that a query lists, hashed under a prefix."""
    listed = session.arrow(f"SELECT word FROM ({sql})")
    session.register(name, listed.append_column("key", word_keys_of(prefix, listed["word"])))
