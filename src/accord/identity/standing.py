"""Records as they stand: the last word on each, with its key and when it was first heard of.

Facts are read once as columns; sorting is done for records that were told more than once.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from accord.engine.session import Session
from accord.identity import hashing

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

TOLD_ID: Final = "coalesce(nullif(trim(external_id), ''), fact_id)"
"""SQL for the id of a record; a record without one is known by the fact that told it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The last word on each record, and all that was ever told.

    `told` has every row with `key` and `first_us`; `kept` says which is a record's last.
    """

    told: pa.Table
    kept: Flags | None

    @property
    def latest(self) -> pa.Table:
        """The last row of every record."""
        return self.told if self.kept is None else self.told.filter(pa.array(self.kept))

    @property
    def mask(self) -> Flags:
        """Which rows are the last of their record."""
        if self.kept is None:
            return np.ones(self.told.num_rows, dtype=np.bool_)
        return self.kept


def read(session: Session, sql: str) -> Standing:
    """Read records; the query gives source, external_id, known_at, received_at, fact_id."""
    told = session.arrow(sql)
    keys = hashing.record_keys_of(told["source"], told["external_id"])
    told = told.append_column("key", keys)
    coded = pc.dictionary_encode(keys)
    size, places = len(coded.dictionary), coded.indices.to_numpy().astype(np.int64)
    if size == places.size:
        return Standing(told.append_column("first_us", told["received_at"]), None)
    first = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(first, places, told["received_at"].to_numpy())
    told = told.append_column("first_us", pa.array(first[places]))
    kept = np.bincount(places, minlength=size)[places] == 1
    kept[_last(told, np.flatnonzero(~kept), places)] = True
    return Standing(told, kept)


def _last(told: pa.Table, rows: Ints, places: Ints) -> Ints:
    """Return, of rows told more than once, the last word on each record."""
    facts = told["fact_id"].take(pa.array(rows)).combine_chunks()
    rank = np.empty(rows.size, dtype=np.int64)
    rank[pc.sort_indices(facts).to_numpy()] = np.arange(rows.size)
    known, received = told["known_at"].to_numpy()[rows], told["received_at"].to_numpy()[rows]
    groups = places[rows]
    ordered = np.lexsort((rank, received, known, groups))
    is_last = np.append(np.diff(groups[ordered]) != 0, True)
    last: Ints = rows[ordered[is_last]]
    return last
