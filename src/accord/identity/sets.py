"""Which keys belong together, when pairs of them do, and by which key the set is named."""

from typing import Final

import numpy as np
import pyarrow as pa
from scipy import sparse
from scipy.sparse import csgraph

from accord.engine.session import Session

_NEVER: Final = np.iinfo(np.int64).max


def join(session: Session, name: str, nodes: pa.Table, edges: pa.Table) -> None:
    """Register (key, person) of nodes (key, first_us) that edges (one, other) tie together.

    A set is named by the key that came first, the smaller of two that came at once. An
    edge to a key that is no node is left out.
    """
    keys, places = np.unique(nodes["key"].to_numpy(), return_inverse=True)
    first = np.full(keys.size, _NEVER)
    np.minimum.at(first, places, nodes["first_us"].to_numpy())
    labels = _labels(keys, edges["one"].to_numpy(), edges["other"].to_numpy())
    count = int(labels.max()) + 1 if labels.size else 0
    oldest = np.full(count, _NEVER)
    np.minimum.at(oldest, labels, first)
    came_first = first == oldest[labels]
    names = np.full(count, _NEVER)
    np.minimum.at(names, labels[came_first], keys[came_first])
    session.register(name, pa.table({"key": keys, "person": names[labels]}))


def _labels(
    keys: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    one: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    other: "np.ndarray[tuple[int], np.dtype[np.int64]]",
) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    """Number the sets of keys that pairs tie together."""
    if not keys.size:
        return np.zeros(0, dtype=np.int32)
    left, right = np.searchsorted(keys, one), np.searchsorted(keys, other)
    left, right = np.minimum(left, keys.size - 1), np.minimum(right, keys.size - 1)
    known = (keys[left] == one) & (keys[right] == other)
    ones = np.ones(int(known.sum()), dtype=np.int8)
    graph = sparse.coo_array((ones, (left[known], right[known])), shape=(keys.size, keys.size))
    labels: np.ndarray[tuple[int], np.dtype[np.int32]]
    _, labels = csgraph.connected_components(graph, directed=False)
    return labels
