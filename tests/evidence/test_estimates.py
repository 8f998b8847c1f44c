import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.evidence import estimates
from accord.values.estimate import Badge


def test_a_share_has_wilsons_interval() -> None:
    found = estimates.of_share(8, 10)
    assert found.value == pytest.approx(0.8)
    assert found.low == pytest.approx(0.4902, abs=1e-4)
    assert found.high == pytest.approx(0.9433, abs=1e-4)


@given(st.integers(1, 500), st.data())
def test_a_share_lies_in_its_interval(n: int, data: st.DataObject) -> None:
    found = estimates.of_share(data.draw(st.integers(0, n)), n)
    ends = [found.low, found.value, found.high]
    assert None not in ends
    assert [0, *ends, 1] == sorted([0, *ends, 1])


def test_a_mean_has_students_interval() -> None:
    found = estimates.of_mean([1.0, 2.0, 3.0, 4.0])
    assert found.value == pytest.approx(2.5)
    assert found.low == pytest.approx(0.4457, abs=1e-4)
    assert found.high == pytest.approx(4.5543, abs=1e-4)


def test_too_little_is_said_to_be_too_little() -> None:
    assert estimates.of_share(0, 0).badge is Badge.NOT_ENOUGH
    assert estimates.of_mean([3.0]).badge is Badge.NOT_ENOUGH
