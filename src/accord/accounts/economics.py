"""Whether the work pays: the least contract value at which account-based selling earns back."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from accord.program.model import Program
from accord.program.tiers import Economics

HOURS_PER_CYCLE_DAY: Final = Fraction(4, 5)
"""Hours that sellers and marketers spend on one deal, for each day of its sales cycle.

A judgement to be replaced by the team's own: 0.8 hours a day is 120 hours in a 150-day cycle.
"""
WIN_RATE: Final = Fraction(1, 4)
"""The share of worked accounts that buy, until the team's own is measured and adopted."""

_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Floor:
    """The least yearly contract value that pays, in whole units of the reporting currency.

    `cost` is the cost to acquire one customer; `by_payback` and `by_lifetime` are the
    values at which each of the two conditions is just met; the floor is the greater.
    """

    cost: int
    by_payback: int
    by_lifetime: int
    contract_value: int

    @property
    def value(self) -> int:
        """The floor."""
        return max(self.by_payback, self.by_lifetime)

    @property
    def is_met(self) -> bool:
        """Tell whether the usual contract pays."""
        return self.contract_value >= self.value


def cost_to_acquire(economics: Economics, spend_per_account: int) -> int:
    """Return what one customer costs: hours and spend of every worked account, won or not."""
    hours = HOURS_PER_CYCLE_DAY * economics.sales_cycle_days
    per_account = hours * economics.seller_hour_cost + spend_per_account
    return int(per_account / WIN_RATE)


def floor(program: Program, tier: str = "one_to_few") -> Floor:
    """Compute the floor of a treatment from the program's economics.

    Payback: cost <= value * margin * months / 12. Lifetime: value * margin / (1 - retention)
    >= ratio * cost.
    """
    economics = program.economics
    found = next((one for name, one in program.tiers.items() if name == tier), None)
    quarters = Fraction(economics.sales_cycle_days, 91)
    spend = int((found.spend_per_account_per_quarter or 0) * quarters) if found else 0
    cost = cost_to_acquire(economics, spend)
    margin = Fraction(str(economics.gross_margin))
    churn = 1 - Fraction(str(economics.yearly_retention))
    months = Fraction(economics.payback_months_at_most, _MONTHS)
    by_payback = _ceiling(Fraction(cost) / (margin * months)) if margin * months else 0
    ratio = Fraction(str(economics.lifetime_value_to_cost_at_least))
    by_lifetime = _ceiling(ratio * cost * churn / margin) if margin else 0
    return Floor(cost, by_payback, by_lifetime, economics.annual_contract_value)


def _ceiling(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
