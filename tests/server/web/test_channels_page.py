"""The page of channels in words: sums by month, amounts without a rate apart, rules named."""

from datetime import date

from accord.measurement.channel_costs import Cost
from accord.measurement.visits import NOT_TOLD, Came
from accord.program.origins import Origin
from accord.server.records.queries import channels
from accord.server.web.display import channels_page
from accord.values import time

TODAY = time.day_number(date(2026, 2, 10))


def _found(costs=(), came=()):
    months = channels.months_until(TODAY)
    return channels.Channels(TODAY, "USD", months, tuple(costs), tuple(came))


def _cost(month, source="google_ads", minor=10_000, currency="USD", own=10_000):
    return Cost(month, "ads", source, "June", currency, own, minor, 100, 3)


def test_the_last_six_months_begin_with_this_one_and_cross_the_year():
    assert channels.months_until(TODAY) == (
        "2026-02",
        "2026-01",
        "2025-12",
        "2025-11",
        "2025-10",
        "2025-09",
    )


def test_costs_stand_by_network_and_month_with_their_sum():
    costs = [_cost("2026-02"), _cost("2026-01"), _cost("2026-02", source="linkedin_ads")]
    sheet = channels_page.sheet(_found(costs))
    told = {line["title"]: [cell for _, cell in line["cells"]][:2] for line in sheet["costs"]}
    assert told == {
        "Google Ads": ["100", "100"],
        "LinkedIn": ["100", "–"],
        "Together": ["200", "100"],
    }
    assert "300" in sheet["headline"]


def test_an_amount_without_a_rate_is_never_a_sum():
    costs = [_cost("2026-02"), _cost("2026-02", minor=None, currency="CHF", own=31_000)]
    sheet = channels_page.sheet(_found(costs))
    assert sheet["costs"][0]["total"] == "100 +?"
    assert "310" in sheet["missing"]
    alone = channels_page.sheet(_found(costs[1:]))
    assert alone["costs"][0]["total"] == "?"


def test_visits_name_the_rule_that_says_so_and_those_not_told_stand_last():
    own = Origin("email", "october", "briefing", "letter", is_shipped=False)
    none = Origin("unassigned", "", None, "", is_shipped=True)
    came = [Came("2026-02", NOT_TOLD, 99), Came("2026-02", own, 2), Came("2026-01", none, 1)]
    lines = channels_page.sheet(_found((), came))["came"]
    assert [line["rule"] for line in lines] == [
        "Letter, your own",
        "no rule holds",
        "the page view told neither an address nor a referrer",
    ]
    assert (lines[0]["campaign"], lines[0]["play"]) == ("october", "Briefing")


def test_without_a_picture_and_without_facts_the_page_says_so():
    assert "first picture" in channels_page.sheet(None)["headline"]
    assert "No costs" in channels_page.sheet(_found())["headline"]
