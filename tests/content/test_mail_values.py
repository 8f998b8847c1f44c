"""The words of a mail come from the picture, the program and the launch, and from nothing else."""

import pytest

from accord.content import mail_values
from accord.content.mail_values import About
from accord.program import mail_words, presets
from accord.program.model import Program

ACCOUNT = {"name": "Acme", "industry": "Manufacturing", "country": "DE", "employees": 1200}
SENDER = {"name": "Sam Lee", "title": "Account Executive"}


def program() -> Program:
    return presets.program("demo")


def about(**changes: object) -> About:
    given = {
        "account": ACCOUNT,
        "person": {"name": "Ada Brandt", "title": "CFO"},
        "sender": SENDER,
        "role": "economic_buyer",
        "solution": "main",
        "asset": {"title": "Benchmark", "url": "https://tallyfold.example/b"},
        "peer": {"name": "Globex", "proof": "closed five days earlier"},
        "blanks": {"saving_range": "3 to 5 %"},
    }
    return About(**(given | changes))  # type: ignore[arg-type]


def test_every_declared_variable_is_filled_when_everything_is_known() -> None:
    found = mail_values.values(program(), about())
    filled = {f"{space}.{name}" for space, inside in found.items() for name in inside}
    assert filled == set(mail_words.MAIL_WORDS)
    assert found["message"]["claim"] == "finance teams like yours find 3 to 5 % in the first year"
    assert found["message"]["proof"] == "peer case study and roi model"
    assert found["account"]["employees"] == "1,200"
    assert found["account"]["country"] == "Germany"
    assert found["person"]["role"] == "economic buyer"


def test_a_claim_with_an_open_blank_says_nothing() -> None:
    found = mail_values.values(program(), about(blanks={}))
    assert "claim" not in found["message"]
    assert "problem" in found["message"]


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Ada Brandt", "Ada", "Brandt"),
        ("Dr. Ada von der Brandt", "Ada", "von der Brandt"),
        ("Brandt, Ada", "Ada", "Brandt"),
        ("A. Brandt", None, "Brandt"),
        ("ada@acme.example", None, None),
        ("", None, None),
        ("Ada", "Ada", None),
    ],
)
def test_a_whole_name_is_parted(name: str, first: str | None, last: str | None) -> None:
    found = mail_values.values(program(), about(person={"name": name}))["person"]
    assert (found.get("first_name"), found.get("last_name")) == (first, last)


def test_a_claim_is_that_of_the_step_or_else_of_the_role() -> None:
    named = mail_values.values(program(), about(claim="easier_day", blanks={"hours": "9 hours"}))
    assert named["message"]["claim"] == "accountants like you save 9 hours a week"
    assert mail_values.values(program(), about(role="blocker"))["message"] == {}
