"""Whether time, money, goals and what must be edited were thought of."""

from collections.abc import Iterator, Mapping
from typing import Any

from babel.numbers import list_currencies

from accord.program import parsing, shelf, words
from accord.program.catalogue import Catalogue
from accord.program.checks.naming import unknown
from accord.program.model import Program
from accord.program.problems import Problem


def problems(program: Program, catalogue: Catalogue) -> Iterator[Problem]:
    """Check what was agreed."""
    yield from _time(program, catalogue)
    yield from _promises(program)
    yield from _money(program)
    yield from _pipeline(program)
    yield from _goals(program)
    yield from _unedited(program)


def _time(program: Program, catalogue: Catalogue) -> Iterator[Problem]:
    first, now = catalogue.time_zone, program.calendar.time_zone
    if first and first != now:
        message = f"the workspace counts its days in {first}; {now} would count them anew"
        yield Problem("calendar.time_zone", message, f"write {first}")


def _promises(program: Program) -> Iterator[Problem]:
    """Check that clocks can run and that a promise ends in somebody's hands."""
    begin, end = program.calendar.business_hours.minutes
    if end <= begin:
        message = "the working day ends before it begins"
        yield Problem("calendar.business_hours.to", message, "write a time after `from`")
    levels = program.service_levels
    if list(levels.remind_at_percent) != sorted(set(levels.remind_at_percent)):
        yield Problem("service_levels.remind_at_percent", "should grow", "write [50, 80]")
    at = [one.at_percent for one in levels.escalate]
    if at != sorted(set(at)):
        yield Problem("service_levels.escalate", "should grow", "the first to be told stands first")


def _money(program: Program) -> Iterator[Problem]:
    known = sorted(list_currencies())
    named = [("money.reporting_currency", program.money.reporting_currency)]
    revenue = program.goals.revenue
    if revenue:
        named.append(("goals.revenue.currency", revenue.currency))
        if revenue.currency != program.money.reporting_currency:
            message = "revenue goals are in another currency than the sums beside them"
            hint = f"write {program.money.reporting_currency}"
            yield Problem("goals.revenue.currency", message, hint)
    for where, code in named:
        yield from unknown(where, [code], known, "currency")


def _pipeline(program: Program) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for motion, names in program.pipeline.opportunity_types.items():
        for name in names:
            first = owner.setdefault(name.casefold(), motion)
            if first != motion:
                message = f'"{name}" already belongs to {first}'
                where = f"pipeline.opportunity_types.{motion}"
                yield Problem(where, message, "keep it in one motion")
    for motion in words.MOTIONS:
        if motion not in program.motions:
            yield Problem(f"motions.{motion}", "is missing", "say for whom it is")


def _goals(program: Program) -> Iterator[Problem]:
    goal = program.goals.accounts_deeply_engaged
    if goal:
        stages = [stage.id for stage in program.stages.new]
        where = "goals.accounts_deeply_engaged.means.stage_at_least"
        yield from unknown(where, [goal.means.stage_at_least], stages, "stage")
    yield from unknown("patience", tuple(program.patience), words.PATIENCE_MEASURES, "measure")


def _unedited(program: Program) -> Iterator[Problem]:
    """Remind of each listed clause that stands as it came with the preset."""
    preset: Any = {}
    if program.preset in shelf.NAMES:
        preset = parsing.preset_data(program.preset)
    for where in program.must_edit_before_adoption:
        own = _at(program.data, where)
        if own is None:
            yield Problem("must_edit_before_adoption", f'there is no clause "{where}"')
        elif own == _at(preset, where):
            message = "stands as it came with the preset"
            yield Problem(where, message, "make it yours before you adopt", is_notice=True)


def _at(data: Any, where: str) -> Any:
    for part in where.split("."):
        data = data.get(part) if isinstance(data, Mapping) else None
    return data
