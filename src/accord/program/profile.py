"""Who makes a good customer: must-haves, exclusions, weighted criteria and their bands."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from accord.program import shape
from accord.program.shape import Clause, Kept


def plain(word: str) -> str:
    """Write a word for comparison: small letters, underscores as blanks, trimmed."""
    return word.replace("_", " ").strip().casefold()


class MustHave(Clause):
    """A condition that an account meets or is not for us; one of in, at_least, at_most, is."""

    id: shape.Name
    field: shape.Text
    in_: shape.Texts | None = Field(default=None, alias="in")
    at_least: shape.Number | None = None
    at_most: shape.Number | None = None
    is_: bool | str | None = Field(default=None, alias="is")
    unknown_passes: shape.Flag = False
    why: shape.Text | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if all(part is None for part in (self.in_, self.at_least, self.at_most, self.is_)):
            message = "asks for nothing; add in, at_least, at_most or is"
            raise ValueError(message)
        return self


class Exclusion(Clause):
    """Accounts kept out: on a list of domains, after a trigger event, or by a field."""

    id: shape.Name
    list: shape.Name | None = None
    trigger: shape.Name | None = None
    for_days: shape.Days | None = None
    field: shape.Text | None = None
    in_: shape.Texts | None = Field(default=None, alias="in")
    also: shape.Text | None = None
    why: shape.Text | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        named = [part for part in (self.list, self.trigger, self.field) if part is not None]
        if len(named) != 1:
            message = "should name exactly one of list, trigger or field"
            raise ValueError(message)
        if (self.field is None) != (self.in_ is None):
            message = "field and in go together"
            raise ValueError(message)
        return self


class Band(Clause):
    """Values up to and including `to` are worth this share; the last band has `to: null`."""

    to: shape.Number | None
    value: shape.ShareMillionths


class Addend(Clause):
    """A share earned when the field holds any of these; addends sum, capped at 1."""

    has_any: shape.Texts = Field(min_length=1)
    value: shape.ShareMillionths


class Criterion(Clause):
    """One weighted criterion; exactly one of values, bands, add says what it is worth.

    `weight` is whole points of 100; a share times the weight is whole millionths of a
    point. `means` says which words of the field count as a name used in `values` or
    `has_any`; without an entry a name means itself. Words are compared without case.
    """

    weight: Annotated[int, Field(ge=0, le=100, strict=True)]
    field: shape.Text = ""
    values: Mapping[str, shape.ShareMillionths] | None = None
    bands: tuple[Band, ...] | None = None
    add: tuple[Addend, ...] | None = None
    means: Mapping[str, shape.Texts] = Field(default_factory=dict)
    evidence_expires_days: shape.Days | None = None

    @model_validator(mode="after")
    def _has_one_form(self) -> Self:
        forms = [form for form in (self.values, self.bands, self.add) if form is not None]
        if len(forms) != 1 or not forms[0]:
            message = "should have exactly one of values, bands or add, and not an empty one"
            raise ValueError(message)
        return self

    def words_of(self, name: str) -> frozenset[str]:
        """Return the words, as `plain` writes them, that count as a name; it counts itself."""
        return frozenset(plain(word) for word in (name, *self.means.get(name, ())))

    def name_of(self, word: str) -> str | None:
        """Return the name in `values` that a field's word counts as; "other" if none does."""
        values = self.values or {}
        for name in values:
            if plain(word) in self.words_of(name):
                return name
        return "other" if "other" in values else None


class LearnedFrom(Clause):
    """Which outcomes the profile is learned from."""

    outcome: Literal["won", "won_and_retained_12_months", "lifetime_value_top_half"] = "won"
    negatives: shape.Names = ("lost",)
    fallback: Literal["won"] = "won"


class Bands(Clause):
    """From how many points fit is called strong, moderate and weak."""

    strong: shape.Points = 70_000_000
    moderate: shape.Points = 50_000_000
    weak: shape.Points = 0

    def of(self, points: int) -> str:
        """Return the band of a fit in whole millionths."""
        if points >= self.strong:
            return "strong"
        return "moderate" if points >= self.moderate else "weak"


class Profile(Clause):
    """The ideal customer profile; fit is the match to it."""

    title: shape.Text = "Good customers"
    learned_from: LearnedFrom = LearnedFrom()
    unknown: Literal["counted_as_unknown"] = "counted_as_unknown"
    one_to_one_needs_known_share: shape.Share = 0.7
    must_have: tuple[MustHave, ...] = ()
    exclude: tuple[Exclusion, ...] = ()
    criteria: Mapping[shape.Name, Criterion] = Field(min_length=1)
    bands: Bands = Bands()

    @model_validator(mode="before")
    @classmethod
    def _name_the_fields(cls, data: Any) -> Any:
        """A criterion without a field reads the field of its own name."""
        if not isinstance(data, dict) or not isinstance(data.get("criteria"), dict):
            return data
        named = {
            name: {"field": name, **part} if isinstance(part, dict) else part
            for name, part in data["criteria"].items()
        }
        return {**data, "criteria": named}


class ListBuilders(Clause):
    """Where candidates for the target list come from."""

    best_customers: Annotated[shape.Free | None, Kept("best customers as a list")] = None
    past_customers: Annotated[shape.Free | None, Kept("past customers as a list")] = None
    competitors_of_customers: Annotated[
        shape.Free | None, Kept("competitors of customers as a list")
    ] = None
    look_alikes: Annotated[shape.Free | None, Kept("look-alikes as a list")] = None
    regular_visitors: Annotated[shape.Free | None, Kept("regular visitors as a list")] = None
    inbound: Annotated[shape.Free | None, Kept("inbound accounts as a list")] = None
