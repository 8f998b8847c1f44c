"""Who decides: solutions, buying-group templates with their roles, and the claims they hear."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from accord.program import shape, words
from accord.program.shape import Clause


class Solution(Clause):
    """What is being sold, and the template of the group that decides on it.

    `names` are what the CRM calls it; `buying_function` is the department that uses it.
    """

    title: shape.Text
    buying_group: shape.Name
    names: shape.Texts = ()
    buying_function: shape.Name = "operations"


class KnownMeans(Clause):
    """When a role counts as known."""

    confirmed_or_confidence_at_least: shape.Share = 0.8
    checked_within_days: shape.Days = 365


class ReachableMeans(Clause):
    """When a person counts as reachable."""

    any_of: shape.Names = Field(default=words.REACHABLE_BY, min_length=1)


class ReachedMeans(Clause):
    """When a person counts as reached."""

    delivered_touch_within_days: shape.Days = 90


class EngagedMeans(Clause):
    """When a person counts as engaged."""

    person_points_at_least: shape.Points = 5_000_000
    within_days: shape.Days = 90


class Role(Clause):
    """A part in the decision: its weight in completeness, its multiplier in engagement.

    `required` counts people by treatment; from `from_stage` on, where it is given. `crm`
    are the picklist values that CRMs use for it.
    """

    weight: Annotated[int, Field(ge=0, le=1000, strict=True)]
    multiplier: shape.Millionths
    required: Mapping[words.Treatment, shape.Count]
    from_stage: shape.Name | None = None
    crm: shape.Texts = ()
    needs_confirmation: shape.Flag = False
    shown_as: Literal["seat", "risk"] = "seat"

    def required_of(self, treatment: str) -> int:
        """Return how many people of this role an account of that treatment needs."""
        return next((n for name, n in self.required.items() if name == treatment), 0)


class ThreeByThree(Clause):
    """The grid of departments and depths; `buying_function` stands for the solution's."""

    departments: shape.Names = Field(min_length=1)
    depth: shape.Names = Field(min_length=1)


class SingleThreaded(Clause):
    """Too few people engaged for how far the account came."""

    people_engaged_at_most: shape.Count = 1
    at_stage: shape.Names = ()


class ChampionLost(Clause):
    """What says that the champion is gone."""

    on: shape.Names = words.CHAMPION_LOST_ON
    silent_days: shape.Days = 60


class Stale(Clause):
    """A group that nobody has checked for long."""

    unchecked_days: shape.Days = 180
    at_tier: tuple[words.Treatment, ...] = ()


class Alarms(Clause):
    """What is wrong with a group."""

    single_threaded: SingleThreaded | None = None
    champion_lost: ChampionLost | None = None
    stale: Stale | None = None


class BuyingGroup(Clause):
    """A template: which roles decide, how many of each, and what known to engaged mean."""

    known_means: KnownMeans = KnownMeans()
    reachable_means: ReachableMeans = ReachableMeans()
    reached_means: ReachedMeans = ReachedMeans()
    engaged_means: EngagedMeans = EngagedMeans()
    completeness: shape.Text | None = None
    roles: Mapping[shape.Name, Role] = Field(min_length=1)
    unknown_role_multiplier: shape.Millionths = 1_000_000
    junior_or_student_multiplier: shape.Millionths = 1_000_000
    key_roles: shape.Names = ()
    three_by_three: ThreeByThree | None = None
    alarms: Alarms = Alarms()

    def multiplier_of(self, role: str | None, level: str | None = None) -> int:
        """Return the one multiplier of a person, in millionths: a junior's stands above roles."""
        if level == "junior":
            return self.junior_or_student_multiplier
        known = self.roles.get(role or "")
        return known.multiplier if known else self.unknown_role_multiplier


class Claim(Clause):
    """Problem, claim and proof, for whom; every asset and talking point names one."""

    problem: shape.Text
    claim: shape.Text
    proof: shape.Names = ()
    roles: shape.Names = Field(min_length=1)
    objections: shape.Texts = ()


class Messages(Clause):
    """What we say."""

    needs_your_words: shape.Flag = False
    claims: Mapping[shape.Name, Claim] = Field(default_factory=dict)
