"""The inbox's tail as facts by kind, whatever form they wait in."""

import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from accord.server import home, inbox, segments
from accord.server.collect import decoding, parcels

_KEPT: Final = 64
_lock = threading.Lock()
_decoded: OrderedDict[tuple[str, int, int], dict[str, pa.Table]] = OrderedDict()


def tables(entries: Iterable[inbox.Entry], zone: ZoneInfo) -> Iterator[tuple[str, pa.Table]]:
    """Yield the facts of entries by kind, in the columns of the kind."""
    for entry in entries:
        if entry.form == parcels.FORM:
            yield from _of_parcels(entry, zone).items()
        else:
            yield entry.kind, segments.shaped(entry.kind, entry.table())


def _of_parcels(entry: inbox.Entry, zone: ZoneInfo) -> dict[str, pa.Table]:
    """Read an entry's events; several pages in a row ask for the same ones."""
    key = (str(home.path()), entry.seq, zlib.crc32(entry.payload))
    with _lock:
        found = _decoded.get(key)
    if found is None:
        found = decoding.decode(parcels.unpack(entry.payload), zone).tables()
        with _lock:
            _decoded[key] = found
            if len(_decoded) > _KEPT:
                _decoded.popitem(last=False)
    return found
