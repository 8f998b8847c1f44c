"""A list of twelve accounts whose figures were worked out by hand."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import builders as b
from accord.derive import derive
from accord.measurement import catalogue, measure
from accord.program import presets
from accord.program.model import Program
from accord.values import ids

COMPANIES = [f"Company{letter}" for letter in "ABCDEFGHIJKL"]


def program(**changes: Any) -> Program:
    found = presets.load("demo").program
    assert found is not None
    return found.model_copy(update=changes)


def firm(name: str) -> b.Fact:
    return b.company(
        name,
        f"{name.lower()}.example",
        country="US",
        industry="software",
        employees=1200,
        received_at=b.moment(365),
    )


def account_of(name: str, picture: derive.Picture) -> int:
    names = picture.tables["accounts"].to_pylist()
    return next(row["account"] for row in names if row["name"] == name)


def signed(picture: derive.Picture, days_ago: int) -> b.Fact:
    tiers = {ids.public_id(account_of(name, picture)): "one_to_few" for name in COMPANIES}
    return b.decision("list_signed", {"list": 1, "tiers": tiers}, days_ago=days_ago)


@pytest.fixture(scope="module")
def facts() -> list[b.Fact]:
    warm = [
        act
        for name in COMPANIES[:3]
        for who in ("ann", "bob")
        for act in (
            b.person(f"{who}@{name.lower()}.example", "CFO", f"{name.lower()}.example"),
            b.did(f"{who}@{name.lower()}.example", "meeting_held", days_ago=5),
            b.did(f"{who}@{name.lower()}.example", "webinar_attended", days_ago=12),
        )
    ]
    deals = [
        b.deal("CompanyA", amount_minor=10_000_00, probability=60.0),
        b.deal("CompanyB", amount_minor=30_000_00, probability=10.0),
        b.deal("CompanyC", external_id="eur", amount_minor=9_00, currency="EUR"),
    ]
    return [firm(name) for name in COMPANIES] + warm + deals


def figures(facts: list[b.Fact], rules: Program, signed_days_ago: int) -> Mapping[Any, Any]:
    bare = derive.derive(b.log(facts), rules, b.AS_OF)
    agreed = signed(bare, signed_days_ago)
    picture = derive.derive(b.log(facts, agreed), rules, b.AS_OF)
    return {(row["measure"], row["slice"]): row for row in picture.tables["measures"].to_pylist()}


@pytest.fixture(scope="module")
def told(facts: list[b.Fact]) -> Mapping[Any, Any]:
    return figures(facts, program(patience={}), 200)


def test_the_list_is_counted_by_tier(told: Mapping[Any, Any]) -> None:
    assert told["list_by_tier", "all"]["value"] == 12
    assert told["list_by_tier", "one_to_few"]["value"] == 12


def test_the_engagement_rate_has_wilsons_interval_around_three_of_twelve(
    told: Mapping[Any, Any],
) -> None:
    row = told["engagement_rate", "all"]
    assert row["value"] == pytest.approx(3 / 12)
    assert (row["low"], row["high"]) == (
        pytest.approx(0.0889, abs=1e-3),
        pytest.approx(0.5323, abs=1e-3),
    )
    assert row["badge"] == "descriptive"


def test_people_engaged_are_a_mean_per_account(told: Mapping[Any, Any]) -> None:
    assert told["stakeholders_engaged", "all"]["value"] == pytest.approx(6 / 12)


def test_pipeline_sums_what_has_a_rate_and_leaves_out_what_has_none(
    told: Mapping[Any, Any],
) -> None:
    assert told["pipeline_open", "all"]["value"] == 40_000_00
    assert told["pipeline_open", "all"]["n"] == 2


def test_meetings_of_this_quarter_are_counted(told: Mapping[Any, Any]) -> None:
    assert told["meetings", "all"]["value"] == 6


def test_what_never_happened_is_not_enough_data(told: Mapping[Any, Any]) -> None:
    row = told["sales_acceptance", "all"]
    assert row["value"] is None
    assert row["badge"] == "not enough data"


def test_before_patience_has_run_out_the_answer_is_too_early(facts: list[b.Fact]) -> None:
    early = figures(facts, program(patience={"engagement": 42}), 10)
    row = early["engagement_rate", "all"]
    assert row["value"] is None
    assert row["note"] == "Too early. Look again on 1 August 2026."


def test_every_measure_says_what_it_is() -> None:
    names = [one.name for one in catalogue.DEFINITIONS]
    assert len(set(names)) == len(names)
    for one in catalogue.DEFINITIONS:
        assert one.formula
        assert one.window
        assert one.unit


def test_a_count_of_nothing_is_nought_and_not_a_mystery(told: Mapping[Any, Any]) -> None:
    assert told["active_sales_review", "all"]["value"] == 0


def test_pipeline_covers_the_goal_of_the_quarter(told: Mapping[Any, Any]) -> None:
    goals = program().goals.revenue
    assert goals is not None
    goal = goals.of("FY2027-Q2")
    assert goal
    # Only the deal of 10,000.00 stands at 20 % or more.
    assert told["pipeline_coverage", "all"]["value"] == pytest.approx(10_000 / goal)


def test_coverage_without_a_goal_says_which_goal_is_missing(facts: list[b.Fact]) -> None:
    goals = program().goals.model_copy(update={"revenue": None})
    row = figures(facts, program(patience={}, goals=goals), 200)["pipeline_coverage", "all"]
    assert row["value"] is None
    assert "FY2027-Q2" in row["note"]


def test_a_total_is_the_same_in_whatever_order_the_engine_gives_its_rows() -> None:
    coverage = next(d for d in catalogue.DEFINITIONS if d.name == "pipeline_coverage")
    amounts = np.array([0.1] * 10 + [1e16, 1.0, -1e16])
    there, back = (measure._estimate(coverage, one).value for one in (amounts, amounts[::-1]))
    assert there == back == 2.0
