"""What changes at companies: dated events that stir interest, and moves of names and owners."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.world.spans import Ints, Span
from accord.world.streams import Streams

KINDS: Final = (
    ("new_executive", "names a new finance chief", 2.5, 120, 0.28),
    ("funding", "raises a growth round", 2.5, 90, 0.20),
    ("hiring_spree", "opens dozens of finance jobs", 2.0, 60, 0.16),
    ("acquisition", "buys a smaller rival", 2.5, 180, 0.10),
    ("product_launch", "launches a new line", 1.3, 60, 0.10),
    ("layoffs", "cuts jobs", 0.5, 120, 0.08),
    ("competitor_contract_ends", "contract with a rival of ours runs out", 2.5, 210, 0.08),
)
"""Kind, words, what it does to the weekly hazard, days it stays of interest, and share."""
SLOTS: Final = 2
_HAPPENS: Final = 0.35
NEVER: Final = -1_000


@dataclass(frozen=True)
class Happenings:
    """Up to two events for each company."""

    kind: npt.NDArray[np.int8]  # companies x slots
    week: npt.NDArray[np.int16]  # NEVER if there is none
    gain: npt.NDArray[np.float32]
    is_reported: npt.NDArray[np.bool_]  # somebody told the CRM

    def reported(self) -> tuple[Ints, Ints]:
        """Return company and slot of every event that somebody reported."""
        company, slot = np.nonzero(self.is_reported & (self.week != NEVER))
        return company.astype(np.int64), slot.astype(np.int64)


def draw(companies: int, span: Span, streams: Streams) -> Happenings:
    """Draw what happens at each company over all weeks."""
    rng = streams.of("happenings")
    shape = (companies, SLOTS)
    shares = np.array([share for *_, share in KINDS])
    kind = rng.choice(len(KINDS), shape, p=shares / shares.sum()).astype(np.int8)
    week = rng.integers(0, span.all_weeks, shape)
    happens = rng.random(shape) < _HAPPENS
    happens[:3] = False
    happens[0, 0] = True
    kind[0, 0], week[0, 0] = 0, span.all_weeks - 6  # Ada is new at Acme
    gains = np.array([gain for _, _, gain, _, _ in KINDS])
    reported = rng.random(shape) < 0.7
    reported[0] = True
    return Happenings(
        kind=kind,
        week=np.where(happens, week, NEVER).astype(np.int16),
        gain=gains[kind].astype(np.float32),
        is_reported=reported,
    )
