import numpy as np
from scipy import stats

from accord.evidence import counts


def test_tails_are_those_of_the_distributions() -> None:
    observed, mean = np.array([0, 1, 3, 8]), np.array([1.5, 1.5, 1.5, 2.0])
    poisson = counts.upper_tail(observed, mean, 0.0)
    assert np.allclose(poisson, stats.poisson.sf(observed - 1, mean))
    negative = counts.upper_tail(observed, mean, 0.5)
    assert np.allclose(negative, stats.nbinom.sf(observed - 1, 2, 2 / (2 + mean)))
    assert (negative >= poisson - 1e-12)[2:].all()


def test_dispersion_is_found_where_there_is_some(seed: int) -> None:
    rng = np.random.default_rng(seed)
    mean = rng.uniform(1, 8, 4000)
    steady = counts.dispersion(rng.poisson(mean), mean)
    wild = counts.dispersion(rng.negative_binomial(2, 2 / (2 + mean)), mean)
    assert steady < 0.06
    assert 0.4 < wild < 0.6


def test_no_counts_have_no_dispersion() -> None:
    assert counts.dispersion(np.zeros(3), np.zeros(3)) == 0.0
