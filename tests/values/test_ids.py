from hypothesis import given
from hypothesis import strategies as st

from accord.values import ids

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


@given(st.integers(0, 2**63 - 1))
def test_an_id_is_written_in_base_32_and_read_back(number):
    text = ids.public_id(number)
    assert len(text) == 13
    assert sum(LETTERS.index(x) * 32**n for n, x in enumerate(reversed(text))) == number
    assert ids.from_public_id(text) == number
