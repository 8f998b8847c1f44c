"""How far accounts come: journey stages per motion, when they leave, and qualification."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from accord.program import rules, shape, words
from accord.program.shape import Clause, Kept


class Leave(Clause):
    """When a stage is left without another being entered.

    Either after so many days, unless something holds; or when engagement stays below a
    percentage of what the entry rule asks for.
    """

    after_days: shape.Days | None = None
    unless_entry_rule_holds: shape.Flag = False
    unless_accepted: shape.Flag = False
    unless: rules.Rule | None = None
    below_percent_of_entry: Annotated[float, Field(gt=0, le=100, strict=True)] | None = None
    for_days: shape.Days | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if (self.after_days is None) == (self.below_percent_of_entry is None):
            message = "should have exactly one of after_days or below_percent_of_entry"
            raise ValueError(message)
        if (self.below_percent_of_entry is None) != (self.for_days is None):
            message = "below_percent_of_entry and for_days go together"
            raise ValueError(message)
        return self


class Stage(Clause):
    """One journey stage: the rule that enters it, and when it is left."""

    id: shape.Name
    title: shape.Text
    enter: rules.Rule
    leave: Leave | None = None

    @property
    def entry_points(self) -> int | None:
        """The engagement, in millionths, that the entry rule asks for; None if it doesn't."""
        asked = (c.low for c in rules.conditions(self.enter) if c.measure == "engagement")
        return next((low for low in asked if low is not None), None)


class WonBack(Clause):
    """What is added when a motion uses another's stages."""

    hide_until_days_after_loss: shape.Days | None = None
    show: Annotated[Any, Kept("what of the lost deal is shown")] = None


class SameAs(Clause):
    """The stages of another motion."""

    same_as: words.Motion
    also: WonBack | None = None


class StalledByMedian(Clause):
    """Stalled after so many times the median days of won deals in the CRM's stage."""

    times_median_days_of_won: Annotated[float, Field(gt=0, le=100, strict=True)]
    at_least_days: shape.Days = 14


StagesOrSame = Annotated[
    Annotated[tuple[Stage, ...], Tag("(list)")] | Annotated[SameAs, Tag("(mapping)")],
    Discriminator(shape.by_form),
]
DaysOrMedian = Annotated[
    Annotated[shape.Days, Tag("(word)")] | Annotated[StalledByMedian, Tag("(mapping)")],
    Discriminator(shape.by_form),
]


class Stages(Clause):
    """Stages by motion; evaluated from the last to the first, the first match wins."""

    new: tuple[Stage, ...] = Field(min_length=1)
    expand: StagesOrSame = ()
    renew: StagesOrSame = ()
    win_back: StagesOrSame = ()
    minimum_dwell_days: shape.DaysOrNone = 0
    forward_at_once_on: shape.Names = words.HARD_EVENTS
    stalled: Mapping[shape.Name, DaysOrMedian] = Field(default_factory=dict)

    def of(self, motion: words.Motion) -> tuple[Stage, ...]:
        """Return the stages of a motion in order; `same_as` is followed once."""
        found = getattr(self, motion)
        if isinstance(found, SameAs):
            found = getattr(self, found.same_as)
        return found if isinstance(found, tuple) else ()

    def every(self) -> tuple[tuple[words.Motion, Stage], ...]:
        """Return each stage that is written out, with its motion."""
        return tuple(
            (motion, stage)
            for motion in words.MOTIONS
            if isinstance(getattr(self, motion), tuple)
            for stage in getattr(self, motion)
        )


class QualificationRule(Clause):
    """One way to qualify: everything in it holds."""

    id: shape.Name
    all: tuple[rules.Rule, ...] = Field(min_length=1)


class Review(Clause):
    """The share of acceptance to aim for, and what to do outside it."""

    accepted_share_goal: tuple[shape.Share, shape.Share]
    below: shape.Text
    above: shape.Text


class Qualification(Clause):
    """Who is a qualified account: any of the rules, and none of the blocks."""

    blocked_by: shape.Names = ()
    any: tuple[QualificationRule, ...] = Field(min_length=1)
    evidence_shown: Annotated[shape.Names, Kept("which evidence a hand-off shows")] = ()
    review: Annotated[Review | None, Kept("judging the threshold by acceptance")] = None
