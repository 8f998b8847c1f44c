"""Every step that sends a mail has a text to start from: right as it stands, but for its marks."""

import re
from importlib import resources

import pytest

from accord.content import mails, starting
from accord.content.mails import MailText
from accord.program.steps import STEP_KINDS

KINDS = [name for name, kind in STEP_KINDS.items() if kind.channel == "email"]
PRAISE = re.compile(
    r"amazing|exciting|impress|love what|thrilled|revolution|game.chang|just checking"
)
MARK = re.compile(r"\[\[.*?\]\]", re.DOTALL)


def written(text: MailText) -> MailText:
    """Return the text with every mark written by a team."""
    body = MARK.sub("https://a.example/x", text.body)
    return MailText(MARK.sub("a few words", text.subject), body)


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_starts_from_a_text_of_which_only_the_marks_are_open(kind: str) -> None:
    text = starting.text_of(kind)
    problems = [one for one in mails.check(text) if not one.is_notice]
    assert problems
    assert all(one.message.startswith("needs your words: ") for one in problems)
    assert mails.check(written(text)) == [], "everybody gets it, whatever is known of them"


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_is_short_plain_and_praises_nobody(kind: str) -> None:
    text = starting.text_of(kind)
    assert len(text.body.split()) < 170
    assert not PRAISE.search(text.body.lower())
    assert "!" not in text.subject + text.body


@pytest.mark.parametrize("kind", KINDS)
def test_somebody_of_whom_only_the_address_is_known_gets_a_whole_mail(kind: str) -> None:
    known = {"account": {"name": "Acme"}, "sender": {"name": "Sam", "company": "Tallyfold"}}
    found = mails.render(written(starting.text_of(kind)), known)
    assert found.text.startswith("Hi there,\n\n")
    assert "  " not in found.text
    assert found.text.endswith("\n\nSam")


def test_no_text_is_without_a_step_and_other_steps_have_none() -> None:
    folder = resources.files("accord.content") / "starting_mails"
    assert {file.name for file in folder.iterdir()} == {f"{kind}.txt" for kind in KINDS}
    assert starting.text_of("call") == starting.text_of("../brief") == MailText("", "")
