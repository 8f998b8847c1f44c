"""What a person may be given, and who is given nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.plays import gifts
from accord.plays.audience import Somebody
from accord.plays.gifts import Asked
from accord.program.reach import Gifts

ADA, IVAN = Somebody(1, 9, "ada@acme.example", name="Ada"), Somebody(2, 9, "ivan@acme.example")
RULES = Gifts(
    per_person_at_most=100, per_person_per_year_at_most=150, currency="USD",
    never_for=("public_sector", "healthcare_providers", "recipient_policy_forbids"),
)  # fmt: skip


def refused(cost, *people, rules=RULES, **more):
    return gifts.refused(rules, Asked(cost, people, is_policy_asked=True, **more))


def test_a_person_is_given_so_much_and_no_more():
    assert refused(200, ADA, IVAN) == ""
    assert refused(201, ADA, IVAN) == (
        "101 USD a person is more than reach.gifts allows (100 USD): at most 200 USD for 2"
    )


def test_a_year_of_gifts_counts_together():
    assert refused(50, ADA, given={1: 100}) == ""
    words = refused(102, ADA, IVAN, given={1: 100, 2: 120})
    assert words == (
        "51 USD more would be above 150 USD a person a year (reach.gifts) "
        "for Ada (had 100 USD), ivan@acme.example (had 120 USD)"
    )


@pytest.mark.parametrize("industry", ["public_sector", "healthcare"])
def test_some_industries_are_given_nothing(industry):
    assert "never_for" in refused(1, ADA, industry=industry)
    assert refused(1, ADA, industry="software") == ""


def test_nobody_known_and_rules_nobody_asked_for():
    assert "is known here" in refused(10)
    asked = Asked(10, (ADA,))
    assert "ask whether the recipient's own rules allow" in gifts.refused(RULES, asked)
    assert gifts.refused(Gifts(), asked) == "", "without the word nobody asks"


@given(st.integers(0, 10**6), st.integers(0, 5), st.integers(0, 10**6))
def test_what_is_suggested_is_never_refused_for_its_size(planned, people, most):
    rules = Gifts(per_person_at_most=most)
    crowd = tuple(Somebody(n, 9) for n in range(people))
    cost = gifts.suggested(rules, people, planned)
    assert cost <= planned
    assert not crowd or gifts.refused(rules, Asked(cost, crowd)) == ""
