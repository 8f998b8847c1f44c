"""The target list: what is proposed, what was signed, and where they differ."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed for a side (marketing, sales), when, and with which words."""

    side: str
    signed_by: str | None
    signed_at: datetime | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One account of the proposed list and how it differs from the signed one."""

    account: int
    public_id: str
    name: str
    domain: str | None
    owner: str | None
    tier: str | None
    proposed_tier: str | None
    signed_tier: str | None
    change: str
    rank: int | None
    why: str
    reasons: Any
    is_locked: bool
    lock_reason: str | None
    lock_until_day: int | None
    override: Any
    objections: tuple["Objection", ...] = ()


@dataclass(frozen=True, slots=True)
class Objection:
    """A disagreement about one account that keeps the list from being signed."""

    fact_id: str
    account: int
    raised_by: str
    raised_at: datetime
    reason: str
    wanted_tier: str | None


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a tier's capacity is signed and would be taken after the change."""

    tier: str
    label: str
    capacity: int
    signed: int
    after: int

    @property
    def excess(self) -> int:
        """How many accounts are over the capacity."""
        return max(0, self.after - self.capacity)


@dataclass(frozen=True, slots=True)
class TargetList:
    """The list that waits for signatures, or the signed one when nothing waits."""

    proposal_id: str
    changes: tuple[Proposal, ...]
    members: tuple[Proposal, ...]
    kept_out: tuple[Proposal, ...]
    rooms: tuple[Room, ...]
    signatures: tuple[Signature, ...]
    open_objections: int
    last_signed_at: datetime | None
    expires_on_day: int | None


@dataclass(frozen=True, slots=True)
class SignedList:
    """A list as it was signed: who, when, how many accounts by tier."""

    public_id: str
    signed_at: datetime
    signatures: tuple[Signature, ...]
    accounts_by_tier: dict[str, int]
    program_version: str
    note: str
