"""Who is left alone by lot: balanced, families whole, the same again, and honest where it can't be."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.plays import holdout
from accord.plays.holdout import Unit
from accord.program.reach import Holdout

RULE = Holdout(share=0.1)


def world(n=200, seed=1, families=0.2):
    """Draw accounts of two tiers with skewed, correlated covariates, some in families."""
    draw = random.Random(seed)
    units = []
    for account in range(1, n + 1):
        fit = draw.gauss(60, 15)
        size = math.log(draw.lognormvariate(6, 1.2))
        value = size * 0.7 + draw.gauss(0, 0.5)
        warmth = draw.expovariate(0.1) if draw.random() < 0.5 else 0.0
        family = draw.randint(1, n // 8) if draw.random() < families else 0
        tier = "one_to_few" if account % 4 == 0 else "one_to_many"
        band = ("low", "middle", "high")[min(2, max(0, int((fit - 45) // 15)))]
        unit = Unit(
            account,
            10_000 + family if family else 0,
            tier,
            (tier, band),
            (fit, size, value, warmth),
        )
        units.append(unit)
    return units


def broken(units, held):
    """Return the families of which some are held out and some are not."""
    arms: dict[int, set[bool]] = {}
    for unit in units:
        if unit.family:
            arms.setdefault(unit.family, set()).add(unit.account in held)
    return [family for family, seen in arms.items() if len(seen) > 1]


@pytest.mark.slow
def test_over_a_thousand_seeds_the_arms_look_alike():
    units = world()
    lots = holdout.lottery(units, RULE)
    found = [holdout.draw(lots, f"seed {n}") for n in range(1000)]
    assert found[7] == holdout.assign(units, RULE, "seed 7")
    worst = np.array([holdout.differences(units, one.held_out) for one in found])
    assert np.percentile(worst, 95, axis=0).max() <= 0.1
    assert not any(broken(units, one.held_out) for one in found)
    sizes = {len(one.held_out) for one in found}
    assert 13 <= min(sizes) <= max(sizes) <= 27, "half a family more or less in each stratum"


def test_without_drawing_again_they_would_not():
    units, draw = world(families=0), random.Random(3)
    plain = [
        holdout.differences(units, frozenset(draw.sample(range(1, 201), 20))) for _ in range(200)
    ]
    assert np.percentile(np.array(plain), 95, axis=0).min() > 0.3


def test_the_same_again_gives_the_same_in_whatever_order_accounts_come():
    units = world()
    first = holdout.assign(units, RULE, "a launch")
    mixed = random.Random(9).sample(units, len(units))
    assert holdout.assign(mixed, RULE, "a launch") == first
    assert holdout.assign(units, RULE, "another").held_out != first.held_out
    assert first.worst <= holdout.BALANCED


@settings(max_examples=40)
@given(seed=st.integers(0, 10**6), n=st.integers(20, 90), share=st.floats(0.05, 0.5))
def test_families_are_never_split_and_every_stratum_gives_its_share(seed, n, share):
    units = world(n, seed, families=0.5)
    rule = RULE.model_copy(update={"share": share})
    held = holdout.assign(units, rule, str(seed)).held_out
    assert not broken(units, held)
    assert 0 < len(held) <= n / 2
    apart = rule.model_copy(update={"families_together": False})
    alone = holdout.assign(units, apart, str(seed)).held_out
    assert abs(len(alone) - n * share) <= 1
    for stratum in {unit.stratum for unit in units}:
        inside = [unit.account for unit in units if unit.stratum == stratum]
        assert abs(len(alone.intersection(inside)) - len(inside) * share) < 1 + 1e-9


def test_a_family_with_an_account_that_is_never_held_out_is_treated_whole():
    mixed = [
        replace(u, tier="one_to_one") if u.account % 5 == 0 else u for u in world(families=0.5)
    ]
    lots = holdout.lottery(mixed, RULE)
    for n in range(20):
        held = holdout.draw(lots, str(n)).held_out
        assert held
        assert not broken(mixed, held)


def test_in_a_small_launch_many_lots_are_left_to_chance():
    units = world(25, families=0)
    lots = holdout.lottery(units, RULE)
    found = {holdout.draw(lots, str(n)).held_out for n in range(120)}
    assert len(found) >= 40, "the best lot of all would be the same whatever the seed"
    assert len({account for held in found for account in held}) >= 15
    assert lots.limit > holdout.BALANCED, "and it is said"


def test_where_no_balance_is_asked_every_account_has_the_same_chance():
    units = [replace(unit, covariates=()) for unit in world(60, families=0.3)]
    lots = holdout.lottery(units, RULE)
    times = dict.fromkeys((u.account for u in units), 0)
    for n in range(150):
        for account in holdout.draw(lots, str(n)).held_out:
            times[account] += 1
    assert min(times.values()) >= 3
    assert max(times.values()) <= 30


def test_accounts_keep_the_arm_they_were_given_and_so_does_their_family():
    units = world(families=0.3)
    first = holdout.assign(units[:120], RULE, "first").held_out
    known = [replace(u, was_held_out=u.account in first) for u in units[:120]]
    both = holdout.assign([*known, *units[120:]], RULE, "second").held_out
    assert both & {u.account for u in known} == first
    assert not broken(units, both)
    assert 3 <= len(both - first) <= 13, "newcomers give their share"
    again = [replace(u, was_held_out=u.account in both) for u in units]
    assert holdout.assign(again, RULE, "third").held_out == both


def test_a_split_family_would_be_noticed():
    units = world(families=0.5)
    apart = RULE.model_copy(update={"families_together": False})
    assert broken(units, holdout.assign(units, apart, "a").held_out), "the check sees nothing"


@pytest.mark.parametrize(
    ("units", "rule", "words"),
    [
        (world(19), RULE, "too few"),
        ([replace(u, tier="one_to_one") for u in world(50)], RULE, "one-to-one"),
        (world(50), Holdout(), "hold nobody out"),
    ],
)
def test_where_nobody_is_held_out_it_says_why(units, rule, words):
    found = holdout.assign(units, rule, "a")
    assert not found.held_out
    assert words in found.why_not


def test_one_to_one_may_be_held_out_where_somebody_chooses_so():
    units = [replace(unit, tier="one_to_one") for unit in world(50)]
    assert holdout.assign(units, RULE, "a", is_chosen=True).held_out


def test_only_accounts_of_the_tiers_of_the_rule_are_held_out():
    mixed = [replace(u, tier="one_to_one") if u.account % 2 else u for u in world(families=0)]
    held = holdout.assign(mixed, RULE, "a").held_out
    assert held
    assert all(account % 2 == 0 for account in held)


def test_what_is_unknown_is_no_difference():
    units = [replace(u, covariates=(*u.covariates[:3], float("nan"))) for u in world()]
    found = holdout.assign(units, RULE, "a")
    assert not math.isnan(found.worst)
    assert found.worst <= holdout.BALANCED


@pytest.mark.slow
def test_a_test_that_draws_by_the_same_rule_is_honest_and_finds_an_effect():
    rule = Holdout(share=0.5)
    units = world(60, families=0)
    lots, draw = holdout.lottery(units, rule), random.Random(11)
    shown = []
    for n in range(24):
        outcome = {u.account: u.covariates[0] / 15 + draw.gauss(0, 1) for u in units}
        shown.append(holdout.p_value(outcome, lots, f"null {n}", redraws=59))
    assert 0.35 < sum(shown) / len(shown) < 0.65
    assert sum(p <= 0.05 for p in shown) <= 5
    held = holdout.assign(units, rule, "real").held_out
    raised = {u.account: draw.gauss(0, 1) + (0 if u.account in held else 1.5) for u in units}
    assert holdout.p_value(raised, lots, "real", redraws=99) <= 0.02


@pytest.mark.slow
def test_a_test_that_drew_by_another_rule_would_be_noticed():
    """Arms that were balanced differ less than plain lots do: their p-values would be too high."""
    units = world(60, families=0)
    fits = np.array([unit.covariates[0] for unit in units])
    outcome = {unit.account: unit.covariates[0] for unit in units}
    plain = np.array([np.isin(np.arange(60), one) for one in _samples(60, 6, 400)])
    other = np.abs(_gaps(plain, fits))
    lots = holdout.lottery(units, RULE)
    right, wrong = [], []
    for n in range(40):
        held = holdout.draw(lots, f"launch {n}").held_out
        own = np.array([[unit.account in held for unit in units]])
        right.append(holdout.p_value(outcome, lots, f"launch {n}", redraws=39))
        wrong.append((other >= abs(_gaps(own, fits)[0])).mean())
    assert 0.3 < np.mean(right) < 0.7, "as often low as high where nothing was changed"
    assert np.mean(wrong) > 0.8


def _samples(n, size, times):
    draw = random.Random(4)
    return [draw.sample(range(n), size) for _ in range(times)]


def _gaps(held, values):
    return held @ values / held.sum(axis=1) - ~held @ values / (~held).sum(axis=1)


def test_where_nobody_is_held_out_nothing_can_be_told():
    units = world(10)
    lots = holdout.lottery(units, RULE)
    assert holdout.p_value({u.account: 1.0 for u in units}, lots, "a", redraws=9) == 1.0
