"""Money is whole minor units with a currency; amounts of two currencies never add."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

_EXPONENT_BY_CURRENCY: Final = {"JPY": 0, "KRW": 0, "ISK": 0, "CLP": 0, "BHD": 3, "KWD": 3}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units (cents) of one currency."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            message = f"{self.currency} and {other.currency} can't be added without a rate"
            raise ValueError(message)
        return Money(self.minor + other.minor, self.currency)


def exponent(currency: str) -> int:
    """Return how many decimals the currency has."""
    return _EXPONENT_BY_CURRENCY.get(currency, 2)


def from_decimal(amount: Decimal, currency: str) -> Money:
    """Read a decimal amount, rounding half to even at the currency's smallest unit."""
    minor = (amount.scaleb(exponent(currency))).to_integral_value(ROUND_HALF_EVEN)
    return Money(int(minor), currency)


def convert(money: Money, rate: Decimal, currency: str) -> Money:
    """Convert at a dated rate: units of `currency` per unit of the money's own."""
    amount = Decimal(money.minor).scaleb(-exponent(money.currency)) * rate
    return from_decimal(amount, currency)
