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
    received = told["received_at"].to_numpy()
    often, groups = _told_often(keys.to_numpy())
    if not often.size:
        return Standing(told.append_column("first_us", told["received_at"]), None)
    first = received.copy()
    earliest = np.full(groups[-1] + 1, np.iinfo(np.int64).max)
    np.minimum.at(earliest, groups, received[often])
    first[often] = earliest[groups]
    kept = np.ones(received.size, dtype=np.bool_)
    kept[often] = False
    kept[_last(told, often, groups)] = True
    return Standing(told.append_column("first_us", pa.array(first)), kept)


def _told_often(keys: Ints) -> tuple[Ints, Ints]:
    """Return the rows of records told more than once, record by record, and which record."""
    ordered = np.argsort(keys)
    follows, precedes = np.zeros((2, keys.size), dtype=np.bool_)
    follows[1:] = keys[ordered[1:]] == keys[ordered[:-1]]
    precedes[:-1] = follows[1:]
    often = follows | precedes
    return ordered[often], np.cumsum(~follows[often]) - 1


def _last(told: pa.Table, rows: Ints, groups: Ints) -> Ints:
    """Return, of rows told more than once, the last word on each record."""
    facts = told["fact_id"].take(pa.array(rows)).combine_chunks()
    rank = np.empty(rows.size, dtype=np.int64)
    rank[pc.sort_indices(facts).to_numpy()] = np.arange(rows.size)
    known, received = told["known_at"].to_numpy()[rows], told["received_at"].to_numpy()[rows]
    ordered = np.lexsort((rank, received, known, groups))
    is_last = np.append(np.diff(groups[ordered]) != 0, True)
    last: Ints = rows[ordered[is_last]]
    return last
