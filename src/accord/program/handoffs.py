"""What sales promised: service levels, what a hand-off shows, and where a rejection leads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from accord.program import shape, words
from accord.program.shape import Clause

_COUNTED: Final = re.compile(r"(\d{1,4}) (people|person|touches|touch|channels|channel)")
_OUTCOME: Final = "outcome noted"

Hours = Annotated[float, Field(gt=0, le=10_000, strict=True)]
"""Business hours on the clock of whoever owns the hand-off."""
TierOrOff = Literal["one_to_one", "one_to_few", "one_to_many", "off_list"]
Promise = Mapping[TierOrOff, Hours]
Shown = Literal[
    "why_now",
    "what_they_saw",
    "what_they_said",
    "who_else",
    "who_is_missing",
    "what_to_say",
    "what_not_to_say",
    "live_plays",
    "past_deals_and_loss_reasons",
    "next_meeting",
]
Then = Literal[
    "propose_exclusion_or_profile_change",
    "widen_the_group",
    "nurture_and_recycle",
    "attach_to_open_work",
    "fix_match_or_person",
    "merge_review",
    "reassign_to_backup",
]


@dataclass(frozen=True, slots=True)
class Completion:
    """When a follow-up is complete."""

    people: int = 0
    touches: int = 0
    channels: int = 0
    is_outcome_needed: bool = False


def completion(text: str) -> Completion:
    """Read "4 people, 8 touches, 3 channels, outcome noted".

    Raises ValueError where a part is none of these.
    """
    counts = {"p": 0, "t": 0, "c": 0}
    is_outcome_needed = False
    for part in (each.strip() for each in text.split(",")):
        found = _COUNTED.fullmatch(part)
        if found:
            counts[found[2][0]] = int(found[1])
        elif part == _OUTCOME:
            is_outcome_needed = True
        else:
            message = (
                f'"{part}" is no part of it; write "4 people, 8 touches, 3 channels, outcome noted"'
            )
            raise ValueError(message)
    return Completion(counts["p"], counts["t"], counts["c"], is_outcome_needed)


def _readable(text: str) -> str:
    completion(text)
    return text


class Escalation(Clause):
    """Who is told once so much of the promised time has passed."""

    at_percent: Annotated[int, Field(ge=1, le=1000, strict=True)]
    to: Literal["manager", "revenue_lead"]


class ServiceLevels(Clause):
    """The promised times of follow-ups by tier, in business hours of the owner."""

    hand_raise_first_touch: Promise = Field(default_factory=dict)
    qualified_accept_or_reject: Promise = Field(default_factory=dict)
    first_touch_after_accept: Promise = Field(default_factory=dict)
    follow_up_complete: Promise = Field(default_factory=dict)
    event_attendee_first_touch: Promise = Field(default_factory=dict)
    trigger_first_touch: Promise = Field(default_factory=dict)
    rising_account_look: Promise = Field(default_factory=dict)
    missing_role_found: Promise = Field(default_factory=dict)
    complete_means: Mapping[words.Treatment, Annotated[shape.Text, AfterValidator(_readable)]] = (
        Field(default_factory=dict)
    )
    remind_at_percent: tuple[Annotated[int, Field(ge=1, le=99, strict=True)], ...] = ()
    escalate: tuple[Escalation, ...] = ()
    owner_away: Literal["to_backup"] = "to_backup"
    open_limit_per_seller: Annotated[int, Field(ge=1, le=10_000, strict=True)] | None = None

    def promised(self, promise: str, tier: str | None) -> float | None:
        """Return the business hours of a promise for a tier; None where nothing is promised."""
        hours: Promise = getattr(self, promise)
        found = hours.get(tier or "off_list")  # type: ignore[call-overload]
        return float(found) if found is not None else None

    def complete(self, tier: str | None) -> Completion:
        """Return when a follow-up in a tier is complete."""
        text = self.complete_means.get(tier or "one_to_many")  # type: ignore[call-overload]
        return completion(text) if text else Completion()


class RejectReason(Clause):
    """Where a rejection leads, and for how long the account is left alone."""

    then: Then
    cooldown_days: shape.DaysOrNone = 0


class Handoff(Clause):
    """What a seller is shown, and why a hand-off may be rejected."""

    shows: tuple[Shown, ...] = ()
    reject_reasons: Mapping[shape.Name, RejectReason] = Field(default_factory=dict)
