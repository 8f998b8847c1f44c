"""Control of false discoveries: how many of many findings may be flukes."""

import numpy as np
from numpy.typing import NDArray


def benjamini_hochberg(p_values: NDArray[np.float64], rate: float) -> NDArray[np.bool_]:
    """Tell which findings to keep so that, on average, at most that share of them is false.

    Benjamini and Hochberg (1995), step-up. A tie at the threshold is kept on both sides.
    """
    if not p_values.size:
        return np.zeros(0, np.bool_)
    ordered = np.sort(p_values)
    allowed = rate * np.arange(1, ordered.size + 1) / ordered.size
    passes = np.flatnonzero(ordered <= allowed)
    if not passes.size:
        return np.zeros(p_values.size, np.bool_)
    return np.asarray(p_values <= ordered[passes[-1]])
