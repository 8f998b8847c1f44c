import numpy as np

from accord.evidence import auc


def test_it_is_the_share_of_pairs_that_are_in_order() -> None:
    rng = np.random.default_rng(1)
    scores = rng.integers(0, 6, 60).astype(float)
    outcome = rng.random(60) < 0.4
    pairs = [
        1.0 if win > loss else 0.5 if win == loss else 0.0
        for win in scores[outcome]
        for loss in scores[~outcome]
    ]
    found = auc.area(scores, outcome)
    assert found is not None
    assert np.isclose(found.value, np.mean(pairs))
    assert found.low < found.value < found.high


def test_without_wins_or_losses_there_is_none() -> None:
    assert auc.area(np.array([1.0, 2.0]), np.array([True, True])) is None


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    truth = 0.7602  # of two normals one standard deviation apart
    hits = 0
    for _ in range(400):
        wins, losses = rng.normal(1, 1, 60), rng.normal(0, 1, 80)
        found = auc.area(np.concatenate([wins, losses]), np.arange(140) < 60)
        assert found is not None
        hits += found.low <= truth <= found.high
    assert 0.90 <= hits / 400 <= 0.985


def test_copies_of_a_deal_do_not_make_it_surer() -> None:
    rng = np.random.default_rng(3)
    scores, outcome = rng.normal(size=80), rng.random(80) < 0.5
    once = auc.area(scores, outcome, np.arange(80))
    copied = auc.area(np.tile(scores, 5), np.tile(outcome, 5), np.tile(np.arange(80), 5))
    naive = auc.area(np.tile(scores, 5), np.tile(outcome, 5))
    assert once is not None
    assert copied is not None
    assert naive is not None
    assert np.isclose(copied.error, once.error)
    assert naive.error < 0.6 * once.error
