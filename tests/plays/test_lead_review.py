"""Every row of a lead file is taken, or rejected for the first reason that holds, in words."""

from dataclasses import replace

import pytest

from accord.plays import lead_review
from accord.plays.lead_review import Delivery, Known, Lead, Review, Terms
from accord.program import presets

PROGRAM = presets.program("default_mid_market_saas")
ADA = Lead(2, "a", email="ada@acme.example", title="Chief Financial Officer", country="US")
ACME = Known(
    account=1, account_name="Acme", tier="one_to_few", fit=80_000_000, owner="sam", employees=400
)

NOTHING = Terms()


def judged(lead=ADA, known=ACME, terms=NOTHING):
    return Review(PROGRAM, terms).judge(lead, known)


def test_a_row_that_nothing_speaks_against_is_taken_and_ready():
    verdict = judged()
    assert (verdict.is_accepted, verdict.missing, verdict.account) == (True, (), 1)
    assert judged(known=replace(ACME, owner=None)).missing == ("owner_assigned",)


@pytest.mark.parametrize(
    ("lead", "known", "reason", "words"),
    [
        ({}, {"account": 0}, "off_list", "deliver companies of the list"),
        ({}, {"tier": None}, "off_list", "Acme is not on the target account list"),
        ({}, {"excluded": "competitor"}, "excluded", "is kept out: competitor"),
        ({}, {"fit": 41_000_000}, "fit_below", "Acme has a fit of 41, below 50"),
        ({}, {"may_write": False, "rule": "consent is needed"}, "no_legal_basis", "deliver consent"),
        ({}, {"delivered": (Delivery("netline", 12),)}, "duplicate_within_days", "12 days ago (netline)"),
        ({"email": None}, {}, "invalid_email", "is no mail address"),
        ({"email": "a@mailinator.com"}, {}, "invalid_email", "addresses to throw away"),
        ({}, {"is_bounced": True}, "invalid_email", "bounced"),
        ({"country": "Brazil"}, {}, "outside_agreed_countries", "Brazil is not agreed"),
        ({"title": "Gardener"}, {}, "title_outside_roles", "deliver titles of economic buyer"),
        ({"title": None}, {}, "title_outside_roles", "is empty"),
        ({}, {"accepted_there": 5}, "over_per_account_cap", "Acme has 5 leads of this vendor"),
    ],
)  # fmt: skip
def test_each_reason_names_what_is_wrong_and_the_way_out(lead, known, reason, words):
    verdict = judged(replace(ADA, **lead), replace(ACME, **known))
    assert verdict.reason == reason
    assert words in verdict.words
    assert verdict.column


def test_free_mail_counts_against_a_row_only_where_no_company_is_known():
    ada = replace(ADA, email="ada@gmail.com")
    assert judged(ada).is_accepted
    clause = PROGRAM.lead_review.model_copy(update={"reject": ("free_mail_without_company",)})
    rules = PROGRAM.model_copy(update={"lead_review": clause})
    verdict = Review(rules).judge(ada, replace(ACME, account=0))
    assert verdict.reason == "free_mail_without_company"


def test_old_deliveries_and_unknown_values_speak_against_nobody():
    known = replace(ACME, delivered=(Delivery("netline", 181),), fit=None, employees=None)
    assert judged(replace(ADA, country=None), known).is_accepted


def test_terms_with_a_vendor_win_over_the_countries_of_the_profile():
    terms = Terms(frozenset({"BR"}))
    assert judged(replace(ADA, country="Brazil"), terms=terms).is_accepted
    assert judged(terms=terms).reason == "outside_agreed_countries"


def test_sizes_that_were_agreed_are_asked():
    verdict = judged(terms=Terms(employees_from=1_000))
    assert (verdict.reason, verdict.words) == (
        "outside_agreed_sizes",
        "400 people; deliver companies of 1,000 or more",
    )
    assert judged(terms=Terms(employees_to=400)).is_accepted
    assert judged(terms=Terms(employees_to=100)).words.startswith(
        "400 people; deliver companies of 0"
    )
    assert judged(known=replace(ACME, employees=None), terms=Terms(employees_from=9)).is_accepted


def test_a_file_is_remembered_row_by_row():
    review = Review(PROGRAM)
    assert review.judge(ADA, ACME).is_accepted
    again = review.judge(replace(ADA, row=9, fact_id="b"), ACME)
    assert (again.reason, again.column) == ("duplicate_within_days", "email")
    assert "row 2" in again.words
    for place in range(4):
        assert review.judge(replace(ADA, email=f"p{place}@acme.example"), ACME).is_accepted
    assert review.judge(replace(ADA, email="q@acme.example"), ACME).reason == "over_per_account_cap"
    assert lead_review.counts(review.verdicts) == {
        "duplicate_within_days": 1,
        "over_per_account_cap": 1,
    }
