"""Parcels: a request's body as it came, with what the door knows of it, packed for the inbox."""

from typing import Final

import msgspec
import pyarrow as pa

FORM: Final = "parcels"
"""The form of an inbox entry that holds parcels."""
_LENGTH: Final = 8
_CODEC: Final = pa.Codec("zstd", compression_level=1)


class Parcel(msgspec.Struct, array_like=True, frozen=True):
    """One request that was acknowledged; `events` is how many it brought."""

    source: str
    """Under which its facts are known: that of the write key."""
    space: str
    """Whose user and group ids these are; write keys of one product share it."""
    received_us: int
    door: str
    """"batch", or the type of the one event in the body, or the adapter that reads it."""
    events: int
    network: str
    """The sender's, never the whole address."""
    agent: str
    is_browser: bool
    is_pixel: bool
    body: bytes
    replayed_us: int = 0
    """When it was brought in again, mended, after it had been set aside; 0 never."""


_PARCELS: Final = msgspec.msgpack.Decoder(list[Parcel])
_ENCODER: Final = msgspec.msgpack.Encoder()


def pack(parcels: list[Parcel]) -> bytes:
    """Pack parcels; what was sent alike takes little room together."""
    plain = _ENCODER.encode(parcels)
    return len(plain).to_bytes(_LENGTH, "big") + bytes(_CODEC.compress(plain))


def unpack(payload: bytes) -> list[Parcel]:
    """Return what `pack` was given."""
    size = int.from_bytes(payload[:_LENGTH], "big")
    return _PARCELS.decode(_CODEC.decompress(payload[_LENGTH:], size, asbytes=True))
