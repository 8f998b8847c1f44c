"""The smallest effect that a holdout can show, against simulation and published figures."""

import math

import numpy as np
import pytest
from scipy import stats

from accord.evidence import power


def simulated(treated, held_out, base, raised):
    draw, runs = np.random.default_rng(5), 700
    hits = draw.binomial(treated, raised, runs), draw.binomial(held_out, base, runs)
    found = 0
    for a, b in zip(*hits, strict=True):
        found += stats.fisher_exact([[a, treated - a], [b, held_out - b]])[1] <= 0.05
    return found / runs


@pytest.mark.parametrize(
    ("treated", "held_out", "base"), [(20, 20, 0.2), (90, 20, 0.1), (60, 60, 0.3)]
)
def test_the_share_it_names_is_found_four_times_of_five(treated, held_out, base):
    share = power.detectable_share(treated, held_out, base)
    assert simulated(treated, held_out, base, share) == pytest.approx(0.8, abs=0.06)


def test_forty_accounts_need_a_large_effect_and_it_is_said():
    # 60 % where a test may be wrong a little more often than it says; Fisher's never is.
    assert 0.6 < power.detectable_share(20, 20, 0.2) < 0.7


def test_large_arms_come_near_the_small_ones_method():
    near = power.detectable_share(210, 210, 0.2)
    exact = power.detectable_share(195, 195, 0.2)
    assert near == pytest.approx(exact, abs=0.02)


@pytest.mark.parametrize(("treated", "held_out"), [(0, 5), (5, 0), (3, 1)])
def test_arms_that_can_show_nothing_say_so(treated, held_out):
    assert power.detectable_share(treated, held_out, 0.2) is None


def test_a_mean_needs_less_where_its_own_past_is_known():
    plain = power.detectable_mean(20, 20)
    assert plain == pytest.approx(0.91, abs=0.01)
    assert power.detectable_mean(20, 20, 0.7) == pytest.approx(plain * math.sqrt(0.51), rel=1e-9)
    assert power.detectable_mean(20, 1) is None
