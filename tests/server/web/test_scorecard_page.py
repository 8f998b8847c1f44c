"""The scorecard accounts for everybody on the list: in the funnel, or beside it with a word."""

import html
import re
from dataclasses import replace

import pytest

from accord.server.records.queries import accounts
from accord.server.records.queries import scorecard as queries
from accord.server.web import tiers
from accord.server.web.display import funnel_page

pytestmark = pytest.mark.slow


def test_the_funnel_and_who_stands_beside_it_sum_to_the_list(reads):
    found = queries.find_scorecard()
    inside = sum(stage.accounts for stage in found.funnel)
    assert inside + sum(each.outside for each in found.beside) == found.listed
    assert sum(each.inside for each in found.beside) > 0
    page = html.unescape(reads("sam").get("/scorecard/").content.decode())
    assert f"{inside} of {found.listed} accounts of the list stand here" in page
    for each in found.beside:
        assert not each.inside or "of these is worked as" in page or "are worked as" in page
        assert f"?motion={each.motion or ''}&tier=one_to_one" in page


def test_who_stands_in_no_journey_of_new_business_is_named_with_a_link(workspace):
    found = replace(
        queries.find_scorecard(), beside=(queries.Beside("win_back", 0, 18),), listed=116
    )
    (line,) = funnel_page.sheet(found)["funnel_beside"]
    assert line["words"] == "18 more stand in no journey of new business: win-back."
    assert line["link"].startswith("/accounts/?motion=win_back&tier=one_to_one")


def test_a_figure_of_the_funnel_only_opens_what_it_counts(reads):
    page = html.unescape(reads("sam").get("/scorecard/").content.decode())
    links = re.findall(r'href="/accounts/[?](stage=[^"]+)">([0-9,]+)<span', page)
    assert links
    for query, n in links:
        stage = re.search("stage=([^&]+)", query).group(1)
        chosen = {"stage": (stage,), "motion": ("new",), "tier": tiers.ORDER}
        assert accounts.count_accounts(accounts.Filters(chosen=chosen)) == int(n)
