"""One question asked before anything is sent, and every no names the rule that said it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.groups import legal_basis
from accord.groups.legal_basis import STARTING, Basis, Ground
from accord.groups.may_contact import Said, Standing, Suppression, may_contact
from accord.values import time
from accord.values.errors import AccordError

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def at(days_ago):
    return time.to_us(NOW - timedelta(days=days_ago))


def said(status, days_ago, purpose="email"):
    return Said(at(days_ago), at(days_ago), purpose, status, "form", "2026-01")


def asked(standing, purpose="email", sender="marketing", as_of=NOW):
    found = may_contact(standing, purpose, sender, as_of)
    return found.is_allowed, found.rule


def anna(country="DE", **more):
    return Standing(STARTING, country, **more)


def test_the_ground_is_that_of_the_country_then_of_the_union_then_of_everywhere():
    assert legal_basis.find(STARTING, "DE", "email", "seller").country == "DE"
    assert legal_basis.find(STARTING, "es", "email", "seller").country == "EU"
    assert legal_basis.find(STARTING, "BR", "email", "seller").country == "*"
    assert legal_basis.find(STARTING, None, "email", "seller").country == "*"
    assert legal_basis.find((), "DE", "email", "seller").ground is Ground.NEVER


def test_a_row_for_the_sender_beats_one_for_any():
    assert asked(anna(), "phone", "seller") == (True, "legitimate_interest")
    assert asked(anna(), "phone", "marketing") == (False, "no_consent")


def test_consent_is_needed_where_the_table_says_so_and_confirmed_where_it_says_that():
    assert asked(anna("ES")) == (False, "no_consent")
    assert asked(anna("ES", said=(said("given", 5),))) == (True, "consent")
    assert asked(anna("DE", said=(said("given", 5),))) == (False, "no_confirmed_consent")
    assert asked(anna("DE", said=(said("given", 5), said("confirmed", 4)))) == (
        True,
        "confirmed_consent",
    )
    assert asked(anna("US")) == (True, "opt_out")


def test_the_last_word_counts_and_only_what_was_known_by_then():
    spoke = (said("given", 9), said("withdrawn", 3))
    assert asked(anna("ES", said=spoke)) == (False, "withdrawn")
    assert asked(anna("ES", said=spoke), as_of=NOW - timedelta(days=5)) == (True, "consent")
    assert asked(anna("US", said=(said("withdrawn", 3),))) == (False, "withdrawn")
    late = replace(said("withdrawn", 9), known_us=at(1))
    assert asked(anna("US", said=(late,)), as_of=NOW - timedelta(days=5)) == (True, "opt_out")


def test_a_word_about_the_newsletter_is_none_about_a_seller_s_letter():
    quiet = anna("US", said=(said("withdrawn", 3, "marketing_email"),))
    assert asked(quiet, sender="marketing") == (False, "withdrawn")
    assert asked(quiet, sender="seller") == (True, "opt_out")
    assert asked(anna("US", said=(said("withdrawn", 3, "all"),)), "phone", "seller")[0] is False


@pytest.mark.parametrize("scope", ["person", "domain", "account"])
def test_what_the_team_suppressed_is_not_contacted_whatever_they_said(scope):
    stop = Suppression(scope, at(8), reason="asked on the phone")
    yes = (said("confirmed", 1),)
    assert asked(anna(said=yes, suppressions=(stop,))) == (False, f"suppressed_{scope}")
    lifted = (stop, Suppression(scope, at(2), is_lifted=True))
    assert asked(anna(said=yes, suppressions=lifted)) == (True, "confirmed_consent")
    over = replace(stop, until_us=at(1))
    assert asked(anna(said=yes, suppressions=(over,))) == (True, "confirmed_consent")


def test_an_erased_person_a_bounce_and_an_exclusion_are_lifted_by_nothing():
    yes = (said("confirmed", 1),)
    assert asked(anna(said=yes, is_kept_out=True)) == (False, "erased")
    assert asked(anna(said=yes, bounced_us=at(4))) == (False, "bounced")
    assert asked(anna(said=yes, excluded="competitor")) == (False, "excluded")
    assert asked(anna(said=yes, has_address=False)) == (False, "no_address")
    assert asked(anna("US", is_opted_out=True)) == (False, "opted_out")
    assert asked(anna("US", is_opted_out=True, said=(said("given", 1),))) == (True, "opt_out")


@given(
    st.lists(st.tuples(st.sampled_from(["given", "confirmed"]), st.integers(1, 400)), max_size=6),
    st.sampled_from(["DE", "US", "ES", "BR", None, "GB"]),
    st.sampled_from(legal_basis.PURPOSES),
    st.sampled_from(legal_basis.SENDERS),
)
def test_after_a_withdrawal_from_everything_nothing_is_allowed(earlier, country, purpose, sender):
    spoke = tuple(said(status, days, "all") for status, days in earlier)
    standing = anna(country, said=(*spoke, said("withdrawn", 0, "all")))
    assert asked(standing, purpose, sender)[0] is False


def test_a_table_reads_back_as_it_was_written():
    assert legal_basis.parse(json.loads(json.dumps(legal_basis.written(STARTING)))) == STARTING


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"country": "Germany"}, "no country"),
        ({"ground": "maybe"}, "no ground"),
        ({"purpose": "fax"}, "no purpose"),
        ({"sender": "ceo"}, "no sender"),
    ],
)
def test_a_table_with_words_that_mean_nothing_is_refused(change, words):
    rows = legal_basis.written(STARTING)
    with pytest.raises(AccordError, match=words):
        legal_basis.parse([*rows, rows[0] | {"country": "XX"} | change])


def test_a_table_that_says_a_thing_twice_or_leaves_a_purpose_out_is_refused():
    rows = legal_basis.written(STARTING)
    with pytest.raises(AccordError, match="says again"):
        legal_basis.parse([*rows, rows[0]])
    with pytest.raises(AccordError, match="no row for email"):
        legal_basis.parse(rows[1:])
    assert (
        legal_basis.find((Basis("*", "email", "*", Ground.OPT_OUT),), "DE", "ads", "seller").ground
        is Ground.NEVER
    )
