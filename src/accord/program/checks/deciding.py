"""Whether buying groups, solutions and claims name what there is."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from accord.program import words
from accord.program.checks.naming import unknown
from accord.program.groups import BuyingGroup
from accord.program.model import Program
from accord.program.problems import Problem, did_you_mean

_VARIABLE: Final = re.compile(r"\{([^{}]*)\}")


def problems(program: Program) -> Iterator[Problem]:
    """Check who decides and what they hear."""
    for name, solution in program.solutions.items():
        where = f"solutions.{name}"
        if solution.buying_group not in program.buying_groups:
            hint = did_you_mean(solution.buying_group, tuple(program.buying_groups))
            message = f'there is no buying group "{solution.buying_group}"'
            yield Problem(f"{where}.buying_group", message, hint)
        function = solution.buying_function
        yield from unknown(f"{where}.buying_function", [function], words.DEPARTMENTS, "department")
    stages = {stage.id for _motion, stage in program.stages.every()}
    for name, group in program.buying_groups.items():
        yield from _group(f"buying_groups.{name}", group, sorted(stages))
    yield from _claims(program)


def _group(where: str, group: BuyingGroup, stages: Sequence[str]) -> Iterator[Problem]:
    yield from unknown(f"{where}.roles", tuple(group.roles), words.ROLES, "role")
    yield from unknown(f"{where}.key_roles", group.key_roles, tuple(group.roles), "role")
    means = group.reachable_means.any_of
    yield from unknown(f"{where}.reachable_means", means, words.REACHABLE_BY, "way to reach")
    owner: dict[str, str] = {}
    for name, role in group.roles.items():
        if role.from_stage:
            yield from unknown(
                f"{where}.roles.{name}.from_stage", [role.from_stage], stages, "stage"
            )
        for value in role.crm:
            first = owner.setdefault(value.casefold(), name)
            if first != name:
                message = f'"{value}" already means {first}'
                yield Problem(f"{where}.roles.{name}.crm", message, "keep it in one role")
    if sum(role.weight for role in group.roles.values()) == 0:
        yield Problem(f"{where}.roles", "no role has a weight, so nothing can be complete")
    yield from _alarms(where, group, stages)


def _alarms(where: str, group: BuyingGroup, stages: Sequence[str]) -> Iterator[Problem]:
    if group.three_by_three:
        departments = (*words.DEPARTMENTS, "buying_function")
        named = group.three_by_three.departments
        yield from unknown(f"{where}.three_by_three.departments", named, departments, "department")
    if group.alarms.single_threaded:
        at = f"{where}.alarms.single_threaded.at_stage"
        yield from unknown(at, group.alarms.single_threaded.at_stage, stages, "stage")
    if group.alarms.champion_lost:
        at = f"{where}.alarms.champion_lost.on"
        yield from unknown(at, group.alarms.champion_lost.on, words.CHAMPION_LOST_ON, "sign")


def _claims(program: Program) -> Iterator[Problem]:
    roles = tuple({role: None for group in program.buying_groups.values() for role in group.roles})
    for name, claim in program.messages.claims.items():
        where = f"messages.claims.{name}"
        yield from unknown(f"{where}.roles", claim.roles, roles, "role")
        variables = _VARIABLE.findall(claim.claim)
        yield from unknown(f"{where}.claim", variables, words.TEMPLATE_VARIABLES, "variable")
        if not claim.proof:
            yield Problem(f"{where}.proof", "a claim without proof", is_notice=True)
    if program.messages.needs_your_words:
        message = "the claims are examples"
        yield Problem("messages.needs_your_words", message, "say it in your words", is_notice=True)
