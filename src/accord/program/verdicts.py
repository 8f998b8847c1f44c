"""Who did it: signs are weighed and added up; a sum decides between human, unknown and machine."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from accord.program import shape
from accord.program.shape import Clause

_DAY_SECONDS: Final = 86_400


class Sign(Clause):
    """How much one sign weighs; less than nothing speaks for a human."""

    weight: Annotated[int, Field(ge=-1_000, le=1_000, strict=True)]
    at_least: Annotated[int, Field(ge=2, le=1_000, strict=True)] | None = None
    within_seconds: Annotated[int, Field(ge=1, le=_DAY_SECONDS, strict=True)] | None = None


class Networks(Clause):
    """Networks that you know better than the list: truncated addresses, or "AS" numbers."""

    scanner: shape.Texts = ()
    cloud: shape.Texts = ()
    people: shape.Texts = ()


USUAL: Final[Mapping[str, Sign]] = MappingProxyType(
    {
        "agent_listed": Sign(weight=200),
        "hidden_link": Sign(weight=200),
        "head_request": Sign(weight=200),
        "scanner_network": Sign(weight=40),
        "cloud_network": Sign(weight=35),
        "soon_after_delivery": Sign(weight=55, within_seconds=120),
        "at_once_after_delivery": Sign(weight=20, within_seconds=20),
        "several_links": Sign(weight=20, at_least=3, within_seconds=30),
        "many_links": Sign(weight=55, at_least=5),
        "many_recipients": Sign(weight=50, at_least=4, within_seconds=60),
        "proxy_of_a_click": Sign(weight=50, within_seconds=20),
        "no_script": Sign(weight=15),
        "script_ran": Sign(weight=-15),
    }
)
"""The weights of a program that says nothing; the default program says the same."""


class Verdicts(Clause):
    """From which sum on it was a machine, or nobody knows; a sign not named weighs nothing."""

    machine_from: Annotated[int, Field(ge=1, le=10_000, strict=True)] = 100
    unknown_from: Annotated[int, Field(ge=1, le=10_000, strict=True)] = 60
    signs: Mapping[shape.Name, Sign] = Field(default_factory=lambda: dict(USUAL))
    networks: Networks = Networks()

    @model_validator(mode="after")
    def _has_two_steps(self) -> Self:
        if self.unknown_from > self.machine_from:
            message = "unknown_from should be at most machine_from"
            raise ValueError(message)
        return self

    def weight(self, sign: str) -> int:
        """Return what a sign weighs."""
        return self.signs[sign].weight if sign in self.signs else 0

    def within_us(self, sign: str) -> int:
        """Return the window of a sign in microseconds; 0 where it has none."""
        found = self.signs.get(sign)
        return (found.within_seconds or 0) * 1_000_000 if found else 0

    def least(self, sign: str) -> int:
        """Return from how many on a sign is there; 0 where it is not weighed."""
        found = self.signs.get(sign)
        return (found.at_least or 0) if found else 0
