import numpy as np

from accord.evidence import permutation

BLOCKS = np.array([0, 0, 1, 2, 2, 2])


def test_luck_is_found_lucky_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    found = [permutation.sign_test(rng.normal(size=(60, 6)), BLOCKS, draws=199) for _ in range(200)]
    for chances in ([one.overall for one in found], [one.at_best for one in found]):
        assert np.mean(np.array(chances) <= 0.05) < 0.10
        assert 0.40 < np.mean(chances) < 0.60


def test_a_pattern_is_found_where_it_is() -> None:
    rng = np.random.default_rng(6)
    surplus = rng.normal(size=(80, 6))
    surplus[:, 2] += 0.6
    found = permutation.sign_test(surplus, BLOCKS)
    assert found.of_blocks[1] < 0.001
    assert found.at_best < 0.01
    assert found.of_blocks[0] > 0.01


def test_one_loud_group_proves_nothing() -> None:
    rng = np.random.default_rng(8)
    surplus = rng.normal(size=(80, 6)) * 0.01
    surplus[0] = 50.0
    assert permutation.sign_test(surplus, BLOCKS).overall > 0.1


def test_the_same_data_give_the_same_answer() -> None:
    surplus = np.random.default_rng(1).normal(size=(30, 6))
    one, other = permutation.sign_test(surplus, BLOCKS), permutation.sign_test(surplus, BLOCKS)
    assert (one.overall, one.at_best) == (other.overall, other.at_best)
