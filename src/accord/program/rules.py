"""The rule language: all, any, not, always, a named rule, or one measure compared."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator

from accord.program import shape, words
from accord.values import points

Wanted = tuple[str, int | None]
"""A measure that a rule asks for: its name, and its window in days or None."""


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = "should be a number"
        raise ValueError(message)  # noqa: TRY004  pydantic collects ValueError only
    if not -shape.MOST_POINTS <= value <= shape.MOST_POINTS:
        message = f"should be a number of at most {shape.MOST_POINTS:,}"
        raise ValueError(message)
    return Decimal(str(value))


Threshold = Annotated[Decimal, BeforeValidator(_decimal), WithJsonSchema({"type": "number"})]


class Condition(shape.Clause):
    """One measure compared: at least, at most, is, or one of.

    `low`, `high` and `accepted` say the same in the measure's whole units: millionths for
    points, 1 and 0 for yes and no, the place in the measure's values for texts.
    """

    measure: str
    at_least: Threshold | None = None
    at_most: Threshold | None = None
    is_: bool | str | None = Field(default=None, alias="is")
    in_: shape.Texts | None = Field(default=None, alias="in")
    within_days: shape.Days | None = None
    or_override: shape.Name | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.at_least is None and self.at_most is None and not self._texts():
            message = "compares nothing; add at_least, at_most, is or in"
            raise ValueError(message)
        return self

    @property
    def wanted(self) -> Wanted:
        """The measure and window that deciding this needs."""
        return self.measure, self.within_days

    @property
    def low(self) -> int | None:
        """The least whole value that holds, in the measure's units."""
        return self._whole(self.at_least, is_low=True)

    @property
    def high(self) -> int | None:
        """The greatest whole value that holds, in the measure's units."""
        return self._whole(self.at_most, is_low=False)

    @property
    def accepted(self) -> frozenset[int] | None:
        """The whole values that hold, for yes_no and text measures; None for others."""
        texts = self._texts()
        if not texts:
            return None
        known = words.measure_of(self.measure)
        values = known.values if known else ()
        codes = {int(text) if isinstance(text, bool) else _place(values, text) for text in texts}
        return frozenset(codes - {-1})

    def holds(self, value: int) -> bool:
        """Tell whether a whole value of the measure meets this; an unknown one never does."""
        if value == words.UNKNOWN:
            return False
        low, high, accepted = self.low, self.high, self.accepted
        return (
            (low is None or value >= low)
            and (high is None or value <= high)
            and (accepted is None or value in accepted)
        )

    def _texts(self) -> tuple[bool | str, ...]:
        return (*(() if self.is_ is None else (self.is_,)), *(self.in_ or ()))

    def _whole(self, bound: Decimal | None, *, is_low: bool) -> int | None:
        if bound is None:
            return None
        known = words.measure_of(self.measure)
        scale = points.MILLION if known and known.unit == "points" else 1
        towards = ROUND_CEILING if is_low else ROUND_FLOOR
        return int((bound * scale).to_integral_value(towards))


def _place(values: tuple[str, ...], text: str) -> int:
    return values.index(text) if text in values else -1


class AllOf(shape.Clause):
    """Holds when every rule in it does."""

    all: tuple["Rule", ...] = Field(min_length=1)


class AnyOf(shape.Clause):
    """Holds when at least one rule in it does."""

    any: tuple["Rule", ...] = Field(min_length=1)


class Not(shape.Clause):
    """Holds when the rule in it does not."""

    not_: "Rule" = Field(alias="not")


class Always(shape.Clause):
    """Holds."""

    always: Literal[True]


class Named(shape.Clause):
    """Holds when the named rule does: `rule: qualification`."""

    rule: Literal["qualification"]


_FORMS: Final[dict[str, Any]] = {
    "all": AllOf,
    "any": AnyOf,
    "not": Not,
    "always": Always,
    "rule": Named,
}


def _tag(value: Any) -> str:
    """Name the form of a rule; the brackets keep it apart from keys in the places of errors."""
    if isinstance(value, dict):
        return next((f"({form})" for form in _FORMS if form in value), "(measure)")
    return next((f"({form})" for form, cls in _FORMS.items() if type(value) is cls), "(measure)")


Rule: TypeAlias = Annotated[
    Annotated[AllOf, Tag("(all)")]
    | Annotated[AnyOf, Tag("(any)")]
    | Annotated[Not, Tag("(not)")]
    | Annotated[Always, Tag("(always)")]
    | Annotated[Named, Tag("(rule)")]
    | Annotated[Condition, Tag("(measure)")],
    Discriminator(_tag),
]
"""A rule: match on its class (AllOf.all, AnyOf.any, Not.not_, Always, Named.rule, Condition)."""


def conditions(rule: Rule) -> Iterator[Condition]:
    """List every comparison in a rule, outermost first."""
    match rule:
        case Condition():
            yield rule
        case AllOf(all=parts) | AnyOf(any=parts):
            for part in parts:
                yield from conditions(part)
        case Not(not_=part):
            yield from conditions(part)
        case _:
            return


for _model in (AllOf, AnyOf, Not):
    _model.model_rebuild()
