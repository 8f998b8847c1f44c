"""The tables of a generation that deriving one account asks for, kept in memory."""

from functools import lru_cache

import pyarrow.parquet as pq

from accord.derive import cut
from accord.derive.account import Workspace
from accord.server import home


@lru_cache(maxsize=1)
def read(generation: str) -> Workspace:
    """Return the tables of the generation of a name."""
    folder = home.path("generations", generation)
    return {name: pq.read_table(folder / f"{name}.parquet") for name in cut.NEEDED}
