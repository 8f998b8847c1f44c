"""The target list, from facts."""

import json
from typing import Any

import builders as b
from accord.derive import derive
from accord.program import presets
from accord.values import ids

PROGRAM = presets.program("default_mid_market_saas")
GOOD = {
    "country": "US",
    "industry": "software",
    "employees": 900,
    "revenue_usd": 200_000_000.0,
    "locations": 6,
    "headcount_growth_12_months_percent": 25.0,
}
ACCOUNTS = [
    b.company("Acme", "acme.example", **GOOD, technologies=["product_we_replace"]),
    b.company("Globex", "globex.example", **(GOOD | {"industry": "retail"})),
    b.company("Initech", "initech.example", **(GOOD | {"employees": 60})),
    b.company("Umbrella", "umbrella.example", **(GOOD | {"country": "BR"})),
]


def targets(*facts: Any) -> dict[str, dict[str, Any]]:
    picture = derive.derive(b.log(ACCOUNTS, *facts), PROGRAM, b.AS_OF)
    names = {r["account"]: r["name"] for r in picture.tables["accounts"].to_pylist()}
    return {names[r["account"]]: r for r in picture.tables["targets"].to_pylist()}


def number(name: str) -> int:
    found: int = targets()[name]["account"]
    return found


def signed(days_ago: int = 10, **tiers: str) -> b.Fact:
    named = {ids.public_id(number(name)): tier for name, tier in tiers.items()}
    return b.decision("list_signed", {"tiers": named}, days_ago=days_ago)


def test_every_value_is_the_sum_of_its_ten_reasons() -> None:
    for row in targets(b.trigger("acme.example", "funding", days_ago=5)).values():
        reasons = json.loads(row["reasons"])
        assert len(reasons) == 10
        assert sum(reasons.values()) == row["value_points"]


def test_who_fails_a_must_have_is_kept_out_with_the_value_that_failed() -> None:
    found = targets()
    assert (found["Initech"]["change"], found["Initech"]["rank"]) == ("kept_out", None)
    assert found["Initech"]["why"] == "Must-have fails: 60 people, 100 needed"
    assert found["Umbrella"]["why"].startswith("Must-have fails: country BR")


def test_before_any_signature_the_proposal_stands_and_everybody_enters() -> None:
    found = targets()
    assert found["Acme"]["change"] == "enters"
    assert found["Acme"]["tier"] == found["Acme"]["proposed_tier"] is not None


def test_the_signed_tier_is_in_force_and_the_proposal_stands_beside_it() -> None:
    found = targets(signed(Globex="one_to_many"))
    assert found["Globex"]["tier"] == found["Globex"]["signed_tier"] == "one_to_many"
    assert found["Acme"]["tier"] is None
    assert found["Acme"]["change"] == "enters"


def test_a_fall_is_held_back_until_the_tier_was_held_long_enough() -> None:
    held = targets(signed(Globex="one_to_one"))["Globex"]
    assert (held["proposed_tier"], held["change"]) == ("one_to_one", "stays")


def test_a_lock_says_why_and_until_when() -> None:
    lock = b.decision(
        "tier_locked",
        {"tier": "one_to_one"},
        account=number("Globex"),
        reason="We meet their board",
        until_on=b.day(-30),
    )
    row = targets(lock)["Globex"]
    assert (row["proposed_tier"], row["is_locked"]) == ("one_to_one", True)
    assert (row["lock_reason"], row["lock_until_day"]) == ("We meet their board", b.day(-30))


def test_a_lock_that_ran_out_or_was_lifted_holds_nothing() -> None:
    account = number("Globex")
    old = b.decision("tier_locked", {"tier": "one_to_one"}, account=account, until_on=b.day(1))
    assert not targets(old)["Globex"]["is_locked"]
    lock = b.decision("tier_locked", {"tier": "one_to_one"}, account=account, days_ago=9)
    lifted = b.decision("tier_unlocked", account=account, days_ago=3)
    assert not targets(lock, lifted)["Globex"]["is_locked"]


def test_an_override_is_in_force_and_shown() -> None:
    override = b.decision(
        "tier_overridden", {"tier": "one_to_one"}, account=number("Initech"), reason="Strategic"
    )
    row = targets(override)["Initech"]
    assert row["tier"] == "one_to_one"
    assert json.loads(row["override"])["reason"] == "Strategic"


def test_a_vote_of_a_seller_is_a_reason() -> None:
    votes = [
        b.decision("priority_vote", account=number("Globex"), days_ago=d, reason="asked")
        for d in (1, 2)
    ]
    before, after = targets()["Globex"], targets(*votes)["Globex"]
    assert after["value_points"] - before["value_points"] == 4_000_000


def test_room_counts_what_is_signed_and_what_would_be() -> None:
    log = b.log(ACCOUNTS, signed(Globex="one_to_many"))
    rooms = derive.derive(log, PROGRAM, b.AS_OF).tables["tier_room"].to_pylist()
    assert [r["tier"] for r in rooms] == ["one_to_one", "one_to_few", "one_to_many"]
    assert [r["signed"] for r in rooms] == [0, 0, 1]
    assert sum(r["after"] for r in rooms) == 2


def test_a_signed_account_that_is_merged_into_an_older_one_keeps_its_tier() -> None:
    older = b.company("Acme Holding", "holding.example", **GOOD, days_ago=500)
    plan = signed(Acme="one_to_few")
    assert targets(older, plan)["Acme"]["signed_tier"] == "one_to_few"
    kept = targets(older)["Acme Holding"]["account"]
    merged = b.decision(
        "account_merged", account=kept, subject=ids.public_id(number("Acme")), days_ago=5
    )
    found = {row["account"]: row for row in targets(older, plan, merged).values()}
    assert (found[kept]["signed_tier"], found[kept]["tier"]) == ("one_to_few", "one_to_few")
    assert found[kept]["change"] != "enters"


def test_of_two_signed_accounts_that_are_merged_the_tier_of_the_kept_one_stands() -> None:
    older = b.company("Acme Holding", "holding.example", **GOOD, days_ago=500)
    kept, other = targets(older)["Acme Holding"]["account"], number("Acme")
    tiers = {ids.public_id(other): "one_to_one", ids.public_id(kept): "one_to_many"}
    plan = b.decision("list_signed", {"tiers": tiers}, days_ago=10)
    merged = b.decision("account_merged", account=kept, subject=ids.public_id(other), days_ago=5)
    found = {row["account"]: row for row in targets(older, plan, merged).values()}
    assert found[kept]["signed_tier"] == "one_to_many"
