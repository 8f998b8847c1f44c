"""What was done to accounts: five plays, how each came to its accounts, and when it ran."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.world.companies import Companies
from accord.world.spans import Floats
from accord.world.streams import Streams

NEVER: Final = 30_000
"""The week in which a play starts that does not start."""
SPILL: Final = 0.3
"""How much of a play's effect reaches the rest of the family."""


@dataclass(frozen=True)
class Play:
    """One play of the default program, and the policy by which accounts came into it."""

    name: str
    policy: str  # randomised, confounded, staggered
    tiers: tuple[int, ...]
    begins: float  # share of the window
    weeks: int
    truth: str  # helps, null, harms
    step: str
    channel: str
    asset: str


PLAYS: Final = (
    Play(
        "industry_benchmark",
        "randomised",
        (2,),
        0.35,
        12,
        "helps",
        "email_benchmark",
        "email",
        "mail_benchmark",
    ),
    Play(
        "executive_briefing",
        "confounded",
        (1, 2),
        0.45,
        9,
        "helps",
        "print_and_post_briefing",
        "direct_mail",
        "two_page_briefing",
    ),
    Play(
        "always_on_content",
        "staggered",
        (3,),
        0.50,
        26,
        "helps",
        "linkedin_ads",
        "ads",
        "ad_customer_story",
    ),
    Play(
        "executive_roundtable",
        "randomised",
        (2, 3),
        0.25,
        11,
        "null",
        "post_invitation",
        "direct_mail",
        "invitation_card",
    ),
    Play(
        "content_syndication",
        "randomised",
        (3,),
        0.30,
        9,
        "harms",
        "email_next_asset",
        "email",
        "mail_story",
    ),
)
HARMFUL: Final = next(at for at, play in enumerate(PLAYS) if play.truth == "harms")
HOLDOUT: Final = 0.20
_WAVES: Final = 5


@dataclass
class Assignment:
    """Which week each play begins at each company, and with what chance it was treated."""

    start: npt.NDArray[np.int16]  # plays x companies
    propensity: Floats  # plays x companies; nan where the company was not eligible

    def is_live(self, play: int, week: int) -> npt.NDArray[np.bool_]:
        """Tell at which companies a play runs in a week."""
        begun = self.start[play] <= week
        return np.asarray(begun & (week < self.start[play] + PLAYS[play].weeks), dtype=np.bool_)


def eligible(play: int, tier: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Tell which companies a play may come to."""
    return np.isin(tier, PLAYS[play].tiers)


def first_week(play: int, weeks: int, history_weeks: int) -> int:
    """Return the week in which a play starts for its first accounts."""
    return history_weeks + int(PLAYS[play].begins * weeks)


def assigned(
    companies: Companies, tier: npt.NDArray[np.int8], weeks: tuple[int, int], streams: Streams
) -> Assignment:
    """Assign what is decided beforehand; the confounded play waits for its week.

    Families are held out or treated together, so that what spills over stays inside an arm.
    """
    window, history = weeks
    count = len(companies)
    start = np.full((len(PLAYS), count), NEVER, dtype=np.int16)
    propensity = np.full((len(PLAYS), count), np.nan)
    for number, play in enumerate(PLAYS):
        luck = streams.of(f"play {play.name}").random(count)[companies.family]
        may = eligible(number, tier)
        begins = first_week(number, window, history)
        if play.policy == "randomised":
            start[number, may & (luck >= HOLDOUT)] = begins
            propensity[number, may] = 1 - HOLDOUT
        elif play.policy == "staggered":
            wave = (luck * _WAVES).astype(np.int64)
            gap = max(1, int(0.4 * window) // _WAVES)
            start[number, may] = (begins + gap * wave)[may]
            propensity[number, may] = 1.0
    return Assignment(start, propensity)


def choose_the_warm(
    assignment: Assignment,
    play: int,
    may: npt.NDArray[np.bool_],
    now: tuple[npt.NDArray[np.int8], npt.NDArray[np.float32], int],
) -> None:
    """Let sales pick accounts for the confounded play: the warm ones, mostly.

    `now` is the accounts' hidden states, their luck, and the week.
    """
    state, luck, week = now
    chance = np.array((0.10, 0.30, 0.75, 0.90, 0.40))[state]
    assignment.propensity[play, may] = chance[may]
    assignment.start[play, may & (luck < chance)] = week
