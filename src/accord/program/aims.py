"""What the team is after: goals by fiscal quarter, patience and budget."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from accord.program import foundations, shape, words
from accord.program.shape import Clause, Kept

Quarter = Annotated[str, Field(pattern=r"^FY\d{4}-Q[1-4]$")]
"""A fiscal quarter, as `FY2027-Q1`: the year is the calendar year in which it ends."""


class AccountsMean(Clause):
    """Which accounts count as deeply engaged."""

    stage_at_least: shape.Name
    in_quarter: shape.Flag = True


class AccountsGoal(Clause):
    """How many accounts to engage deeply in a quarter."""

    value: shape.Number
    by_quarter: Mapping[Quarter, shape.Number] = Field(default_factory=dict)
    means: AccountsMean

    def of(self, quarter: str) -> float:
        """Return the goal of a quarter: its own, else the general one."""
        return self.by_quarter.get(quarter, self.value)


class TierGoal(Clause):
    """A share to reach, by treatment."""

    one_to_one: shape.Share | None = None
    one_to_few: shape.Share | None = None
    one_to_many: shape.Share | None = None
    means: shape.Name | None = None

    def of(self, treatment: str) -> float | None:
        """Return the goal of a treatment."""
        return getattr(self, treatment) if treatment in words.TREATMENTS else None


class CoverageGoal(Clause):
    """How often the qualified pipeline should cover the revenue goal."""

    value: shape.Number
    means: shape.Name = "qualified_pipeline_of_list_over_revenue_goal_of_list"


class RevenueValue(Clause):
    """One revenue goal, in whole units of the currency, of a quarter and a slice."""

    quarter: Quarter
    amount: shape.Count
    tier: words.Treatment | None = None
    motion: words.Motion | None = None
    owner: shape.Text | None = None
    territory: shape.Text | None = None


class RevenueGoal(Clause):
    """Revenue goals."""

    by: shape.Names = ("fiscal_quarter",)
    currency: foundations.Currency
    values: tuple[RevenueValue, ...] = ()

    def of(self, quarter: str, motion: str | None = None) -> int | None:
        """Sum the goals of a quarter, of one motion where asked; None when there is none."""
        amounts = [
            value.amount
            for value in self.values
            if value.quarter == quarter and (motion is None or value.motion == motion)
        ]
        return sum(amounts) if amounts else None


class Goals(Clause):
    """What the quarter should bring."""

    accounts_deeply_engaged: AccountsGoal | None = None
    engagement_rate: TierGoal | None = None
    completeness: TierGoal | None = None
    sales_acceptance: shape.Share | None = None
    follow_up_completion: Annotated[
        shape.Share | None, Kept("follow-up completed in time, against its goal")
    ] = None
    pipeline_coverage: CoverageGoal | None = None
    revenue: RevenueGoal | None = None


class Cycles(Clause):
    """Patience in sales cycles."""

    cycles: Annotated[float, Field(gt=0, le=20, strict=True)]


DaysOrCycles = Annotated[
    Annotated[shape.Days, Tag("(word)")] | Annotated[Cycles, Tag("(mapping)")],
    Discriminator(shape.by_form),
]


class Budget(Clause):
    """The year's money, in whole units of the reporting currency, split by treatment."""

    fiscal_year: shape.Count
    split: Mapping[words.Treatment, shape.Count]
    test_share: shape.Share = 0.0
    cost_kinds: shape.Names = ()
    plan_and_actual: shape.Flag = True
