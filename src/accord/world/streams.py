"""Where the world's chance comes from: one stream a table, so a new table changes no other."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from accord.values import ids

VERSION: Final = 1
"""Part of every stream: raise it when the same arguments are to give another world."""

Stream = np.random.Generator


@dataclass(frozen=True)
class Streams:
    """All streams of one world, by the name of a table and the number of a part of it."""

    seed: int

    def of(self, table: str, part: int = 0) -> Stream:
        """Return the stream of one part of one table."""
        key = (VERSION, ids.code32(table), part)
        return np.random.Generator(
            np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=key))
        )
