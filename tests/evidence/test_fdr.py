import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from accord.evidence import fdr

CHANCES = st.lists(st.floats(0, 1), max_size=40).map(lambda some: np.array(some, np.float64))


def test_the_published_example_keeps_four() -> None:
    """Benjamini and Hochberg (1995), section 4: fifteen comparisons at 5 %."""
    chances = [
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344],
        [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000],
    ]
    kept = fdr.benjamini_hochberg(np.concatenate(chances), 0.05)
    assert kept.tolist() == [True] * 4 + [False] * 11


def test_nothing_found_keeps_nothing() -> None:
    assert fdr.benjamini_hochberg(np.zeros(0), 0.1).size == 0
    assert not fdr.benjamini_hochberg(np.array([0.5, 0.9]), 0.1).any()


@given(CHANCES, st.sampled_from([0.05, 0.1, 0.2]))
def test_what_is_kept_is_surprising_enough(chances: np.ndarray, rate: float) -> None:
    kept = fdr.benjamini_hochberg(chances, rate)
    if kept.any():
        worst = chances[kept].max()
        assert worst <= rate * kept.sum() / chances.size
        assert kept.sum() == (chances <= worst).sum()


@given(CHANCES)
def test_a_laxer_rate_keeps_no_less(chances: np.ndarray) -> None:
    strict, lax = (fdr.benjamini_hochberg(chances, rate) for rate in (0.05, 0.2))
    assert (lax | ~strict).all()


def test_false_discoveries_stay_at_the_rate(seed: int) -> None:
    rng = np.random.default_rng(seed)
    false = []
    for _ in range(300):
        chances = np.concatenate([rng.random(400), rng.random(40) * 1e-4])
        kept = fdr.benjamini_hochberg(chances, 0.1)
        false.append(kept[:400].sum() / max(kept.sum(), 1))
    assert np.mean(false) < 0.12
