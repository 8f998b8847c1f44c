"""The reasons for which rows of lead files are rejected are words of the program."""

import pytest

from accord.program import leads, parsing, presets, shelf


def test_the_default_rules_name_ten_reasons_in_order():
    review = presets.program(shelf.DEFAULT).lead_review
    assert len(review.reasons) == 10
    assert review.reasons[0] == leads.Reason("off_list", 0)
    assert leads.Reason("fit_below", 50) in review.reasons
    assert leads.Reason("duplicate_within_days", 180) in review.reasons


@pytest.mark.parametrize("word", ["too_tall", "fit_below", "off_list_3"])
def test_a_word_that_is_no_reason_is_a_problem_that_lists_them(word):
    text = f"extends: {shelf.DEFAULT}\nlead_review: {{reject: [{word}]}}\n"
    draft = parsing.parse(text)
    assert draft.program is None
    assert any("over_per_account_cap_5" in problem.message for problem in draft.problems)
