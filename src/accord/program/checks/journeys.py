"""Whether stages and qualification can be decided: known measures, sensible comparisons."""

from collections.abc import Iterator
from typing import Final

from accord.program import rules, words
from accord.program.catalogue import Catalogue
from accord.program.checks.naming import repeated, unknown
from accord.program.model import Program
from accord.program.problems import Problem, did_you_mean
from accord.program.rules import Condition
from accord.program.stages import SameAs, Stage

_OUTSIDE: Final = {"intent_points", "fit", "employees"}
"""Measures that say nothing of what people there did with us."""
_PEOPLE: Final = {"people_engaged", "roles_engaged", "hand_raises", "new_people_engaged"}


def problems(program: Program, catalogue: Catalogue) -> Iterator[Problem]:
    """Check journeys."""
    yield from _motions(program)
    for motion, stage in program.stages.every():
        yield from _stage(f"stages.{motion}.{stage.id}", stage, program, catalogue)
    yield from _stalled(program)
    yield from _qualification(program, catalogue)


def _motions(program: Program) -> Iterator[Problem]:
    for motion in words.MOTIONS:
        where = f"stages.{motion}"
        written = getattr(program.stages, motion)
        if isinstance(written, SameAs):
            other = getattr(program.stages, written.same_as)
            if written.same_as == motion or isinstance(other, SameAs):
                yield Problem(f"{where}.same_as", "leads to no stages", "name a motion with stages")
            continue
        if motion not in program.motions and written:
            yield Problem(where, f"there is no motion {motion}", "add it to motions")
        if motion in program.motions and not written:
            yield Problem(where, "has no stages", "write them, or same_as another motion")
        yield from repeated(where, [stage.id for stage in written])
        if written and not isinstance(written[0].enter, rules.Always):
            message = "the first stage should be entered always, or accounts stand nowhere"
            yield Problem(f"{where}.{written[0].id}.enter", message, "enter: {always: true}")


def _stage(where: str, stage: Stage, program: Program, catalogue: Catalogue) -> Iterator[Problem]:
    yield from _rule(f"{where}.enter", stage.enter, program, catalogue)
    leave = stage.leave
    if leave is None:
        return
    if leave.unless:
        yield from _rule(f"{where}.leave.unless", leave.unless, program, catalogue)
    if leave.below_percent_of_entry is not None and stage.entry_points is None:
        message = "a percentage of entry needs an entry rule that asks for engagement"
        yield Problem(f"{where}.leave.below_percent_of_entry", message)


def _rule(
    where: str, rule: rules.Rule, program: Program, catalogue: Catalogue
) -> Iterator[Problem]:
    for condition in rules.conditions(rule):
        yield from _condition(where, condition, program, catalogue)


def _condition(
    where: str, one: Condition, program: Program, catalogue: Catalogue
) -> Iterator[Problem]:
    measure = words.measure_of(one.measure)
    if measure is None:
        hint = did_you_mean(one.measure, tuple(words.MEASURES))
        yield Problem(where, f'nothing measures "{one.measure}"', hint)
        return
    kind = one.measure.removeprefix(words.COUNT_PREFIX)
    kinds = catalogue.kinds() | program.engagement.activities.keys()
    if kind != one.measure and kind not in kinds:
        hint = did_you_mean(kind, sorted(kinds))
        yield Problem(where, f'there is no kind of activity "{kind}" to count', hint)
    if measure.is_windowed and one.within_days is None:
        yield Problem(where, f"{one.measure} needs a window", "add within_days")
    if not measure.is_windowed and one.within_days is not None:
        yield Problem(where, f"{one.measure} has no window", "remove within_days")
    yield from _comparison(where, one, measure)


def _comparison(where: str, one: Condition, measure: words.Measure) -> Iterator[Problem]:
    is_number = measure.unit in {"points", "count", "days"}
    bounded = one.at_least is not None or one.at_most is not None
    said = (*(() if one.is_ is None else (one.is_,)), *(one.in_ or ()))
    if is_number and said:
        message = f"{one.measure} is a number"
        yield Problem(where, message, "compare it by at_least or at_most")
    if not is_number and bounded:
        yield Problem(where, f"{one.measure} is no number", "compare it by is or in")
    if measure.unit == "yes_no" and not all(isinstance(word, bool) for word in said):
        yield Problem(where, f"{one.measure} is true or false")
    if measure.unit == "text":
        for word in said:
            if word not in measure.values:
                hint = did_you_mean(word, measure.values)
                yield Problem(where, f'{one.measure} is never "{word}"', hint)
    if one.at_least is not None and one.at_most is not None and one.at_least > one.at_most:
        yield Problem(where, f"{one.measure} can't be at least and at most that", "swap them")


def _stalled(program: Program) -> Iterator[Problem]:
    ids = sorted({stage.id for _motion, stage in program.stages.every()})
    for stage in program.stages.stalled:
        yield from unknown(f"stages.stalled.{stage}", [stage], ids, "stage")
    at_once = program.stages.forward_at_once_on
    yield from unknown("stages.forward_at_once_on", at_once, words.HARD_EVENTS, "event")


def _qualification(program: Program, catalogue: Catalogue) -> Iterator[Problem]:
    qualification = program.qualification
    yield from repeated("qualification.any", [way.id for way in qualification.any])
    blocks = qualification.blocked_by
    yield from unknown("qualification.blocked_by", blocks, words.QUALIFICATION_BLOCKS, "block")
    for way in qualification.any:
        where = f"qualification.any.{way.id}"
        for rule in way.all:
            yield from _rule(where, rule, program, catalogue)
        asked = {c.measure for rule in way.all for c in rules.conditions(rule)}
        if "intent_points" in asked and asked <= _OUTSIDE:
            message = "third-party intent can't qualify an account by itself"
            yield Problem(where, message, "ask for people engaged too")
        elif asked and not asked & _PEOPLE and "count:hand_raise" not in asked:
            message = "one person alone could qualify an account"
            yield Problem(where, message, "ask for people_engaged too", is_notice=True)
