"""Which keys belong together, when pairs of them do, and by which key the set is named."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Pair: TypeAlias = tuple[Ints, Ints]

_NEVER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Joined:
    """Each different key once and the name of its set; the place of every node's set.

    `names[places]` are the names of the nodes' sets; places are below the number of keys.
    """

    keys: Ints
    names: Ints
    places: Ints


def join(nodes: Ints, first_heard: Ints, pairs: Pair, key_pairs: Pair) -> Joined:
    """Tie nodes together: `pairs` by their places among the nodes, `key_pairs` by key.

    `first_heard` orders the nodes by when they were first heard of. A set is named by the key that came
    first, the smaller of two that came at once. A pair with a key that is no node is left
    out.
    """
    one, other = key_pairs
    coded = pc.dictionary_encode(pa.array(np.concatenate([nodes, one, other])))
    places = coded.indices.to_numpy().astype(np.int64)
    of_nodes, rest = places[: nodes.size], places[nodes.size :]
    count = int(of_nodes.max()) + 1 if nodes.size else 0  # codes are given as keys turn up
    keys = coded.dictionary.to_numpy()[:count]
    first = np.full(count, _NEVER)
    np.minimum.at(first, of_nodes, first_heard)
    left, right = rest[: one.size], rest[one.size :]
    known = (left < count) & (right < count)
    labels = _labels(
        count,
        np.concatenate([of_nodes[pairs[0]], left[known]]),
        np.concatenate([of_nodes[pairs[1]], right[known]]),
    )
    return Joined(keys, _named(keys, first, labels), labels[of_nodes])


def _labels(count: int, left: Ints, right: Ints) -> Ints:
    """Give every place the smallest place that pairs tie it to."""
    labels = np.arange(count)
    while left.size:
        at_left, at_right = labels[left], labels[right]
        apart = np.flatnonzero(at_left != at_right)
        if not apart.size:
            break
        left, right, at_left, at_right = left[apart], right[apart], at_left[apart], at_right[apart]
        least = np.minimum(at_left, at_right)
        np.minimum.at(labels, at_left, least)
        np.minimum.at(labels, at_right, least)
        labels = _settled(labels)
    return labels


def _settled(labels: Ints) -> Ints:
    """Follow labels of labels to their end."""
    while True:
        further = labels[labels]
        if np.array_equal(further, labels):
            return further
        labels = further


def _named(keys: Ints, first: Ints, labels: Ints) -> Ints:
    oldest = np.full(keys.size, _NEVER)
    np.minimum.at(oldest, labels, first)
    came_first = first == oldest[labels]
    names = np.full(keys.size, _NEVER)
    np.minimum.at(names, labels[came_first], keys[came_first])
    found: Ints = names[labels]
    return found
