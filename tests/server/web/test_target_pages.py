"""The target list says who agrees, who has to sign again, and never breaks on what is typed."""

import pytest

from accord.server.records.queries import accounts, lists
from accord.server.records.queries.accounts import Filters

pytestmark = pytest.mark.slow


def first():
    return accounts.list_accounts(Filters(), "rank", None, 1).rows[0]


def test_settling_an_objection_says_who_signs_again(reads):
    sam = reads("sam")
    sam.post(f"/targets/{first().public_id}/object/", {"reason": "they froze all spending"})
    (objection,) = lists.list_objections()[first().account]
    page = sam.post(f"/targets/objections/{objection.fact_id}/", follow=True).content.decode()
    assert "Signed before that: Mia Chen, who is asked to sign again." in page
    assert "For marketing" in page
    assert "waits for a name" in page


def test_a_number_too_long_to_mean_one_is_not_found(reads):
    assert reads("mia").get("/targets/?shown=" + "9" * 5_000).status_code == 404
    assert reads("mia").get("/targets/?shown=30").status_code == 200
