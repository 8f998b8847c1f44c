import numpy as np
import pytest

from accord.evidence import intervals


def test_a_difference_of_shares_and_its_published_interval() -> None:
    # Agresti and Caffo (2000): 56 of 70 against 48 of 80, interval .0508 to .3341 by their formula
    found = intervals.share_difference(56, 70, 48, 80)
    assert found.value == pytest.approx(0.2)
    assert found.low == pytest.approx(57 / 72 - 49 / 82 - 1.959964 * 0.07222, abs=2e-3)
    assert found.high == pytest.approx(57 / 72 - 49 / 82 + 1.959964 * 0.07222, abs=2e-3)


def test_nothing_is_known_of_an_empty_side() -> None:
    assert intervals.share_difference(0, 0, 3, 5).value is None


def test_extremes_stay_within_one() -> None:
    found = intervals.share_difference(3, 3, 0, 3)
    assert found.value == 1.0
    assert found.high == 1.0
    assert found.low is not None
    assert found.low > 0


def test_resampling_draws_whole_groups() -> None:
    rng = np.random.default_rng(1)
    means = rng.normal(0, 1, 40)
    groups = np.repeat(np.arange(40), 25)
    values = means[groups] + rng.normal(0, 0.1, 1000)
    low, high = intervals.resampled(lambda rows: float(values[rows].mean()), groups, draws=400)
    alone = intervals.resampled(lambda rows: float(values[rows].mean()), np.arange(1000), draws=400)
    assert low < values.mean() < high
    assert high - low > 3 * (alone[1] - alone[0])
    again = intervals.resampled(lambda rows: float(values[rows].mean()), groups, draws=400)
    assert again == (low, high)
