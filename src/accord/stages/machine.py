"""The walk of all accounts at once from look to look, through the stages of one motion."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Ints = NDArray[np.integer[Any]]

NEVER = -(2**31)
"""A day before every day."""
_WEEK = 7


@dataclass(frozen=True)
class Rules:
    """One stage as flags by look and account (looks are the first axis).

    `enters`: the entry rule holds. `keeps`: something holds the account in the stage
    whatever its age. `expels`: it may not stay. `fades`: it is below its floor.
    """

    enters: Flags
    keeps: Flags | None = None
    expels: Flags | None = None
    fades: Flags | None = None
    fades_for_days: int = 0
    leaves_after_days: int | None = None
    has_restart: bool = False


@dataclass(frozen=True)
class Events:
    """Hard events: an account moves forward to a stage on the event's own day."""

    accounts: Ints
    stages: Ints
    days: Ints

    @staticmethod
    def none() -> "Events":
        """Return no events at all."""
        empty = np.zeros(0, np.int64)
        return Events(empty, empty, empty)

    def in_order(self) -> "Events":
        """Return the events by day, then stage, then account."""
        order = np.lexsort((self.accounts, self.stages, self.days))
        return Events(self.accounts[order], self.stages[order], self.days[order])


@dataclass(frozen=True)
class Walk:
    """Every move: account (its row), stage entered, day, and the look that saw it."""

    accounts: Ints
    stages: Ints
    days: Ints
    looks: Ints
    is_hard: Flags


@dataclass
class _State:
    current: NDArray[np.int16]
    entered: Ints
    held: Ints
    faded_since: Ints
    is_barred: list[Flags]
    moves: list[tuple[Ints, Ints, Ints, Ints, bool]] = field(default_factory=list)


@dataclass(frozen=True)
class Span:
    """Where a motion applies: from and to which look, by account (to is excluded)."""

    first: Ints
    end: Ints


def walk(
    rules: Sequence[Rules], days: Ints, events: Events, span: Span, *, dwell_days: int
) -> Walk:
    """Step every account through the stages, evaluated from the last to the first."""
    count = rules[0].enters.shape[1]
    state = _State(
        current=np.full(count, -1, np.int16),
        entered=np.full(count, NEVER, np.int64),
        held=np.full(count, NEVER, np.int64),
        faded_since=np.full(count, NEVER, np.int64),
        is_barred=[np.zeros(count, np.bool_) for _ in rules],
    )
    events = events.in_order()
    bounds = np.searchsorted(events.days, days, side="right")
    begin = 0
    for look, day in enumerate(days.tolist()):
        end = int(bounds[look])
        is_live = (span.first <= look) & (look < span.end)
        is_new = _start(state, is_live, look, day)
        _force(state, _slice(events, begin, end), is_live, look)
        is_free = is_new | (day - state.entered >= dwell_days)
        _step(state, rules, is_live & is_free, look, day)
        begin = end
    return _as_walk(state)


def _slice(events: Events, begin: int, end: int) -> Events:
    part = slice(begin, end)
    return Events(events.accounts[part], events.stages[part], events.days[part])


def _start(state: _State, is_live: Flags, look: int, day: int) -> Flags:
    """Begin the journeys whose motion applies from this look on, and tell whose those are."""
    is_new = is_live & (state.current < 0)
    new = np.flatnonzero(is_new)
    if new.size:
        since = day if look else day - _WEEK + 1
        _enter(state, (new, np.zeros(new.size, np.int64), np.full(new.size, since)), look)
    return is_new


def _enter(
    state: _State, move: tuple[Ints, Ints, Ints], look: int, *, is_hard: bool = False
) -> None:
    accounts, stages, days = move
    state.current[accounts] = stages
    state.entered[accounts] = days
    state.held[accounts] = days
    state.faded_since[accounts] = NEVER
    state.moves.append((accounts, stages, days, np.full(accounts.size, look), is_hard))


def _force(state: _State, events: Events, is_live: Flags, look: int) -> None:
    """Take the events in order; events of one account are taken one after the other."""
    accounts, stages, days = events.accounts, events.stages, events.days
    while accounts.size:
        _, first = np.unique(accounts, return_index=True)
        who, stage, day = accounts[first], stages[first], days[first]
        moves = is_live[who] & (stage > state.current[who])
        if moves.any():
            when = np.maximum(day[moves], state.entered[who[moves]])
            _enter(state, (who[moves], stage[moves], when), look, is_hard=True)
        rest = np.ones(accounts.size, np.bool_)
        rest[first] = False
        accounts, stages, days = accounts[rest], stages[rest], days[rest]


def _step(state: _State, rules: Sequence[Rules], may_move: Flags, look: int, day: int) -> None:
    target = np.zeros(state.current.size, np.int16)
    for index, rule in enumerate(rules):
        enters = rule.enters[look]
        is_here = state.current == index
        state.is_barred[index] &= enters
        stays = _stays(state, rule, is_here, look, day)
        if rule.leaves_after_days is not None and not rule.has_restart:
            state.is_barred[index] |= is_here & enters & ~stays
        holds = (enters & ~is_here & ~state.is_barred[index]) | stays
        target[holds] = index
    moved = np.flatnonzero(may_move & (target != state.current))
    if moved.size:
        _enter(state, (moved, target[moved].astype(np.int64), np.full(moved.size, day)), look)


def _stays(state: _State, rule: Rules, is_here: Flags, look: int, day: int) -> Flags:
    """Tell which accounts of this stage stay in it today."""
    if not is_here.any():
        return is_here
    enters = rule.enters[look]
    state.held[is_here & enters] = day
    stays = enters
    if rule.leaves_after_days is not None:
        since = state.held if rule.has_restart else state.entered
        stays = day - since < rule.leaves_after_days
        if rule.keeps is not None:
            stays = stays | rule.keeps[look]
    elif rule.fades is not None:
        fades = rule.fades[look]
        state.faded_since[~fades] = NEVER
        state.faded_since[is_here & fades & (state.faded_since == NEVER)] = day
        stays = enters | ~fades | (day - state.faded_since < rule.fades_for_days)
    if rule.expels is not None:
        stays = stays & ~rule.expels[look]
    found: Flags = is_here & stays
    return found


def _as_walk(state: _State) -> Walk:
    if not state.moves:
        empty = np.zeros(0, np.int64)
        return Walk(empty, empty, empty, empty, np.zeros(0, np.bool_))
    parts = list(zip(*state.moves, strict=True))
    accounts, stages, days, looks = (
        np.concatenate([np.asarray(p, np.int64) for p in part]) for part in parts[:4]
    )
    sizes = [len(part) for part in parts[0]]
    is_hard = np.repeat(np.asarray(parts[4], np.bool_), sizes)
    return Walk(accounts, stages, days, looks, is_hard)
