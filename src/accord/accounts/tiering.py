"""Who gets a place: tiers filled within capacity, calm by margins, locks and holds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from accord.program import words
from accord.program.tiers import Needs, Tier, Tiering
from accord.program.words import Treatment

_WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """One account that may have a place; `signed` and `locked` name tiers.

    `value` and `fit` are whole millionths of points; `held` says that its signed tier
    can't be lowered yet.
    """

    account: int
    value: int
    fit: int
    known_share: float
    lifetime_value: int
    owner: str
    signed: str | None = None
    locked: str | None = None
    is_held: bool = False


@dataclass
class _Room:
    tier: Tier
    left: int
    by_seller: dict[str, int] = field(default_factory=dict)
    taken: list[int] = field(default_factory=list)

    def take(self, one: Candidate, *, is_forced: bool = False) -> bool:
        """Give a place if there is one, in all and with the seller."""
        held = self.by_seller.get(one.owner, 0)
        most = self.tier.capacity_per_seller
        is_full = bool(one.owner) and most is not None and held >= most
        if not is_forced and (self.left <= 0 or is_full):
            return False
        self.left -= 1
        self.by_seller[one.owner] = held + 1
        self.taken.append(one.account)
        return True


def propose(
    candidates: Iterable[Candidate], tiers: Mapping[Treatment, Tier], tiering: Tiering
) -> dict[int, str]:
    """Return the tier proposed for each account that gets a place.

    From the deepest treatment to the lightest. A newcomer needs to be better than the
    worst incumbent by the promotion margin; an incumbent keeps its place until it falls
    below the needs by the demotion margin; locked and held accounts stay first.
    """
    left = {one.account: one for one in candidates}
    signed = sum(one.signed is not None for one in left.values())
    swaps = ceil(signed * tiering.changes_per_month_at_most_percent / _WHOLE)
    placed: dict[int, str] = {}
    for name in (one for one in words.TREATMENTS if one in tiers):
        room = _Room(tiers[name], tiers[name].capacity)
        _fill(room, name, left, tiering, swaps)
        for account in room.taken:
            placed[account] = name
            del left[account]
    return placed


def _fill(
    room: _Room, name: str, left: Mapping[int, Candidate], tiering: Tiering, swaps: int
) -> None:
    order: dict[str, int] = {tier: depth for depth, tier in enumerate(words.TREATMENTS)}
    here = order[name]
    forced = [c for c in left.values() if _stays_put(c) == name]
    for one in sorted(forced, key=_by_value(name, tiering)):
        room.take(one, is_forced=True)
    taken = set(room.taken)
    free = [
        c
        for c in left.values()
        if c.account not in taken
        and (_stays_put(c) is None or _deeper(order, here, _stays_put(c), c))
        and meets(
            room.tier.needs, c, slack=tiering.demote_margin_percent if c.signed == name else 0
        )
    ]
    free.sort(key=_by_value(name, tiering))
    incumbents = sum(c.signed == name for c in free)
    spare = max(0, room.left - incumbents)
    for one in free:
        is_new = one.signed != name
        if is_new and spare <= 0 and swaps <= 0:
            continue
        if room.take(one) and is_new:
            spare, swaps = (spare - 1, swaps) if spare > 0 else (spare, swaps - 1)
        if room.left <= 0:
            break


def _stays_put(one: Candidate) -> str | None:
    return one.locked or (one.signed if one.is_held else None)


def _deeper(order: Mapping[str, int], here: int, put: str | None, one: Candidate) -> bool:
    """A held account may still move up; a locked one moves nowhere."""
    return one.locked is None and put is not None and here < order[put]


def _by_value(name: str, tiering: Tiering) -> Callable[[Candidate], tuple[float, int, int]]:
    bonus = _WHOLE + tiering.promote_margin_percent

    def key(one: Candidate) -> tuple[float, int, int]:
        worth = one.value * (bonus if one.signed == name else _WHOLE)
        return -worth, -one.fit, one.account

    return key


def meets(needs: Needs, one: Candidate, *, slack: float = 0) -> bool:
    """Tell whether an account meets a tier's needs; slack is in percent of the fit asked for."""
    fit = needs.fit_at_least * (_WHOLE - slack) / _WHOLE
    least = needs.expected_lifetime_value_at_least
    return (
        one.fit >= fit
        and one.known_share >= needs.fit_known_share_at_least
        and (least is None or one.lifetime_value >= least)
    )


def change(proposed: str | None, signed: str | None) -> str | None:
    """Name the step from the signed list to the proposed one."""
    if proposed == signed:
        return "stays" if signed else None
    if signed is None:
        return "enters"
    if proposed is None:
        return "leaves"
    order: tuple[str, ...] = words.TREATMENTS
    is_up = order.index(proposed) < order.index(signed)
    return "up" if is_up else "down"
