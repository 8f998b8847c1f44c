"""A receipt opens every fact it counts, and takes off last what a cap takes off."""

import re

import pytest

from accord.server.records.queries import account_page, accounts
from accord.server.web.display import receipt as sheets
from accord.values.receipt import Reason

pytestmark = pytest.mark.slow


def page():
    row = next(accounts.iterate_accounts(accounts.Filters()))
    return account_page.find_account(row.public_id)


def test_each_of_several_facts_has_its_link(workspace):
    one = Reason(title="Ada", points=3, fact_ids=("a", "b", "c"))
    fact = sheets._fact(page(), one)
    links = [fact.link, *(link for link, _ in fact.others)]
    assert [link.rstrip("/").rpartition("/")[2] for link in links] == ["a", "b", "c"]
    assert [fact.link_words, *(words for _, words in fact.others)] == ["fact 1", "fact 2", "fact 3"]


def test_what_a_cap_takes_off_stands_last(workspace):
    parts = [Reason("read", 5), Reason("over the cap", -50), Reason("met", 70)]
    assert [part.title for part in sorted(parts, key=sheets._by_size)] == [
        "met",
        "read",
        "over the cap",
    ]


def test_the_nearest_days_are_called_by_their_names(reads):
    rows = list(accounts.iterate_accounts(accounts.Filters(), "-last_day"))[:15]
    said = " ".join(
        reads("sam").get(f"/accounts/{row.public_id}/receipt/engagement/").content.decode()
        for row in rows
    )
    assert re.search(r"\b[2-9] days ago", said)
    assert not re.search(r"\b[01] days ago", said)
