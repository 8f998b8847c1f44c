"""Whether a pattern is more than chance: signs of whole groups are turned, many times over."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Reals: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """The chance of so strong a pattern by luck: over all blocks together, and of each block.

    `of_blocks` are of each block by itself; `at_best` allows for having looked at every block.
    """

    overall: float
    at_best: float
    of_blocks: Reals


def sign_test(surplus: Reals, blocks: Ints, *, draws: int = 4999, seed: int = 1) -> Found:
    """Test whether columns of group sums differ from nothing more than luck explains.

    `surplus` is (groups, columns): what each group adds to a column's score. Under luck a
    group's sign is as good as its opposite, whatever goes on within the group. `blocks`
    numbers the columns that belong to one field. A column's square is divided by its spread.
    """
    count = int(blocks.max()) + 1
    spread = np.sqrt(np.sum(surplus**2, axis=0))
    scaled = surplus / np.where(spread > 0, spread, 1)
    gather = np.zeros((blocks.size, count))
    gather[np.arange(blocks.size), blocks] = 1
    gather /= np.maximum(gather.sum(axis=0), 1)
    seen = (scaled.sum(axis=0) ** 2) @ gather
    rng = np.random.default_rng(seed)
    lucky = np.empty((draws, count))
    for start in range(0, draws, 500):
        stop = min(start + 500, draws)
        signs = rng.choice(np.array([-1.0, 1.0]), (stop - start, surplus.shape[0]))
        lucky[start:stop] = ((signs @ scaled) ** 2) @ gather
    ranks = (1 + np.sum(lucky >= seen, axis=0)) / (1 + draws)
    return Found(
        overall=float((1 + np.sum(lucky.mean(axis=1) >= seen.mean())) / (1 + draws)),
        at_best=_at_best(ranks, lucky),
        of_blocks=ranks,
    )


def _at_best(ranks: Reals, lucky: Reals) -> float:
    """Return how often luck gives some block as small a chance as the smallest seen.

    Each lucky draw is ranked among the others, block by block (Westfall and Young 1993).
    """
    draws = lucky.shape[0]
    order = np.argsort(np.argsort(-lucky, axis=0), axis=0)
    smallest = (1 + order.min(axis=1)) / draws
    return float((1 + np.sum(smallest <= ranks.min())) / (1 + draws))
