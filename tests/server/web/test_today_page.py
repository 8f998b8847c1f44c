"""Today says what to do at whom, in words that its own numbers bear out."""

import re
from dataclasses import replace

import pytest

from accord.server.records.queries import accounts, picture
from accord.server.records.queries import today as queries
from accord.server.records.queries.accounts import Filters
from accord.server.web.display import today_page

pytestmark = pytest.mark.slow
POINT = 1_000_000


def items(page):
    return re.findall(r"<li class=[^>]*data-row>.*?</li>", page, re.DOTALL)


def test_a_card_is_headed_by_the_verb_and_the_account(reads):
    page = reads("jo").get("/?whose=all").content.decode()
    every = {row.name: row for row in accounts.iterate_accounts(Filters(has_next_step=True))}
    assert items(page)
    for each in items(page):
        verb, name = re.search(r'<b class="verb">(.*?)</b><a[^>]*>(.*?)</a>', each).groups()
        assert every[name].next_verb == verb


def test_both_counts_of_the_filter_are_what_it_shows(reads):
    for whose in ("mine", "all"):
        page = reads("sam").get(f"/?whose={whose}").content.decode()
        said = int(re.search(r'aria-current="true">[^<]*?(\d+)</a>', page).group(1))
        assert len(items(page)) == min(5, said)


def test_a_plays_name_is_never_the_fact(workspace):
    row = replace(
        next(accounts.iterate_accounts(Filters(has_next_step=True))),
        next_play="briefing",
        next_reason="Executive briefing (one-to-one), for a first conversation.",
        why_now="Ada read Pricing twice yesterday.",
    )
    item = today_page.item(row, 20_000, {"briefing": "Executive briefing (one-to-one)"})
    assert item.fact == "Ada read Pricing twice yesterday."
    assert "Executive briefing" in item.reason


def test_rising_people_are_told_apart_from_falling_points(workspace):
    row = next(accounts.iterate_accounts(Filters()))
    falling = replace(row, is_rising=True, engagement_change=-2_800_000)
    said = today_page._rose(queries.Rising(falling, 5, 28, 1.07))
    assert said == (
        "is rising: 5 people and visitors active in 28 days, usually 1.1; its points fell by 3"
    )
    assert "rose" not in said
    assert "rose by 3" in today_page._rose(
        queries.Rising(replace(falling, engagement_change=2_800_000), 5, 28, None)
    )
    assert picture.reader() is not None


def test_the_same_act_is_not_told_twice(workspace):
    assert today_page._beside(
        "Ana Chang, Software Engineer asked to talk 4 days ago.",
        "Ana Chang (Software Engineer) asked to talk 4 days ago; two people active.",
    ) == ("Two people active.")
    assert today_page._beside("The renewal is at risk.", "Quiet for 9 days.") == "Quiet for 9 days."
