"""Plays: who they are for, when they start, their steps, and where accounts go afterwards."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from accord.program import shape, words
from accord.program.shape import Clause, Kept


class When(Clause):
    """When a play may start at an account: every key given holds; `any` needs one of its own."""

    stage_in: shape.Names = ()
    tier_in: tuple[words.Treatment, ...] = ()
    health_in: tuple[Literal["good", "fair", "poor"], ...] = ()
    rising: shape.Flag | None = None
    on_signed_list: shape.Flag | None = None
    cluster_signed: Annotated[shape.Flag | None, Kept("starts at signed clusters")] = None
    event_created: Annotated[shape.Flag | None, Kept("starts at events that we hold")] = None
    vendor_order_signed: Annotated[
        shape.Flag | None, Kept("starts at signed orders to publishers")
    ] = None
    white_space: shape.Flag | None = None
    single_threaded_or_missing_key_role: shape.Flag | None = None
    play_ended_without_qualification: Annotated[
        shape.Flag | None, Kept("starts after another play")
    ] = None
    trigger: shape.Name | None = None
    intent: shape.Name | None = None
    technology: shape.Name | None = None
    stalled: shape.Name | None = None
    handoff_rejected: shape.Names = ()
    closed_lost_days_at_least: shape.Days | None = None
    days_since_go_live_at_least: shape.Days | None = None
    any: tuple["When", ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            message = "should say when the play starts"
            raise ValueError(message)
        return self


class Start(Clause):
    """When a play starts, who starts it, and at how many accounts at once."""

    when: When
    by: shape.Name
    live_at_once: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]


class Eight(Clause):
    """The eight answers without which no play starts."""

    q1_accounts: shape.Text
    q2_roles: shape.Names = Field(min_length=1)
    q3_message: shape.Texts = Field(min_length=1)
    q4_content: shape.Names = Field(min_length=1)
    q5_channels: shape.Names = Field(min_length=1)
    q6_signal: shape.Text
    q7_qualify: shape.Names = Field(min_length=1)
    q8_sales_next: shape.Text


To = Annotated[
    Annotated[shape.Names, Tag("(list)")] | Annotated[shape.Name, Tag("(word)")],
    Discriminator(shape.by_form),
]


class Step(Clause):
    """One thing to do, so many days after the start, by whom and for whom."""

    day: shape.DaysOrNone
    do: shape.Name
    by: shape.Name | None = None
    to: To | None = None
    asset: shape.Name | None = None
    needs: shape.Name | None = None
    gate: shape.Name | None = None
    approval: shape.Name | None = None
    clock: shape.Name | None = None
    follow_up: shape.Name | None = None
    repeats_days: shape.Days | None = None
    attendance_by: Annotated[shape.Names, Kept("ways to record attendance")] = ()

    @property
    def audience(self) -> tuple[str, ...]:
        """Roles or audiences that the step is for; empty for work inside the team."""
        if self.to is None:
            return ()
        return (self.to,) if isinstance(self.to, str) else self.to


class Play(Clause):
    """A recipe: eight answers, steps by day, and exits that lead somewhere real."""

    id: shape.Name
    title: shape.Text
    motion: words.Motion | Literal["any"]
    tier: words.Treatment | Literal["any"]
    success_goal: shape.Name
    start: Start
    budget_per_account: shape.Count
    length_days: shape.Days
    eight: Eight
    steps: tuple[Step, ...] = Field(min_length=1)
    exits: Mapping[shape.Name, shape.Name] = Field(min_length=1)
    measures: Annotated[shape.Names, Kept("measures of single plays")] = ()


class PlayDefaults(Clause):
    """What holds for every play."""

    launch_needs: tuple[words.LaunchNeed, ...] = ()
    success_goals: shape.Names = words.SUCCESS_GOALS
    exits_required: shape.Names = ()
