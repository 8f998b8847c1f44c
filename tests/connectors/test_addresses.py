"""No whole network address reaches a disk unless a team says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.connectors import addresses


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("203.0.113.77", "203.0.113.0"), ("2001:db8:1:2:3::4", "2001:db8:1::"), (" 8.8.8.8 ", "8.8.8.0"),
        ("::ffff:203.0.113.77", "203.0.113.0"), ("fe80::1%eth0", "fe80::"), ("not one", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_last_part_goes(address, kept):
    assert addresses.kept(address, "truncate") == kept


@given(st.ip_addresses())
def test_what_is_kept_of_an_address_is_kept_of_many_others(address):
    short = addresses.kept(str(address), "truncate")
    assert addresses.kept(short, "truncate") == short
    assert addresses.kept(str(address), "drop") == ""
    assert short.endswith((".0", ":"))


def test_a_team_may_keep_it_whole():
    assert addresses.kept("203.0.113.77", "keep") == "203.0.113.77"
