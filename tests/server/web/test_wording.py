from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from accord.server.web import wording
from accord.values import time


def test_codes_read_as_words() -> None:
    assert wording.words("one_to_few") == "One-to-few"
    assert wording.words("active_sales_review") == "Active sales review"
    assert wording.small_words("economic_buyer") == "economic buyer"
    assert wording.small_words("it") == "IT"


def test_points_carry_a_sign_and_a_true_minus_and_nothing_is_unsigned() -> None:
    assert wording.signed(21_600_000) == "+21.6"
    assert wording.signed(-4_400_000) == "\N{MINUS SIGN}4.4"
    assert wording.signed(0) == "0.0"
    assert wording.signed(40_000) == "0.0"


def test_days_are_today_yesterday_and_then_dates() -> None:
    today = time.day_number(datetime(2026, 11, 24, tzinfo=UTC).date())
    assert wording.day(today, today) == "today"
    assert wording.day(today - 1, today) == "yesterday"
    assert wording.day(today - 4, today) == "20 Nov"
    assert wording.day(today - 400, today) == "20 Oct 2025"
    assert wording.day(None) == "–"


def test_moments_are_told_in_the_workspace_zone() -> None:
    moment = datetime(2026, 7, 1, 3, 59, tzinfo=UTC)
    assert wording.moment(moment, ZoneInfo("America/New_York")) == "30 Jun 2026, 23:59"


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [(8_400_000, "EUR", "84,000\u00a0EUR"), (500, "JPY", "500\u00a0JPY"), (None, "EUR", "–")],
)
def test_money_names_its_currency(minor: int | None, currency: str, words: str) -> None:
    assert wording.amount(minor, currency) == words


def test_people_and_companies_have_two_letters() -> None:
    assert wording.initials("Ada Okafor") == "AO"
    assert wording.initials("Acme") == "Ac"
    assert wording.initials(None) == "?"


def test_words_are_joined_as_a_sentence_does() -> None:
    assert wording.joined([]) == ""
    assert wording.joined(["legal"]) == "legal"
    assert wording.joined(["finance", "IT", "legal"]) == "finance, IT and legal"


def test_things_are_counted_in_words_and_one_of_them_is_one():
    told = [wording.counted(n, "1 row", "%(n)s rows") for n in (0, 1, 2, 12_000)]
    assert told == ["0 rows", "1 row", "2 rows", "12,000 rows"]
