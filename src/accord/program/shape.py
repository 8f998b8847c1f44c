"""What every clause of a program is made of: frozen models and exact kinds of number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from accord.values import points

MOST_POINTS: Final = 1_000_000_000
"""The most points that one number of a program may be: a bound for the sums above it."""


class Clause(BaseModel):
    """A part of a program: frozen; a key that it does not know is a problem."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """Marks a clause that no room reads yet: kept through every edit, and it changes nothing."""

    words: str


def _exact(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = "should be a number"
        raise ValueError(message)  # noqa: TRY004  pydantic collects ValueError only
    if not -MOST_POINTS <= value <= MOST_POINTS:  # also refuses "not a number"
        message = f"should be a number of at most {MOST_POINTS:,}"
        raise ValueError(message)
    return points.points(value)


Points = Annotated[
    int, BeforeValidator(_exact), Field(ge=0), WithJsonSchema({"type": "number", "minimum": 0})
]
"""Points as whole millionths; the YAML says 0.01, the model holds 10_000."""

Millionths = Points
"""A share or multiplier as whole millionths; the YAML says 1.5, the model holds 1_500_000."""

ShareMillionths = Annotated[
    int,
    BeforeValidator(_exact),
    Field(ge=0, le=points.MILLION),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]
"""A share from 0 to 1 as whole millionths."""

Share = Annotated[float, Field(ge=0, le=1, strict=True)]
"""A share from 0 to 1 that decides no points, as a float."""

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=10**12, strict=True)]
Days = Annotated[int, Field(ge=1, le=36_500, strict=True)]
"""A number of days, at least one, at most a century."""

DaysOrNone = Annotated[int, Field(ge=0, le=36_500, strict=True)]
"""A number of days that may be zero."""

Percent = Annotated[float, Field(ge=0, le=100, strict=True)]
Flag = Annotated[bool, Field(strict=True)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
"""The id of a clause: small letters, digits and underscores."""

Text = Annotated[str, Field(min_length=1, max_length=2_000)]
Texts = tuple[Text, ...]
Names = tuple[Name, ...]
Free = Mapping[str, Any]
"""Data that is kept as it was written."""


def by_form(value: Any) -> str:
    """Name the form of a value, so that a union's errors are those of the form that was meant."""
    if isinstance(value, list | tuple):
        return "(list)"
    return "(mapping)" if isinstance(value, dict | BaseModel) else "(word)"
