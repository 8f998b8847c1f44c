"""The walk of all accounts at once from look to look, through the stages of their motions."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from accord.stages import lanes as lanes_
from accord.stages.lanes import Lanes
from accord.stages.moves import FAR, Ints, Part, Walk

_WEEK = 7
_Event = tuple[Ints, Ints, Ints]
"""Lanes, stages and days of some events, no two of one lane."""


def walk(parts: Sequence[Part], days: Ints, *, dwell_days: int) -> list[Walk]:
    """Step every account of every part through its stages, evaluated from the last to the first.

    Return the moves of each part by account, in order.
    """
    rows = [part.walkers() for part in parts]
    begins = np.cumsum([0, *(own.size for own in rows)])
    moves = _moves(parts, rows, days, dwell_days)
    bounds = np.searchsorted(moves.accounts, begins)
    found = []
    for place, (part, own) in enumerate(zip(parts, rows, strict=True)):
        theirs = moves.where(np.arange(bounds[place], bounds[place + 1]))
        found.append(_with_idle(part, own, theirs.of(own[theirs.accounts - begins[place]]), days))
    return found


def _with_idle(part: Part, rows: Ints, moves: Walk, days: Ints) -> Walk:
    """Join the moves of those who walk with the one move of those who only begin."""
    is_idle = part.span.first < np.minimum(part.span.end, days.size)
    is_idle[rows] = False
    idle = np.flatnonzero(is_idle)
    looks = part.span.first[idle]
    accounts = np.concatenate([moves.accounts, idle])
    joined = Walk(
        accounts,
        np.concatenate([moves.stages, np.zeros(idle.size, np.int64)]),
        np.concatenate([moves.days, _begun(looks, days)]),
        np.concatenate([moves.looks, looks]),
        np.concatenate([moves.is_hard, np.zeros(idle.size, np.bool_)]),
    )
    return joined.where(np.argsort(accounts, kind="stable"))


def _begun(looks: Ints, days: Ints) -> Ints:
    """Return the day on which a journey begins that a look finds: the first look's week."""
    return np.where(looks, days[looks], days[looks] - _WEEK + 1)


def _moves(parts: Sequence[Part], rows: Sequence[Ints], days: Ints, dwell_days: int) -> Walk:
    """Return the moves of those who walk, by lane and in order."""
    state = _State.of(lanes_.of(parts, rows, days.size), dwell_days)
    if len(state.lanes):
        forced = _forced(parts, rows, days)
        begins = _begun(np.arange(days.size), days).tolist()
        for look, day in enumerate(days.tolist()):
            new = np.flatnonzero(state.lanes.first == look)
            state.enter((new, np.zeros(new.size, np.int64), begins[look]), look)
            for event in forced.get(look, ()):
                state.force(event, look)
            state.free_from[new] = day
            state.free_from[state.lanes.end == look] = FAR
            state.step(look, day)
    return state.moves()


def _forced(parts: Sequence[Part], rows: Sequence[Ints], days: Ints) -> dict[int, list[_Event]]:
    """Lay out the events by look: in order of days, then stages, of each lane one at a time."""
    begins = np.cumsum([0, *(own.size for own in rows)])
    told = list(zip(parts, rows, begins[:-1], strict=True))
    is_here = np.concatenate([np.isin(one.events.accounts, own) for one, own, _ in told])
    lane = np.concatenate([np.searchsorted(own, p.events.accounts) + at for p, own, at in told])
    stage = np.concatenate([part.events.stages for part in parts])
    day = np.concatenate([part.events.days for part in parts])
    look = np.searchsorted(days, day)
    order = np.lexsort((stage, day, lane, look))
    order = order[(is_here & (look < days.size))[order]]
    lane, stage, day, look = lane[order], stage[order], day[order], look[order]
    found: dict[int, list[_Event]] = {}
    while look.size:
        is_next = np.ones(look.size, np.bool_)
        is_next[1:] = (lane[1:] != lane[:-1]) | (look[1:] != look[:-1])
        turn = np.flatnonzero(is_next)
        seen, at = np.unique(look[turn], return_index=True)
        for one, chosen in zip(seen.tolist(), np.split(turn, at[1:]), strict=True):
            found.setdefault(one, []).append((lane[chosen], stage[chosen], day[chosen]))
        lane, stage, day, look = lane[~is_next], stage[~is_next], day[~is_next], look[~is_next]
    return found


@dataclass
class _State:
    """Where every lane stands: the bit of its stage, since when, until when, free from when."""

    lanes: Lanes
    dwell_days: int
    here: Ints
    entered: Ints
    until: Ints
    free_from: Ints
    barred: Ints
    made: list[tuple[Ints, Ints, Ints, int, bool]] = field(default_factory=list)

    @staticmethod
    def of(lanes: Lanes, dwell_days: int) -> "_State":
        """Return the state before the first look, in which nobody stands anywhere."""
        bits = np.zeros(len(lanes), lanes.kind)
        days = np.full(len(lanes), FAR, np.int32)
        return _State(lanes, dwell_days, bits, days, days.copy(), days.copy(), bits.copy())

    def enter(
        self, move: tuple[Ints, Ints, Ints | int], look: int, *, is_hard: bool = False
    ) -> None:
        """Put lanes into stages on a day."""
        lanes, stages, days = move
        if not lanes.size:
            return
        self.here[lanes] = np.left_shift(1, stages)
        self.entered[lanes] = days
        self.until[lanes] = days + self.lanes.lasts[self.lanes.part[lanes], stages]
        self.free_from[lanes] = days + self.dwell_days
        self.made.append((lanes, stages, self.entered[lanes], look, is_hard))

    def force(self, event: _Event, look: int) -> None:
        """Take events that lead forward."""
        lanes, stages, days = event
        is_live = (self.lanes.first[lanes] <= look) & (look < self.lanes.end[lanes])
        moves = is_live & (np.left_shift(1, stages) > self.here[lanes])
        lanes, stages, days = lanes[moves], stages[moves], days[moves]
        self.enter((lanes, stages, np.maximum(days, self.entered[lanes])), look, is_hard=True)

    def step(self, look: int, day: int) -> None:
        """Move those to whom other rules than those of their stage apply at a look."""
        enters, here = self.lanes.enters[look], self.here
        self.barred &= enters
        renewed = np.flatnonzero(enters & here & self.lanes.renewed)
        self._renew(renewed, day)
        self._fade(np.flatnonzero(here & self.lanes.fading), look, day)
        held = (enters & self.lanes.lasting) | self.lanes.keeps[look]
        stays = (self.until > day) | ((held & here) != 0)
        stays &= (self.lanes.expels[look] & here) == 0
        target = (enters & ~(here | self.barred)) | (here * stays) | 1
        self.barred |= enters & here & self.lanes.barred_after & ~(here * stays)
        is_other = (target < here) | (target - here >= here)
        moved = np.flatnonzero(is_other & (self.free_from <= day))
        self.enter((moved, _highest(target[moved]), day), look)

    def _renew(self, lanes: Ints, day: int) -> None:
        stage = _highest(self.here[lanes])
        self.until[lanes] = day + self.lanes.lasts[self.lanes.part[lanes], stage]

    def _fade(self, lanes: Ints, look: int, day: int) -> None:
        """Let a stay end so many days after the first look below the floor, until it is not."""
        fades = (self.lanes.fades[look, lanes] & self.here[lanes]) != 0
        stage = _highest(self.here[lanes])
        ends = day + self.lanes.fades_for_days[self.lanes.part[lanes], stage]
        self.until[lanes] = np.where(fades, np.minimum(self.until[lanes], ends), FAR)

    def moves(self) -> Walk:
        """Return the moves so far by lane, in order."""
        if not self.made:
            empty = np.zeros(0, np.int64)
            return Walk(empty, empty, empty, empty, np.zeros(0, np.bool_))
        lanes, stages, days, looks, is_hard = zip(*self.made, strict=True)
        sizes = [one.size for one in lanes]
        walk = Walk(
            np.concatenate(lanes),
            np.concatenate(stages),
            np.concatenate(days).astype(np.int64),
            np.repeat(np.array(looks), sizes),
            np.repeat(np.array(is_hard), sizes),
        )
        return walk.where(np.argsort(walk.accounts, kind="stable"))


def _highest(bits: Ints) -> Ints:
    """Return the place of the highest bit that is set."""
    return np.frexp(bits.astype(np.float64))[1] - 1
