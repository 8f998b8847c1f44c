"""What may be written over what in a CRM."""

import pytest

from accord.connectors.crm import writing
from accord.connectors.crm.writing import FILL, REPLACE, Verdict, Wish

OURS = writing.mark("one_to_few")


@pytest.mark.parametrize(
    ("held", "policy", "last", "verdict"),
    [
        (None, FILL, None, Verdict.WRITE),
        ("", FILL, None, Verdict.WRITE),
        ("Gold", FILL, None, Verdict.KEPT),
        ("Gold", FILL, OURS, Verdict.KEPT),
        ("Gold", REPLACE, None, Verdict.WRITE),
        ("one_to_few", FILL, OURS, Verdict.WRITE),
        ("one_to_few", FILL, None, Verdict.KEPT),
        ("one_to_one", FILL, None, Verdict.SAME),
        (" One_To_One ", REPLACE, OURS, Verdict.SAME),
    ],
)
def test_nothing_goes_over_a_value_of_the_crms_own(held, policy, last, verdict):
    wish = Wish("1", "tier", "one_to_one", policy, last)
    assert writing.decide(wish, {"tier": held}).verdict is verdict


def test_a_record_that_is_gone_is_said():
    found = writing.decide(Wish("1", "tier", "x"), None)
    assert (found.verdict, "not there any more" in found.words) == (Verdict.MISSING, True)


def test_who_changed_what_we_wrote_is_told_from_who_was_there_first():
    ours = writing.decide(Wish("1", "tier", "a", FILL, OURS), {"tier": "Gold"})
    first = writing.decide(Wish("1", "tier", "a"), {"tier": "Gold"})
    assert "changed there what Accord wrote" in ours.words
    assert "a value of its own" in first.words


@pytest.mark.parametrize(("one", "other"), [("12", "12.0"), ("True", "true"), ("a ", "A")])
def test_systems_write_one_value_in_several_ways(one, other):
    assert writing.same(one, other)
    assert writing.mark(one) == writing.mark(other)


def test_texts_take_the_type_of_their_field():
    assert writing.typed("12", "double") == 12
    assert writing.typed("1.5", "double") == 1.5
    assert writing.typed("true", "boolean") is True
    assert writing.typed("many", "int") == "many"
    assert writing.typed("", "string") is None
    assert [writing.text(each) for each in (None, "", True, 42.0, 1.5)] == [
        None, None, "true", "42", "1.5",
    ]  # fmt: skip
