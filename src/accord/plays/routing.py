"""Whose a hand-off is: the first way of the program that answers, with the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_DIRECT: Final[Mapping[str, str]] = {
    "named_owner": "owns the account",
    "open_opportunity_owner": "has an open opportunity there",
    "parent_account_owner": "owns the parent company",
    "territory": "has the territory",
    "round_robin": "is next in turn",
}
"""Why somebody is chosen, by the way to route."""


@dataclass(frozen=True, slots=True)
class Seller:
    """Somebody to whom hand-offs can go, and how many are open there."""

    email: str
    n_open: int = 0
    backup: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """Who could own a hand-off of one account; empty where nobody does."""

    named_owner: str = ""
    open_opportunity_owner: str = ""
    parent_account_owner: str = ""
    territory: tuple[str, ...] = ()
    last_turn: Mapping[str, int] = field(default_factory=dict)
    """When each seller had the last turn; whoever waited longer goes first among equals."""


@dataclass(frozen=True, slots=True)
class Route:
    """Whose it is, by which way, and why; nobody's where no seller can take it."""

    owner: str
    way: str
    reason: str


def route(
    order: Sequence[str], ground: Ground, sellers: Sequence[Seller], limit: int | None = None
) -> Route:
    """Return whose a hand-off is.

    An owner who is at the limit gives it to the backup where that one has room; else the next
    way is asked. Where nobody has room the first who would own it keeps it, and the reason
    says so: a hand-off is never left lying.
    """
    known = {seller.email: seller for seller in sellers}
    full: Route | None = None
    for way in order:
        for email in _asked(way, ground, sellers):
            seller = known.get(email)
            if seller is None:
                continue
            if _has_room(seller, limit):
                after = f", for {full.owner} has {limit} open" if full else ""
                return Route(email, way, _DIRECT.get(way, way) + after)
            full = full or Route(email, way, _DIRECT.get(way, way))
            backup = known.get(seller.backup)
            if backup is not None and _has_room(backup, limit):
                reason = f"stands in for {email}, who has {limit} open"
                return Route(backup.email, way, reason)
    if full is None:
        return Route("", "", "no seller is named for it")
    reason = f"{full.reason}; everybody has {limit} open: capacity"
    return Route(full.owner, full.way, reason)


def _asked(way: str, ground: Ground, sellers: Sequence[Seller]) -> list[str]:
    """Return whom a way names, the first choice first."""
    if way == "territory":
        return _in_turn([one for one in sellers if one.email in ground.territory], ground)
    if way == "round_robin":
        return _in_turn(sellers, ground)
    named = getattr(ground, way, "")
    return [named] if named else []


def _in_turn(sellers: Sequence[Seller], ground: Ground) -> list[str]:
    """Return sellers by open hand-offs, then by whose turn was longest ago, then by name."""
    return [
        one.email
        for one in sorted(
            sellers, key=lambda one: (one.n_open, ground.last_turn.get(one.email, 0), one.email)
        )
    ]


def _has_room(seller: Seller, limit: int | None) -> bool:
    return limit is None or seller.n_open < limit
