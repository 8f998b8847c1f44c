"""Which keys belong together, when pairs of them do, and by which key the set is named."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

Ints: TypeAlias = NDArray[np.int64]

_NEVER: Final = np.iinfo(np.int64).max


def join(nodes: Ints, first_us: Ints, one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """Return each different key, in order, and the name of the set it is in.

    `first_us` says when each node was first heard of, `one` and `other` which belong
    together. A set is named by the key that came first, the smaller of two that came at
    once. A pair with a key that is no node is left out.
    """
    keys, places = np.unique(nodes, return_inverse=True)
    first = np.full(keys.size, _NEVER)
    np.minimum.at(first, places, first_us)
    labels = _labels(keys, one, other)
    count = int(labels.max()) + 1 if labels.size else 0
    oldest = np.full(count, _NEVER)
    np.minimum.at(oldest, labels, first)
    came_first = first == oldest[labels]
    names = np.full(count, _NEVER)
    np.minimum.at(names, labels[came_first], keys[came_first])
    return keys, names[labels]


def _labels(keys: Ints, one: Ints, other: Ints) -> Ints:
    """Number the sets of keys that pairs tie together."""
    if not keys.size:
        return np.zeros(0, dtype=np.int64)
    left, right = _place(keys, one), _place(keys, other)
    known = (keys[left] == one) & (keys[right] == other)
    ones = np.ones(int(known.sum()), dtype=np.int8)
    shape = (keys.size, keys.size)
    graph = sparse.coo_array((ones, (left[known], right[known])), shape=shape)
    _, labels = csgraph.connected_components(graph, directed=False)
    return np.asarray(labels, dtype=np.int64)


def _place(keys: Ints, wanted: Ints) -> Ints:
    return np.minimum(np.searchsorted(keys, wanted), keys.size - 1).astype(np.int64)
