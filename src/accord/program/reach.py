"""How much anybody may be reached: caps, quiet hours, sellers first, and who never is."""

from typing import Annotated, Final, Literal

from pydantic import Field

from accord.program import shape, words
from accord.program.shape import Clause, Kept

_AtMost = Annotated[int, Field(ge=0, le=10_000, strict=True)]
ASKED_FIRST: Final = "recipient_policy_forbids"
"""The word of `Gifts.never_for` by which somebody asks what the recipient's own rules say."""
_Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Caps(Clause):
    """How many touches a person or an account gets in any seven days; None is no cap."""

    emails_per_person_per_7_days: _AtMost | None = None
    emails_per_account_per_7_days: _AtMost | None = None
    all_touches_per_person_per_7_days: _AtMost | None = None
    ad_frequency_per_person_per_7_days: Annotated[
        _AtMost | None, Kept("how often ads are shown, which platforms count")
    ] = None


class QuietHours(Clause):
    """When nothing is sent to a person: from one time of day until another."""

    from_: _Clock = Field(alias="from")
    to: _Clock
    zone: Literal["recipient", "workspace"] = "recipient"

    @property
    def minutes(self) -> tuple[int, int]:
        """Return both ends in minutes after midnight."""
        return _minutes(self.from_), _minutes(self.to)


class Holdout(Clause):
    """Which share of a launch's accounts is left alone by lot, and where."""

    share: shape.Share = 0.0
    at_most_share: shape.Share = 0.5
    never_below_accounts: shape.Count = 20
    tiers: tuple[words.Treatment, ...] = ("one_to_few", "one_to_many")
    one_to_one: Literal["off_unless_chosen"] = "off_unless_chosen"
    stratify: tuple[Literal["tier", "fit"], ...] = ("tier", "fit")
    families_together: shape.Flag = True


class Gifts(Clause):
    """What gifts to a person may cost, in whole units of money, and who is given none."""

    per_person_at_most: shape.Count | None = None
    per_person_per_year_at_most: shape.Count | None = None
    approval_above: Annotated[
        shape.Count | None, Kept("gifts so small that nobody is asked: each is approved")
    ] = None
    never_for: shape.Names = ()
    """Industries, and `recipient_policy_forbids`: somebody asks for the recipient's own rules."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None

    @property
    def is_asked_first(self) -> bool:
        """Whether somebody has to know the recipient's own rules before a gift is approved."""
        return ASKED_FIRST in self.never_for

    def keeping(self, industry: str) -> str:
        """Return the word that keeps an industry from gifts; empty where none does."""
        return next((name for name in self.never_for if is_of(name, industry)), "")


def is_of(name: str, industry: str) -> bool:
    """Tell whether a name is that of an industry or of a part of it."""
    return bool(industry) and f"{name}_".startswith(f"{industry}_")


class Reach(Clause):
    """What holds for everything that is sent."""

    caps: Caps = Caps()
    seller_first_days: shape.DaysOrNone = 0
    quiet_hours: QuietHours | None = None
    suppress_always: Annotated[shape.Names, Kept("suppressions that can be switched off")] = ()
    suppress_from_acquisition: shape.Names = ()
    freeze: Annotated[shape.Free | None, Kept("who may freeze accounts, and why")] = None
    gifts: Gifts = Gifts()
    legal_basis: Annotated[
        shape.Free | None, Kept("the table of legal bases, which the page of contact rules owns")
    ] = None
    holdout: Holdout = Holdout()


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
