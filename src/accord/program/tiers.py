"""Which accounts get how much: motions, ranking, tiers, tiering and economics."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from accord.program import shape, words
from accord.program.shape import Clause, Kept


class MotionRule(Clause):
    """Why we are there: for whom, and within or after how many days."""

    for_: shape.Text = Field(alias="for")
    days: shape.Days | None = None
    after_days: shape.Days | None = None


class Value(Clause):
    """How the value of an account is put together."""

    method: Literal["probability_times_value"] = "probability_times_value"
    probability: shape.Name = "opportunity_in_90_days_then_win"
    value: shape.Name = "annual_contract_value"


class Ranking(Clause):
    """What accounts are ranked by: plain points until a model is adopted."""

    value: Annotated[Value, Kept("ranking by probability times value")] = Value()
    before_any_model: Mapping[shape.Name, Annotated[int, Field(ge=0, le=100, strict=True)]]


class Needs(Clause):
    """What an account needs to be in a tier."""

    fit_at_least: shape.Points = 0
    fit_known_share_at_least: shape.Share = 0.0
    expected_lifetime_value_at_least: shape.Count | None = None
    seller_agrees: shape.Flag = False


class ClusterSize(Clause):
    """How small and how large a cluster may be."""

    min: shape.Count
    max: shape.Count


class Tier(Clause):
    """One treatment: its label, its room, what it needs, what it is owed."""

    label: shape.Text
    capacity: shape.Count
    capacity_per_seller: shape.Count | None = None
    cluster_size: Annotated[ClusterSize | None, Kept("the size of clusters")] = None
    needs: Needs = Needs()
    owed_each_quarter: Annotated[shape.Names, Kept("what is owed each quarter")] = ()
    spend_per_account_per_quarter: shape.Count | None = None
    hold_until_days: shape.DaysOrNone = 0


class Tiering(Clause):
    """How the list is proposed, signed and kept calm."""

    propose: Literal["weekly", "monthly", "quarterly"] = "monthly"
    sign: Literal["monthly", "quarterly"] = "quarterly"
    promote_margin_percent: shape.Percent = 0
    demote_margin_percent: shape.Percent = 0
    changes_per_month_at_most_percent: shape.Percent = 100
    locks_need: shape.Names = ("reason", "expiry")
    family: shape.Name = "highest_tier_of_family_is_shown_not_inherited"


class Economics(Clause):
    """The few figures from which the floor is computed, in the reporting currency."""

    annual_contract_value: Annotated[int, Field(ge=1, le=10**12, strict=True)]
    gross_margin: shape.Share
    yearly_retention: Annotated[float, Field(ge=0, lt=1, strict=True)]
    sales_cycle_days: shape.Days
    seller_hour_cost: shape.Count
    payback_months_at_most: shape.Count
    lifetime_value_to_cost_at_least: Annotated[float, Field(gt=0, strict=True)]
    warn_when_probability_below: Annotated[
        shape.Share, Kept("warning when the odds of paying back are low")
    ] = 0.5

    @property
    def lifetime_value(self) -> int:
        """Contract value a year x margin / yearly churn, in whole units of the currency."""
        yearly = self.annual_contract_value * self.gross_margin
        return int(yearly / (1 - self.yearly_retention))


class AccountTeam(Clause):
    """Who works an account of each treatment, and how many of each part the team has."""

    required: Mapping[words.Treatment, shape.Names] = Field(default_factory=dict)
    customers_also: shape.Names = ()
    backup_required: shape.Flag = False
    people: Mapping[shape.Name, shape.Count] = Field(default_factory=dict)


class Routing(Clause):
    """Whose an account is: the first of these that answers."""

    order: shape.Names = ()
    territory_by: shape.Names = ()
    round_robin_balances: shape.Name = "open_handoffs"


class Charter(Clause):
    """Who signed, and what each part owes in each tier."""

    signed_by: shape.Names = ()
    one_to_one: Mapping[shape.Name, shape.Text] = Field(default_factory=dict)
    one_to_few: Mapping[shape.Name, shape.Text] = Field(default_factory=dict)
    one_to_many: Mapping[shape.Name, shape.Text] = Field(default_factory=dict)
