"""An account's pages say one number and one sentence for one thing, wherever it is read."""

import html
import re

import pytest

from accord.server.records.queries import account_page, accounts, receipts
from accord.server.records.queries.accounts import Filters
from accord.server.web import facts
from accord.values import points

pytestmark = pytest.mark.slow


def words_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def rows():
    return accounts.iterate_accounts(Filters())


def uneven():
    """Return an account whose fit reads otherwise when it is cut off than when it is rounded."""
    listed = (row for row in rows() if row.fit is not None and row.tier)
    return next(row for row in listed if row.fit % points.MILLION >= points.MILLION // 2)


def test_one_fit_is_read_everywhere(reads):
    row = uneven()
    whole = points.in_words(row.fit, 0)
    assert int(whole) == row.fit // points.MILLION + 1
    mia = reads("mia")
    page = mia.get(f"/accounts/{row.public_id}/").content.decode()
    assert f">{whole}<span" in page
    why = account_page.find_account(row.public_id).target.why
    if why.startswith("Fit "):
        assert re.match(r"Fit (\d+)", why).group(1) == whole
    assert f"Fit {whole} of 100" in mia.get(f"/accounts/{row.public_id}/brief/").content.decode()
    receipt = words_of(mia.get(f"/accounts/{row.public_id}/receipt/fit/").content.decode())
    assert f"Why a fit of {points.in_words(row.fit)} of 100" in receipt
    assert f" {row.fit // points.MILLION} of 100" not in receipt


def test_every_reason_for_the_list_rounds_as_the_pages_do(workspace):
    said = 0
    for row in rows():
        found = re.match(r"Fit ([\d.]+)", account_page.find_account(row.public_id).target.why)
        if found:
            said += 1
            decimals = 1 if "." in found.group(1) else 0
            assert found.group(1) == points.in_words(row.fit, decimals)
    assert said > 10


def test_the_list_and_the_page_round_engagement_alike(reads):
    row = next(row for row in rows() if row.engagement % points.MILLION and row.domain)
    whole = points.in_words(row.engagement, 0)
    for address in (f"/accounts/?q={row.domain}", f"/accounts/{row.public_id}/"):
        assert f">{whole}<span" in reads("mia").get(address).content.decode()


def test_the_page_and_the_brief_say_the_same_under_what_to_say(reads):
    for row in [row for row in rows() if row.tier][:5]:
        brief = receipts.find_brief(row.public_id)
        said = facts.what_to_say(brief)
        assert said
        page = words_of(reads("sam").get(f"/accounts/{row.public_id}/").content.decode())
        assert all(text in page for text in said[:2])
