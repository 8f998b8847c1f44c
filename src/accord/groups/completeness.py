"""How complete a buying group is: arithmetic over the seats that a tier and a stage require."""

from collections.abc import Iterable
from dataclasses import dataclass

from accord.program.model import Program
from accord.program.words import MOTIONS, Motion
from accord.values import points

_PERCENT = points.MILLION // 100


@dataclass(frozen=True, slots=True)
class Seat:
    """One role of a group: its weight, how many people it needs now, how many are known."""

    role: str
    weight: int
    required: int
    known: int


def completeness(seats: Iterable[Seat]) -> float | None:
    """Return 0 to 100 %: the sum over roles of weight * min(have / required, 1), of all weights.

    Roles that nobody requires now don't count; None where none is required.
    """
    asked = [seat for seat in seats if seat.required > 0 and seat.weight > 0]
    whole = sum(seat.weight for seat in asked)
    if not whole:
        return None
    have = sum(seat.weight * _share(seat) for seat in asked)
    return have / (whole * _PERCENT)


def shares(seats: Iterable[Seat]) -> dict[str, float]:
    """Return what each role that is required now gives, of 100 %; together it is completeness."""
    asked = [seat for seat in seats if seat.required > 0 and seat.weight > 0]
    whole = sum(seat.weight for seat in asked)
    return {seat.role: seat.weight * _share(seat) / (whole * _PERCENT) for seat in asked}


def _share(seat: Seat) -> int:
    """Return the millionths of a seat that are taken: whole, so that no order of adding counts."""
    return min(seat.known, seat.required) * points.MILLION // seat.required


def asks_from(program: Program, from_stage: str | None, motion: Motion) -> frozenset[str]:
    """Return the stages of a motion at which a role with `from_stage` is required.

    A stage that the motion lacks is read as its stage with the same entry rule; where there
    is none, the role is required from the first stage on.
    """
    stages = program.stages.of(motion)
    if from_stage is None:
        return frozenset(stage.id for stage in stages)
    rules = [
        stage.enter
        for other in MOTIONS
        for stage in program.stages.of(other)
        if stage.id == from_stage
    ]
    places = [
        place
        for place, stage in enumerate(stages)
        if stage.id == from_stage or stage.enter in rules
    ]
    return frozenset(stage.id for stage in stages[min(places, default=0) :])
