"""Keys for many references at once: the same numbers as `facts.keys`, a column at a time."""

from hashlib import blake2b
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accord.engine.session import Session
from accord.values import ids

_SEPARATOR: Final = "\x1f"
Column: TypeAlias = pa.Array | pa.ChunkedArray


def keys(texts: Column) -> pa.Array:
    """Hash texts whose parts are already joined by the unit separator, as `ids.hash64` does."""
    take = int.from_bytes
    told = texts.cast(pa.large_binary()).to_pylist()
    whole = np.array(
        [take(blake2b(text, digest_size=8).digest(), "big") >> 1 for text in told], dtype=np.int64
    )
    return pa.array(np.where(whole == 0, 1, whole))


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
    whole = np.full(len(known), ids.NONE_ID, dtype=np.int64)
    words = pc.drop_null(column)
    whole[known] = keys(pc.binary_join_element_wise(prefix, words, _SEPARATOR)).to_numpy()
    return pa.array(whole)


def word_keys(session: Session, name: str, prefix: str, sql: str) -> None:
    """Register (word, key) of the words that a query lists, hashed under a prefix."""
    listed = session.arrow(f"SELECT word FROM ({sql})")
    session.register(name, listed.append_column("key", word_keys_of(prefix, listed["word"])))
