"""What people's acts are worth, how that fades, and who earns nothing."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from accord.program import shape
from accord.program.shape import Clause, Kept
from accord.program.verdicts import Verdicts
from accord.values import points

PAGE_KINDS_OF: Final = "page_view"
"""The kind of fact from which kinds with `pages` are made."""


class Decay(Clause):
    """How a point fades: by half-life, in a straight line to zero, or all at once."""

    half_life: shape.Days | None = None
    linear_days: shape.Days | None = None
    window_days: shape.Days | None = None

    @model_validator(mode="after")
    def _has_one_form(self) -> Self:
        forms = (self.half_life, self.linear_days, self.window_days)
        if sum(form is not None for form in forms) != 1:
            message = "should have exactly one of half_life, linear_days or window_days"
            raise ValueError(message)
        return self

    @property
    def name(self) -> str:
        """A short name; two decays of one name have one table."""
        if self.half_life is not None:
            return f"half_life_{self.half_life}"
        if self.linear_days is not None:
            return f"linear_{self.linear_days}"
        return f"window_{self.window_days}"

    def table(self) -> tuple[int, ...]:
        """Return what a point is worth at age 0, 1, 2 ... days, in millionths; then nothing."""
        if self.half_life is not None:
            return tuple(points.decay_table(self.half_life))
        if self.linear_days is not None:
            days = self.linear_days
            return tuple(points.MILLION * (days - age) // days for age in range(days))
        return (points.MILLION,) * (self.window_days or 0)


class Activity(Clause):
    """What one kind of activity is worth, in whole millionths, and how that fades.

    A kind with `pages` is made of page views whose path begins so (the longest wins).
    """

    points: shape.Points
    half_life: shape.Days | None = None
    decay: Decay | None = None
    pages: shape.Texts = ()
    account_cap: shape.Points | None = None
    not_when: Annotated[shape.Names, Kept("leaving out replies that say no")] = ()
    only_for: Literal["not_customer", "customer"] | None = None

    @model_validator(mode="after")
    def _has_one_decay(self) -> Self:
        if self.half_life is not None and self.decay is not None:
            message = "should have half_life or decay, not both"
            raise ValueError(message)
        return self


class Visitors(Clause):
    """People who come for something else than to buy, told by a page that they open.

    Whoever opens one earns nothing for some kinds from that day on, for so many days.
    """

    pages: shape.Texts = Field(min_length=1)
    for_days: shape.Days = 1
    earn_nothing: shape.Names = Field(min_length=1)
    why: shape.Text | None = None


class Engagement(Clause):
    """How warm an account is: caps, multipliers, what each kind of activity is worth.

    `decay` at this level replaces every half-life below it.
    """

    formula: Annotated[str | None, Field(max_length=2000)] = None
    person_cap: shape.Points
    anonymous_cap: shape.Points
    anonymous_multiplier: shape.Millionths = 500_000
    same_person_same_asset_within_minutes: shape.Count = 30
    per_person_kind_per_day_at_most: Annotated[int, Field(ge=1, le=1000, strict=True)] = 3
    counts_only: Literal["human"] = "human"
    our_own_effort_counts: Literal[False] = False
    engaged_person_points: shape.Points = 5_000_000
    multipliers_multiply: Literal[False] = False
    decay: Decay | None = None
    activities: Mapping[shape.Name, Activity] = Field(min_length=1)
    excluded_people: shape.Names = ()
    people_who_dont_buy: Mapping[shape.Name, Visitors] = Field(default_factory=dict)
    verdicts: Verdicts = Field(default_factory=Verdicts)

    def decay_of(self, kind: str) -> Decay:
        """Return how a kind of activity fades."""
        activity = self.activities[kind]
        return self.decay or activity.decay or Decay(half_life=activity.half_life)

    def decay_tables(self) -> dict[str, tuple[int, ...]]:
        """Return every decay table in use by its name."""
        decays = [self.decay_of(kind) for kind in self.activities]
        return {decay.name: decay.table() for decay in decays}

    def page_rules(self) -> tuple[tuple[str, str], ...]:
        """Return (path prefix, kind) pairs, the longest prefix first: the first match wins."""
        pairs = [(page, kind) for kind, one in self.activities.items() for page in one.pages]
        return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))

    def kind_of(self, kind: str, asset: str | None) -> str | None:
        """Return the scored kind of an activity; None when the program does not score it."""
        if kind == PAGE_KINDS_OF:
            for prefix, scored in self.page_rules():
                if (asset or "").startswith(prefix):
                    return scored
        return kind if kind in self.activities else None

    @model_validator(mode="after")
    def _every_kind_fades(self) -> Self:
        if self.decay is None:
            for kind, one in self.activities.items():
                if one.half_life is None and one.decay is None:
                    message = f"activity {kind} never fades; give it a half_life in days"
                    raise ValueError(message)
        return self


class IntentTopics(Clause):
    """Topics whose research counts for one solution."""

    own: shape.Texts = ()
    competitors: shape.Texts = ()
    category: shape.Texts = ()


class IntentSource(Clause):
    """What one vendor's reading is worth and from which reading on it counts.

    `scale` orders the words of a vendor that reads in words, lowest first.
    """

    reads: shape.Name | None = None
    counts_from: shape.Number | shape.Text | None = None
    scale: shape.Texts = ()
    share_of_topics_at_least: shape.Share | None = None
    points: shape.Points
    half_life: shape.Days
    cap: shape.Points

    def counts(self, reading: float | None, reading_text: str | None) -> bool:
        """Tell whether a reading is high enough; a reading that is missing is not."""
        if self.counts_from is None:
            return True
        if isinstance(self.counts_from, str):
            order = [word.casefold() for word in self.scale]
            said = (reading_text or "").strip().casefold()
            return said in order and order.index(said) >= order.index(self.counts_from.casefold())
        return reading is not None and reading >= self.counts_from


class Intent(Clause):
    """Third-party evidence of research: never proof."""

    topics: Mapping[shape.Name, IntentTopics] = Field(default_factory=dict)
    topics_per_solution_between: Annotated[tuple[int, int] | None, Field()] = None
    topics_reviewed: Annotated[Any, Kept("reminding the team to review topics")] = None
    sources: Mapping[shape.Name, IntentSource] = Field(default_factory=dict)
    one_research_once: shape.Flag = True
    shown_with: shape.Names = ("source", "age_days", "topics")


class Trigger(Clause):
    """How long a trigger event opens a window of action, and how it moves priority."""

    window: shape.Days
    priority: shape.Millionths = 1_000_000
    for_roles: shape.Names = ()


class Rising(Clause):
    """When interest is above the account's own baseline."""

    method: Literal["distinct_people_against_own_baseline"] = "distinct_people_against_own_baseline"
    false_discovery_rate: Annotated[float, Field(gt=0, lt=1, strict=True)] = 0.1
    look: Literal["weekly"] = "weekly"
    people_at_least: shape.Count = 2
