"""The journeys of one motion: the program's stages as rules of the walk, and what it found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from accord.program import rules
from accord.program.model import Program
from accord.program.stages import Leave, Stage
from accord.program.words import Motion
from accord.stages import conditions, decided, machine, qualification, why
from accord.stages.conditions import Field, Flags, Ints
from accord.stages.deals import FAR
from accord.stages.measures import Case
from accord.stages.moves import Events, Part, Rules, Span, Walk

_ACCEPTED: Final = ("handoff_state", None)
_ENGAGEMENT: Final = ("engagement", None)
_EVENT_OF_MEASURE: Final = {
    "hand_raises": "hand_raise",
    "handoff_state": "handoff_accepted",
    "open_opportunities": "opportunity",
    "owns_solution": "won",
    "won_in_motion": "won",
}


@dataclass(frozen=True)
class Stays:
    """The stays found: each an account's row, the stage's place, from and to which day."""

    rows: Ints
    stages: Ints
    entered: Ints
    left: Ints
    seq: Ints
    why: list[str]


@dataclass(frozen=True)
class Qualifications:
    """The times an account was qualified, by which way, with the reasons of that moment."""

    rows: Ints
    ways: list[str]
    starts: Ints
    ends: Ints
    reasons: list[str]


@dataclass(frozen=True)
class Motions:
    """What one motion is placed with: its stages, what it reads, and whom it applies to."""

    program: Program
    motion: Motion
    case: Case
    over: Field
    span: Span
    hand_raises: tuple[Ints, Ints]

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the motion, in order."""
        return self.program.stages.of(self.motion)


@dataclass(frozen=True)
class Laid:
    """One motion laid out for the walk, with what tells afterwards why accounts moved."""

    one: Motions
    over: Field
    qualified: qualification.Qualified | None
    part: Part
    kinds: dict[int, str]
    """By stage, which hard event leads to it."""


def laid_out(one: Motions) -> Laid:
    """Evaluate the rules of every stage of a motion, and collect the hard events."""
    qualified = _qualified(one)
    over = one.over.plus(qualification.NAME, qualified.flags) if qualified else one.over
    told = [_rules(stage, over, qualified) for stage in one.stages]
    events, kinds = _events(one, qualified)
    return Laid(one, over, qualified, Part(told, events, one.span), kinds)


def place(motions: Sequence[Motions]) -> list[tuple[Stays, Qualifications]]:
    """Walk motions over the same looks; return the stays and qualifications of each."""
    laid = [laid_out(one) for one in motions]
    looks = motions[0].case.grid.looks.astype(np.int64)
    dwell = motions[0].program.stages.minimum_dwell_days
    walks = machine.walk([one.part for one in laid], looks, dwell_days=dwell)
    return [_found(one, _settled(walk)) for one, walk in zip(laid, walks, strict=True)]


def _found(laid: Laid, walk: Walk) -> tuple[Stays, Qualifications]:
    stays = _stays(laid, walk)
    if laid.qualified is None:
        none = np.zeros(0, np.int64)
        return stays, Qualifications(none, [], none, none, [])
    return stays, _qualifications(laid, walk, stays, laid.qualified)


def _qualified(one: Motions) -> qualification.Qualified | None:
    if not any(_asks_to_qualify(stage) for stage in one.stages):
        return None
    return qualification.qualify(one.program, one.case, one.over)


def _asks_to_qualify(stage: Stage) -> bool:
    return isinstance(stage.enter, rules.Named)


def _rules(stage: Stage, over: Field, qualified: qualification.Qualified | None) -> Rules:
    """Lay out one stage for the walk."""
    leave = stage.leave or Leave(after_days=None, below_percent_of_entry=100, for_days=1)
    expels = qualified.blocked if qualified and _asks_to_qualify(stage) else None
    return Rules(
        enters=conditions.holds(stage.enter, over),
        keeps=_keeps(leave, over) if stage.leave else None,
        expels=expels,
        fades=_fades(stage, over) if stage.leave and leave.for_days else None,
        fades_for_days=leave.for_days or 0,
        leaves_after_days=leave.after_days,
        has_restart=leave.unless_entry_rule_holds,
    )


def _keeps(leave: Leave, over: Field) -> Flags:
    kept = np.zeros(over.shape, np.bool_)
    if leave.unless is not None:
        kept = conditions.holds(leave.unless, over)
    if leave.unless_accepted:
        kept = kept | over.where(_ACCEPTED, lambda state: state == decided.ACCEPTED)
    return kept


def _fades(stage: Stage, over: Field) -> Flags:
    """Tell where engagement is below the percentage of what the entry rule asks for."""
    percent = stage.leave.below_percent_of_entry if stage.leave else None
    floor = int((stage.entry_points or 0) * (percent or 0)) // 100
    return over.where(_ENGAGEMENT, lambda points: points < floor)


def _events(
    one: Motions, qualified: qualification.Qualified | None
) -> tuple[Events, dict[int, str]]:
    """Collect the hard events, each with the stage it leads to; and by stage what they are."""
    parts: list[tuple[int, Ints, Ints]] = []
    kinds: dict[int, str] = {}
    for place_, kind in _stage_by_event(one):
        rows, days = _rows_and_days(one, kind, qualified)
        parts.append((place_, rows, days))
        kinds[place_] = kind
    if not parts:
        return Events.none(), kinds
    rows = np.concatenate([part[1] for part in parts])
    days = np.concatenate([part[2] for part in parts])
    places = np.concatenate([np.full(part[1].size, part[0], np.int64) for part in parts])
    is_past = days <= int(one.case.grid.looks[-1])
    return Events(rows[is_past], places[is_past], days[is_past]), kinds


def _stage_by_event(one: Motions) -> Iterator[tuple[int, str]]:
    """Pair each stage that a hard event leads to with the event."""
    allowed = one.program.stages.forward_at_once_on
    for place_, stage in enumerate(one.stages):
        asked = {condition.measure for condition in rules.conditions(stage.enter)}
        names = {_EVENT_OF_MEASURE[m] for m in asked if m in _EVENT_OF_MEASURE}
        if _asks_to_qualify(stage):
            names = {"hand_raise"}
        for name in sorted(names & set(allowed)):
            yield place_, name


def _rows_and_days(
    one: Motions, kind: str, qualified: qualification.Qualified | None
) -> tuple[Ints, Ints]:
    deals = one.case.motion_deals
    if kind == "opportunity":
        accounts, days = deals.account, deals.created
    elif kind == "won":
        accounts, days = deals.account[deals.is_won], deals.closed[deals.is_won]
    elif kind == "handoff_accepted":
        accounts, days = decided.accepted_days(one.case.told.decisions)
    else:
        accounts, days = one.hand_raises
    rows, is_here = one.case.grid.rows_of(accounts)
    rows, days = rows[is_here], days[is_here]
    if kind == "hand_raise" and qualified is not None:
        looks = np.searchsorted(one.case.grid.looks, days)
        seen = looks < one.case.grid.looks.size
        rows, days, looks = rows[seen], days[seen], looks[seen]
        asked = (qualified.by_hand_raise() & ~qualified.blocked)[rows, looks]
        rows, days = rows[asked], days[asked]
    return rows, days


def _settled(walk: Walk) -> Walk:
    """Return the moves without stays that ended on the day they began."""
    is_brief = np.zeros(walk.accounts.size, np.bool_)
    is_brief[:-1] = (walk.accounts[:-1] == walk.accounts[1:]) & (walk.days[:-1] == walk.days[1:])
    return walk.where(~is_brief)


def _stays(laid: Laid, walk: Walk) -> Stays:
    one = laid.one
    count = walk.accounts.size
    is_last = np.ones(count, np.bool_)
    is_last[:-1] = walk.accounts[:-1] != walk.accounts[1:]
    left = np.full(count, FAR, np.int64)
    left[:-1] = walk.days[1:]
    ends = one.span.end[walk.accounts]
    looks = one.case.grid.looks
    last_end = np.where(ends < looks.size, looks[np.minimum(ends, looks.size - 1)], FAR)
    left[is_last] = last_end[is_last]
    starts = np.flatnonzero(np.r_[True, is_last[:-1]]) if count else np.zeros(0, np.int64)
    seq = np.arange(count) - np.repeat(starts, np.diff(np.r_[starts, count]))
    return Stays(walk.accounts, walk.stages, walk.days, left, seq, _whys(laid, walk))


def _whys(laid: Laid, walk: Walk) -> list[str]:
    said = np.full(walk.accounts.size, "", dtype=object)
    for place_, stage in enumerate(laid.one.stages):
        hard = np.flatnonzero((walk.stages == place_) & walk.is_hard)
        said[hard] = why.as_json(why.HARD_WORDS[laid.kinds[place_]]) if hard.size else ""
        soft = np.flatnonzero((walk.stages == place_) & ~walk.is_hard)
        if not soft.size:
            continue
        at = (walk.accounts[soft], walk.looks[soft])
        if laid.qualified is not None and _asks_to_qualify(stage):
            said[soft] = _ways_in_words(laid.qualified, laid.over, at)
        else:
            said[soft] = why.of_moves(list(rules.conditions(stage.enter)), laid.over, *at)
    return list(said)


def _ways_in_words(
    qualified: qualification.Qualified, over: Field, at: tuple[Ints, Ints]
) -> list[str]:
    said = np.full(at[0].size, "", dtype=object)
    ways = qualified.way_at(*at)
    for index, (way, _) in enumerate(qualified.by_way):
        chosen = np.flatnonzero(ways == index)
        asked = [one for part in way.all for one in rules.conditions(part)]
        said[chosen] = why.of_moves(asked, over, at[0][chosen], at[1][chosen])
    return list(said)


def _qualifications(
    laid: Laid, walk: Walk, stays: Stays, qualified: qualification.Qualified
) -> Qualifications:
    """Freeze why each account qualified, from the stays in the stage that asks for it."""
    places = [i for i, stage in enumerate(laid.one.stages) if _asks_to_qualify(stage)]
    chosen = np.flatnonzero(np.isin(walk.stages, places))
    at = (walk.accounts[chosen], walk.looks[chosen])
    ways = qualified.way_at(*at)
    names = [laid.one.program.qualification.any[way].id for way in ways.tolist()]
    reasons = _ways_in_words(qualified, laid.over, at)
    return Qualifications(at[0], names, stays.entered[chosen], stays.left[chosen], reasons)
