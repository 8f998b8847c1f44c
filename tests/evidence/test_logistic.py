import numpy as np

from accord.evidence import logistic


def drawn(n: int = 4000):
    rng = np.random.default_rng(1)
    features = rng.normal(size=(n, 3))
    truth = np.array([0.4, 1.0, -0.7, 0.0])
    chance = 1 / (1 + np.exp(-(truth[0] + features @ truth[1:])))
    return features, (rng.random(n) < chance).astype(float), truth


def test_it_finds_the_truth_within_its_own_spread() -> None:
    features, outcome, truth = drawn()
    fitted = logistic.fit(features, outcome, np.ones(outcome.size), precision=1e-3)
    error = np.sqrt(np.diag(fitted.covariance))
    assert np.all(np.abs(fitted.coefficients - truth) < 3 * error)
    assert np.all(error < 0.06)


def test_gathered_rows_say_the_same_as_rows_one_by_one() -> None:
    rng = np.random.default_rng(2)
    features = rng.integers(0, 2, (600, 2)).astype(float)
    outcome = (rng.random(600) < 0.3 + 0.3 * features[:, 0]).astype(float)
    each = logistic.fit(features, outcome, np.ones(600), precision=1.0)
    kinds, places = np.unique(features, axis=0, return_inverse=True)
    deals = np.bincount(places.ravel()).astype(float)
    share = np.bincount(places.ravel(), outcome) / deals
    gathered = logistic.fit(kinds, share, deals, precision=1.0)
    assert np.allclose(each.coefficients, gathered.coefficients, atol=1e-8)
    assert np.isclose(each.evidence, gathered.evidence)


def test_a_strong_prior_keeps_to_the_rules() -> None:
    features, outcome, _ = drawn(200)
    rules = np.array([0.2, 0.5, 0.9])
    fitted = logistic.fit(features, outcome, np.ones(200), precision=1e6, expected=rules)
    assert np.allclose(fitted.coefficients[1:], rules, atol=1e-2)


def test_data_that_part_perfectly_still_give_an_answer() -> None:
    features = np.array([[-1.0], [-2.0], [1.0], [2.0]])
    outcome = np.array([0.0, 0.0, 1.0, 1.0])
    fitted = logistic.fit(features, outcome, np.ones(4), precision=1.0)
    assert np.all(np.isfinite(fitted.coefficients))
    assert fitted.coefficients[1] > 0


def test_the_evidence_favours_shrinking_noise_and_not_a_signal() -> None:
    features, outcome, _ = drawn(500)
    ones = np.ones(500)
    noise = np.random.default_rng(3).permutation(outcome)

    def best(y):
        return max(
            (0.1, 1.0, 10.0, 1000.0),
            key=lambda precision: logistic.fit(features, y, ones, precision=precision).evidence,
        )

    assert best(noise) == 1000.0
    assert best(outcome) <= 10.0
