"""Who a play leaves alone by lot, so that what it changed can be known: accounts, never people.

Families stay together. Lots are drawn within strata, and drawn again until the two arms look alike
(re-randomisation, Morgan and Rubin 2012), by a rule that leaves many lots to chance; whoever
tests an effect draws by the same rule.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from accord.program.reach import Holdout

TRIALS: Final = 5_000
"""So many lots at most are tried to find out how balanced lots of a launch can be."""
ENOUGH: Final = 100
"""So many different lots are left to chance at least, where there are so many at all."""
_PER_BATCH: Final = 250
BALANCED: Final = 0.1
"""A covariate's difference between the arms, in standard deviations, that is called balanced."""

_Floats = NDArray[np.float64]
_Flags = NDArray[np.bool_]
_TREATED, _HELD_OUT = 1, 2


@dataclass(frozen=True, slots=True)
class Unit:
    """One account for which lots are drawn; an unknown covariate is NaN."""

    account: int
    family: int = 0
    """Accounts of one family are in one arm; 0 is a family of its own."""
    tier: str = ""
    stratum: tuple[str, ...] = ()
    covariates: tuple[float, ...] = ()
    was_held_out: bool | None = None
    """The arm of an earlier draw, which the account and its family keep; None is none."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who is held out, how alike the arms are, and why nobody is where nobody is."""

    held_out: frozenset[int]
    seed: str
    worst: float = 0.0
    """The largest difference of a covariate, in standard deviations."""
    draws: int = 0
    limit: float = BALANCED
    """The rule of the draw: the first lot counts whose largest difference is at most this."""
    why_not: str = ""


@dataclass(frozen=True)
class Lottery:
    """What lots are drawn from: accounts and their covariates, families and their strata."""

    accounts: NDArray[np.int64]
    scaled: _Floats = field(repr=False)
    family_of: NDArray[np.int64]
    strata: NDArray[np.int64]
    arms: NDArray[np.int64]
    """The arm that each family has from earlier; 0 is none."""
    share: float
    at_most: float
    limit: float = BALANCED
    """How different the arms of a lot may be."""
    why_not: str = ""
    """Why nobody is held out, where nobody is."""


def assign(
    units: Sequence[Unit], rule: Holdout, seed: str, *, is_chosen: bool = False
) -> Assignment:
    """Draw who is held out: the same units, rule and seed always give the same arms.

    `is_chosen` says that a holdout is wanted where the rule has none by itself (one-to-one).
    """
    return draw(lottery(units, rule, is_chosen=is_chosen), seed)


def lottery(units: Sequence[Unit], rule: Holdout, *, is_chosen: bool = False) -> Lottery:
    """Prepare the lots of a launch: whom they are drawn for, and how alike the arms must be."""
    open_ = drawn(units, rule, is_chosen=is_chosen)
    lots = _lots(sorted(open_, key=lambda unit: unit.account), rule)
    if said := why_not(len(open_), len(units), rule):
        return replace(lots, why_not=said)
    limit = _limit(lots)
    if limit is None:
        return replace(lots, why_not="its families are too large to hold one of them out")
    return replace(lots, limit=limit)


def draw(lots: Lottery, seed: str) -> Assignment:
    """Draw one lot: the first by this seed whose arms are alike enough."""
    if lots.why_not:
        return Assignment(frozenset(), seed, why_not=lots.why_not)
    tried, worst, held = next(_accepted(lots, seed))
    chosen = frozenset(int(account) for account in lots.accounts[held])
    return Assignment(chosen, seed, round(worst, 4), tried, lots.limit)


def drawn(units: Sequence[Unit], rule: Holdout, *, is_chosen: bool = False) -> list[Unit]:
    """Return the units for which lots are drawn: of the rule's tiers, and so is their family."""
    if is_chosen:
        return list(units)
    outside = {
        _family(unit, rule) for unit in units if unit.tier not in rule.tiers
    }  # a family with a one-to-one account is treated whole
    return [unit for unit in units if _family(unit, rule) not in outside]


def p_value(outcomes: Mapping[int, float], lots: Lottery, seed: str, redraws: int = 999) -> float:
    """Return the p-value of no effect at all: how often lots by the same rule differ as much.

    The difference is that of the arms' means, among those for whom lots were drawn; both sides
    count (Fisher's randomisation test).
    """
    if lots.why_not:
        return 1.0
    values = np.array([outcomes[int(account)] for account in lots.accounts])
    again = islice(_accepted(lots, f"{seed}/again"), redraws)
    held = np.array([next(_accepted(lots, seed))[2], *(lot for _, _, lot in again)])
    means = held @ values / held.sum(axis=1) - ~held @ values / (~held).sum(axis=1)
    return float((np.abs(means) >= abs(means[0]) - 1e-12).mean())


def differences(units: Sequence[Unit], held_out: frozenset[int]) -> _Floats:
    """Return each covariate's difference between the arms in standard deviations."""
    scaled = _scaled(units)
    held = np.array([unit.account in held_out for unit in units])
    if not held.any() or held.all() or not scaled.size:
        return np.zeros(scaled.shape[1] if scaled.ndim > 1 else 0)
    found: _Floats = np.abs(scaled[held].mean(axis=0) - scaled[~held].mean(axis=0))
    return found


def why_not(open_: int, every: int, rule: Holdout) -> str:
    """Return why nobody is held out of a launch; "" where somebody is.

    `open_` of the accounts are of tiers in which the rule holds out; `every` are all of them.
    """
    if not rule.share:
        return "the rules hold nobody out"
    if not open_ and every:
        return "one-to-one accounts are never held out unless somebody chooses so"
    if open_ < rule.never_below_accounts:
        return (
            f"{open_} accounts are too few to hold any out ({rule.never_below_accounts} are "
            "needed): what the play changed can't be known here"
        )
    return ""


def _lots(ordered: Sequence[Unit], rule: Holdout) -> Lottery:
    name = [_family(unit, rule) for unit in ordered]
    families = {family: place for place, family in enumerate(sorted(set(name)))}
    family_of = np.array([families[one] for one in name], dtype=np.int64)
    first = {families[one]: unit for one, unit in reversed(list(zip(name, ordered, strict=True)))}
    names = sorted({unit.stratum for unit in first.values()})
    places = [names.index(first[place].stratum) for place in range(len(families))]
    arms = np.zeros(len(families), dtype=np.int64)
    for one, unit in zip(name, ordered, strict=True):
        if unit.was_held_out is not None:
            arms[families[one]] = _HELD_OUT if unit.was_held_out else _TREATED
    accounts = np.array([unit.account for unit in ordered], dtype=np.int64)
    share, at_most = min(rule.share, rule.at_most_share), rule.at_most_share
    return Lottery(accounts, _scaled(ordered), family_of, np.array(places), arms, share, at_most)


def _family(unit: Unit, rule: Holdout) -> int:
    return unit.family if rule.families_together and unit.family else unit.account


def _scaled(units: Sequence[Unit]) -> _Floats:
    """Return covariates in standard deviations; what is unknown is the mean."""
    if not units or not units[0].covariates:
        return np.zeros((len(units), 0))
    raw = np.array([unit.covariates for unit in units], dtype=np.float64)
    known = ~np.isnan(raw)
    n = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, raw, 0.0).sum(axis=0) / n
    centred = np.where(known, raw - mean, 0.0)
    spread = np.sqrt((centred**2).sum(axis=0) / n)
    found: _Floats = centred / np.where(spread > 0, spread, 1.0)
    return found


def _limit(lots: Lottery) -> float | None:
    """Return how different the arms of a lot may be, so that enough lots are left to chance.

    The best of all lots would be the same whatever the seed: nothing would be random any more,
    and no test could tell anything. Depends on the accounts alone, so that a test of the effect
    finds the same limit.
    """
    found: dict[bytes, float] = {}
    batches = _draws(lots, ",".join(map(str, lots.accounts)))
    balanced = 0
    for _ in range(TRIALS // _PER_BATCH):
        held = next(batches)
        for lot, worst in zip(np.packbits(held, axis=1), _worst(lots, held), strict=True):
            if np.isfinite(worst) and lot.tobytes() not in found:
                found[lot.tobytes()] = float(worst)
                balanced += bool(worst <= BALANCED)
        if balanced >= ENOUGH:
            return BALANCED
    ordered = sorted(found.values())[:ENOUGH]
    return max(BALANCED, ordered[-1]) if ordered else None


def _accepted(lots: Lottery, seed: str) -> Iterator[tuple[int, float, _Flags]]:
    """Yield the lots within the limit: how many were tried by then, how different, and the lot."""
    for batch, held in enumerate(_draws(lots, seed)):
        worst = _worst(lots, held)
        for place in np.flatnonzero(worst <= lots.limit):
            yield batch * _PER_BATCH + int(place) + 1, float(worst[place]), held[place]


def _draws(lots: Lottery, seed: str) -> Iterator[_Flags]:
    """Yield batches of lots for ever: a row a lot, a column an account, true if held out.

    Families stand in random order within their strata, and every so many-th is held out from a
    random one on: all have the same chance, and each stratum gives its share to within one.
    """
    source = np.random.PCG64(int.from_bytes(sha256(seed.encode()).digest()[:16], "big"))
    free = np.flatnonzero(lots.arms == 0)
    steps = np.arange(free.size + 1) * lots.share
    stratum = lots.strata[free].astype(np.uint64) << np.uint64(48)
    while True:
        keys = source.random_raw((free.size + 1) * _PER_BATCH).reshape(_PER_BATCH, -1)
        order = np.argsort((keys[:, 1:] >> np.uint64(16)) | stratum, axis=1, kind="stable")
        starts = (keys[:, :1] >> np.uint64(11)) * 2.0**-53
        is_chosen = np.diff(np.floor(steps + starts), axis=1) > 0
        held = np.repeat((lots.arms == _HELD_OUT)[None], _PER_BATCH, axis=0)
        np.put_along_axis(held, free[order], is_chosen, axis=1)
        yield held[:, lots.family_of]


def _worst(lots: Lottery, held: _Flags) -> _Floats:
    """Return each lot's largest difference of a covariate.

    Infinite where an arm is empty, or the number held out is off by more than half a family.
    """
    inside = held.sum(axis=1, keepdims=True)
    outside = held.shape[1] - inside
    sizes = np.bincount(lots.family_of)
    free = lots.arms == 0
    before = sizes[lots.arms == _HELD_OUT].sum()
    wanted = sizes[free].sum() * lots.share + before
    slack = max(1.0, sizes[free].max(initial=0) / 2)
    refused = (inside == 0) | (outside == 0) | (np.abs(inside - wanted) > slack)
    refused |= inside > max(lots.at_most * held.shape[1], before)
    if not lots.scaled.shape[1]:
        return np.where(refused[:, 0], np.inf, 0.0)
    sums = held.astype(np.float64) @ lots.scaled
    # Covariates are centred, so those of the other arm add up to the rest of nothing.
    gap = np.abs(sums / np.maximum(inside, 1) + sums / np.maximum(outside, 1)).max(axis=1)
    # Rounded, so that every machine takes the same lots.
    found: _Floats = np.where(refused[:, 0], np.inf, np.round(gap, 9))
    return found
