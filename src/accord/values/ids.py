"""How things are named: pure 63-bit hashes, so that no registry has to mint them.

The same words give the same number on every machine and in every order, so two
collectors can't disagree. At 100 M keys the chance of one collision is about 5e-4.
"""

from base64 import b32encode
from functools import lru_cache
from hashlib import blake2b
from typing import Final

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford: no i, l, o, u
_PUBLIC_LENGTH: Final = 13
_BYTES: Final = 10
_SPARE_BITS: Final = _BYTES * 8 - _PUBLIC_LENGTH * 5
_TO_OURS: Final = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _ALPHABET.encode())
NONE_ID: Final = 0
"""The id that stands for "nobody" or "no account" in integer columns."""


def hash64(*parts: str) -> int:
    """Hash the parts, in order, to a positive integer below 2**63.

    Parts are separated by a unit separator, so ("ab", "c") and ("a", "bc") differ.
    """
    digest = blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 1) or 1


@lru_cache(maxsize=4096)
def code32(word: str) -> int:
    """Hash one word of a small vocabulary (kind, channel) to a positive int32."""
    digest = blake2b(word.encode(), digest_size=4).digest()
    return (int.from_bytes(digest, "big") >> 1) or 1


def public_id(number: int) -> str:
    """Write an id as the 13 characters that stand in addresses and exports."""
    letters = b32encode((number << _SPARE_BITS).to_bytes(_BYTES, "big"))
    return letters[:_PUBLIC_LENGTH].translate(_TO_OURS).decode("ascii")


def from_public_id(text: str) -> int | None:
    """Read what `public_id` wrote; None if it is not such an id."""
    if len(text) != _PUBLIC_LENGTH or not set(text) <= set(_ALPHABET):
        return None
    number = 0
    for letter in text:
        number = number * 32 + _ALPHABET.index(letter)
    return number if number < 2**63 else None
