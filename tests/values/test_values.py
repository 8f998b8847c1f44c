from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.values import ids, money, points, time
from accord.values.errors import AccordError
from accord.values.estimate import Badge, Estimate
from accord.values.money import Money
from accord.values.receipt import Reason, Receipt


@given(st.text(), st.text())
def test_an_id_is_a_positive_63_bit_number_and_reads_back(a: str, b: str) -> None:
    number = ids.hash64(a, b)
    assert 0 < number < 2**63
    assert ids.from_public_id(ids.public_id(number)) == number


def test_parts_of_an_id_do_not_run_together() -> None:
    assert ids.hash64("ab", "c") != ids.hash64("a", "bc")


@given(st.text())
def test_a_code_fits_a_32_bit_integer(word: str) -> None:
    assert 0 < ids.code32(word) < 2**31


@pytest.mark.parametrize("text", ["", "short", "!" * 13, "u" * 13, "z" * 13])
def test_what_is_not_an_id_reads_as_none(text: str) -> None:
    assert ids.from_public_id(text) is None


def test_points_are_exact_millionths_and_refuse_a_seventh_decimal() -> None:
    assert points.points("0.01") == 10_000
    assert points.points(Decimal("1.000001")) == 1_000_001
    with pytest.raises(ValueError, match="six decimals"):
        points.points("0.0000001")


@pytest.mark.parametrize("half_life", [1, 7, 14, 60])
def test_decay_halves_at_the_half_life_and_ends_after_eight(half_life: int) -> None:
    table = points.decay_table(half_life)
    assert table[0] == 1_000_000
    assert table[half_life] == 500_000
    assert len(table) == 8 * half_life + 1
    assert table == sorted(table, reverse=True)


def test_points_read_with_a_true_minus_and_never_minus_zero() -> None:
    assert points.in_words(-1_234_567, 2) == "\N{MINUS SIGN}1.23"
    assert points.in_words(-1, 1) == "0.0"
    assert points.in_words(72_100_000) == "72.1"


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_a_total_shared_out_sums_to_itself(total: int, weights: list[int]) -> None:
    parts = points.share_out(total, weights)
    assert sum(parts) == (total if sum(weights) else 0)
    for part, weight in zip(parts, weights, strict=True):
        exact = Fraction(total * weight, sum(weights)) if sum(weights) else Fraction(0)
        assert abs(part - exact) < 1


@given(st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_a_time_survives_microseconds(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    assert time.from_us(time.to_us(aware)) == aware


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        time.to_us(datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_day_ends_at_its_own_midnight_across_a_clock_change() -> None:
    zone = ZoneInfo("America/New_York")
    for day in (date(2026, 3, 8), date(2026, 11, 1), date(2024, 2, 29)):
        last = time.end_of_day(day, zone)
        assert time.day_of(time.to_us(last), zone) == time.day_number(day)
        assert time.day_of(time.to_us(last) + 1, zone) == time.day_number(day) + 1
        assert time.from_day(time.day_number(day)) == day


def test_money_adds_in_one_currency_only_and_converts_at_a_rate() -> None:
    assert Money(100, "USD") + Money(50, "USD") == Money(150, "USD")
    with pytest.raises(ValueError, match="rate"):
        Money(1, "USD") + Money(1, "EUR")
    assert money.convert(Money(1000, "EUR"), Decimal("1.105"), "USD") == Money(1105, "USD")
    assert money.convert(Money(1000, "JPY"), Decimal("0.0067"), "USD") == Money(670, "USD")


def test_a_receipt_is_exact_only_if_reasons_and_parts_add_up() -> None:
    part = Reason("one visit", 40)
    good = Reason("Ada", 40, parts=(part,))
    bad = Reason("Ada", 40, parts=(part, part))
    assert Receipt("engagement", 40, "", "v", 0, (good,)).is_exact()
    assert not Receipt("engagement", 40, "", "v", 0, (bad,)).is_exact()
    assert not Receipt("engagement", 41, "", "v", 0, (good,)).is_exact()


def test_an_unknown_estimate_says_so() -> None:
    assert Estimate.unknown(3).badge is Badge.NOT_ENOUGH
    assert AccordError("Name the way out.").message == "Name the way out."
