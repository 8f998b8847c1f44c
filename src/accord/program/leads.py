"""What lead files of vendors and events are held against, row by row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from accord.program import shape
from accord.program.shape import Clause

REASONS: Final[Mapping[str, int]] = {
    "off_list": 0,
    "excluded": 0,
    "fit_below": 50,
    "no_legal_basis": 0,
    "duplicate_within_days": 180,
    "free_mail_without_company": 0,
    "invalid_email": 0,
    "outside_agreed_countries": 0,
    "outside_agreed_sizes": 0,
    "title_outside_roles": 0,
    "over_per_account_cap": 5,
}
"""Why a row may be rejected, with the number that a word such as `fit_below_50` ends in."""

_NUMBERED: Final = re.compile(r"(.*?)_(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in force, and its number where it has one."""

    name: str
    number: int


def _known(word: str) -> str:
    of(word)
    return word


def of(word: str) -> Reason:
    """Read a reason as a program writes it: `fit_below_50`, `off_list`."""
    numbered = _NUMBERED.fullmatch(word)
    name = numbered[1] if numbered else word
    needs = bool(REASONS.get(name))
    if name not in REASONS or needs != bool(numbered):
        listed = ", ".join(one + (f"_{n}" if n else "") for one, n in REASONS.items())
        message = f"is no reason to reject a lead; choose of {listed}"
        raise ValueError(message)
    return Reason(name, int(numbered[2]) if numbered else 0)


ReasonWord = Annotated[shape.Name, AfterValidator(_known)]


class LeadReview(Clause):
    """Why a row of a lead file is rejected, in the order asked; and when a lead is ready."""

    reject: Annotated[tuple[ReasonWord, ...], Field(max_length=len(REASONS))] = tuple(
        name + (f"_{number}" if number else "") for name, number in REASONS.items()
    )
    follow_up_ready_means: tuple[
        Literal[
            "legal_basis",
            "reachable",
            "owner_assigned",
            "talking_points_present",
            "seller_below_open_limit",
        ],
        ...,
    ] = ("legal_basis", "reachable", "owner_assigned")
    accepted_goes_to: Literal["signal"] = "signal"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Return the reasons in the order in which they are asked."""
        return tuple(of(word) for word in self.reject)
