"""Points are whole millionths: exact, in any order, on every engine."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

MILLION: Final = 1_000_000
"""Millionths in one point."""


def points(value: Decimal | float | str) -> int:
    """Read a decimal number of points as whole millionths; refuse a seventh decimal."""
    exact = Fraction(str(value)) * MILLION
    if exact.denominator != 1:
        message = f"{value} has more than six decimals; points are whole millionths"
        raise ValueError(message)
    return exact.numerator


def decay_table(half_life_days: int) -> list[int]:
    """Return what a point is worth after 0, 1, 2 ... 8 half-lives of days, in millionths.

    Computed once in Python and joined by age, so that no engine's `pow` decides points.
    """
    return [round(MILLION * 2 ** (-age / half_life_days)) for age in range(8 * half_life_days + 1)]


def in_words(millionths: int, decimals: int = 1) -> str:
    """Write millionths as a decimal number, half away from zero, with a true minus sign."""
    step = Decimal(1).scaleb(-decimals)
    size = (abs(Decimal(millionths)) / MILLION).quantize(step, ROUND_HALF_UP)
    text = f"{size:,.{decimals}f}"
    return f"\N{MINUS SIGN}{text}" if millionths < 0 and text.strip("0.,") else text


def share_out(total: int, weights: list[int]) -> list[int]:
    """Split a total by weights so that the parts sum to it exactly (largest remainder).

    Ties go to the earlier weight. Weights must be non-negative and not all zero,
    unless the total is zero.
    """
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in by_remainder[:left]:
        parts[index] += 1
    return parts
