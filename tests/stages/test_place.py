"""Where accounts stand, from facts."""

import json
from typing import Any

import pytest

import builders as b
from accord.derive import derive
from accord.program import presets
from accord.values import ids

PROGRAM = presets.program("default_mid_market_saas")
FITTING = {
    "country": "US",
    "industry": "software",
    "employees": 900,
    "revenue_usd": 200_000_000.0,
    "locations": 6,
    "headcount_growth_12_months_percent": 25.0,
    "technologies": ["complementary_platform", "product_we_replace"],
    "use_case": "confirmed",
}


def acme() -> list[b.Fact]:
    return [
        b.company("Acme", "acme.example", **FITTING),
        b.person("ada@acme.example", "CFO", "acme.example"),
        b.person("ivan@acme.example", "Head of IT", "acme.example"),
        b.person("cleo@acme.example", "VP Operations", "acme.example"),
    ]


def busy(*people: str, days: range = range(1, 60, 3)) -> list[b.Fact]:
    return [
        b.did(f"{one}@acme.example", "content_download", asset_name="guide", days_ago=d)
        for one in people
        for d in days
    ]


def tables(*facts: Any) -> dict[str, list[dict[str, Any]]]:
    picture = derive.derive(b.log(*facts), PROGRAM, b.AS_OF)
    names = ("journeys", "stage_now", "qualifications", "account_rows")
    return {name: picture.tables[name].to_pylist() for name in names}


def path(found: dict[str, list[dict[str, Any]]], motion: str = "new") -> list[str]:
    return [row["stage"] for row in found["journeys"] if row["motion"] == motion]


def test_an_account_of_which_nothing_was_heard_is_unaware() -> None:
    found = tables(acme())
    assert path(found) == ["unaware"]
    assert found["account_rows"][0]["why_now"] == "Nothing heard yet."


def test_one_person_alone_never_qualifies_an_account() -> None:
    assert "qualified" not in path(tables(acme(), busy("ada")))


def test_three_people_in_two_roles_qualify_it_with_frozen_reasons() -> None:
    found = tables(acme(), busy("ada", "ivan", "cleo"))
    assert path(found)[-1] == "qualified"
    (qualified,) = found["qualifications"]
    reasons = json.loads(qualified["reasons"])
    assert qualified["rule"] == "whole_group"
    assert reasons["values"]["people_engaged within 90 days"] == 3
    assert "people engaged 3 in 90 days (3 needed)" in reasons["words"]


def test_the_one_who_asks_qualifies_it_on_the_same_day() -> None:
    found = tables(acme(), b.did("ada@acme.example", "hand_raise", days_ago=4))
    (qualified,) = found["qualifications"]
    assert (qualified["rule"], qualified["start_day"]) == ("hand_raise", b.day(4))


def test_an_unworked_qualified_account_expires_after_ninety_days() -> None:
    people = ("ada", "ivan", "cleo")
    found = tables(acme(), busy(*people, days=range(1, 190, 2)))
    (first, *_) = found["qualifications"]
    assert first["end_day"] - first["start_day"] in range(90, 98)
    assert found["account_rows"][0]["stage"] == "engaged"


def test_a_rejected_account_waits_out_its_cooldown() -> None:
    asked = b.did("ada@acme.example", "hand_raise", days_ago=4)
    account = tables(acme())["account_rows"][0]["account"]
    rejected = b.decision("handoff_rejected", account=account, days_ago=20, until_on=b.day(-30))
    assert tables(acme(), asked, rejected)["qualifications"] == []
    over = b.decision("handoff_rejected", account=account, days_ago=90, until_on=b.day(30))
    assert len(tables(acme(), asked, over)["qualifications"]) == 1


def test_an_accepted_hand_off_leads_to_active_sales_review_on_its_day() -> None:
    account = tables(acme())["account_rows"][0]["account"]
    accepted = b.decision("handoff_accepted", account=account, days_ago=10)
    found = tables(acme(), busy("ada"), accepted)
    row = found["account_rows"][0]
    assert (row["stage"], row["since_day"]) == ("active_sales_review", b.day(10))


def test_a_deal_is_dated_to_the_day_it_was_opened_and_won() -> None:
    won = b.deal(
        "Acme", days_ago=200, is_closed=True, is_won=True, closed_on=b.day(100), probability=100.0
    )
    found = tables(acme(), won)
    stays = [(r["stage"], r["entered_day"]) for r in found["journeys"] if r["motion"] == "new"]
    assert ("opportunity", b.day(200)) in stays
    assert stays[-1] == ("customer", b.day(100))
    assert path(found, "expand") == ["owns_some"]


def test_a_lost_account_is_won_back_after_half_a_year() -> None:
    lost = b.deal("Acme", days_ago=400, is_closed=True, closed_on=b.day(300))
    found = tables(acme(), lost)
    assert [row["motion"] for row in found["stage_now"]] == ["win_back"]
    recently = b.deal("Acme", days_ago=200, is_closed=True, closed_on=b.day(100))
    assert [row["motion"] for row in tables(acme(), recently)["stage_now"]] == ["new"]


def test_a_customer_whose_term_ends_and_whose_health_is_poor_is_at_risk() -> None:
    term = b.subscription("Acme", starts_on=b.day(200), ends_on=b.day(-100), health="poor")
    found = tables(acme(), term)
    assert path(found, "renew")[-1] == "at_risk"
    assert (found["account_rows"][0]["motion"], found["account_rows"][0]["stage"]) == (
        "renew",
        "at_risk",
    )


def test_a_health_that_turned_poor_is_not_spread_over_the_past() -> None:
    voices = busy("ada", "ivan", days=range(1, 320, 6))
    ends = {"starts_on": b.day(300), "ends_on": b.day(-60)}
    good = b.subscription("Acme", **ends, health="good", days_ago=300)
    poor = b.subscription("Acme", **ends, health="poor", days_ago=30)
    found = tables(acme(), voices, good, poor)
    days = [row["entered_day"] for row in found["journeys"] if row["stage"] == "at_risk"]
    assert [day in range(b.day(30), b.day(15)) for day in days] == [True]


def test_a_term_that_ended_in_poor_health_says_nothing_of_the_one_that_runs() -> None:
    voices = busy("ada", "ivan", days=range(1, 320, 6))
    ended = b.subscription(
        "Acme", external_id="old", starts_on=b.day(400), ends_on=b.day(300), health="poor"
    )
    runs = b.subscription("Acme", starts_on=b.day(300), ends_on=b.day(-60), health="good")
    assert path(tables(acme(), voices, ended, runs), "renew")[-1] == "renewal_window"


def test_an_account_off_the_signed_list_does_not_qualify() -> None:
    asked = b.did("ada@acme.example", "hand_raise", days_ago=4)
    signed = b.decision("list_signed", {"tiers": {}}, days_ago=30)
    assert tables(acme(), asked, signed)["qualifications"] == []


def test_a_signed_account_that_is_merged_into_an_older_one_is_still_on_the_list() -> None:
    older = b.company("Acme Holding", "holding.example", **FITTING, days_ago=500)
    asked = b.did("ada@acme.example", "hand_raise", days_ago=4)
    numbers = {r["name"]: r["account"] for r in tables(acme(), older)["account_rows"]}
    other = ids.public_id(numbers["Acme"])
    signed = b.decision("list_signed", {"tiers": {other: "one_to_one"}}, days_ago=30)
    merged = b.decision(
        "account_merged", account=numbers["Acme Holding"], subject=other, days_ago=20
    )
    (qualified,) = tables(acme(), older, asked, signed, merged)["qualifications"]
    assert qualified["account"] == numbers["Acme Holding"]


@pytest.mark.parametrize("days_ago", [3, 40])
def test_a_qualified_account_stalls_after_two_weeks(days_ago: int) -> None:
    account = tables(acme())["account_rows"][0]["account"]
    accepted = b.decision("handoff_accepted", account=account, days_ago=days_ago)
    row = tables(acme(), accepted)["account_rows"][0]
    assert (row["stage"], row["is_stalled"]) == ("active_sales_review", days_ago > 30)


def test_an_account_that_was_let_go_can_be_frozen_again() -> None:
    account = tables(acme())["account_rows"][0]["account"]
    asked = b.did("ada@acme.example", "hand_raise", days_ago=4)
    froze = b.decision("account_frozen", account=account, days_ago=60, until_on=b.day(-30))
    let_go = b.decision("account_unfrozen", account=account, days_ago=40)
    assert len(tables(acme(), asked, froze, let_go)["qualifications"]) == 1
    again = b.decision("account_frozen", account=account, days_ago=20, until_on=b.day(-30))
    assert tables(acme(), asked, froze, let_go, again)["qualifications"] == []
