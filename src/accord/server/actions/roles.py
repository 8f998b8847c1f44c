"""Saying which part a person plays in a buying group, or that they do not."""

import json
from typing import Final

from accord.server.actions import decisions, rights
from accord.server.records.models import AppUser, Decision
from accord.server.records.queries import accounts, picture, programs
from accord.values import ids
from accord.values.errors import AccordError, NotFoundError

KINDS: Final = ("role_confirmed", "role_rejected")
"""What is decided here, and can be undone."""


def confirm_role(user: AppUser, account: str, person: str, solution: str, role: str) -> str:
    """Confirm that a person plays a role for a solution; return the batch, to undo it."""
    return _decide(
        user, account, person, decisions.New("role_confirmed", value=_said(solution, role))
    )


def reject_role(user: AppUser, account: str, person: str, solution: str, role: str) -> str:
    """Say that a person does not play a role for a solution; return the batch, to undo it."""
    return _decide(
        user, account, person, decisions.New("role_rejected", value=_said(solution, role))
    )


def taken_back(row: Decision) -> decisions.New:
    """Return the decision that takes one back: what was said of that role before, or nothing."""
    value = json.loads(row.value)
    kinds = (*KINDS, "role_withdrawn")
    earlier = Decision.objects.filter(
        account=row.account, person=row.person, kind__in=kinds, pk__lt=row.pk
    )
    said = [(one.kind, json.loads(one.value)) for one in earlier.order_by("-pk")]
    same = next((kind for kind, of in said if of == value), "role_withdrawn")
    return decisions.New(same, account=row.account, person=row.person, value=value)


def _decide(user: AppUser, account: str, person: str, new: decisions.New) -> str:
    rights.need(user, rights.WRITERS, "say who plays which role")
    number = accounts.find_account_id(account)
    somebody = ids.from_public_id(person)
    reader = picture.reader()
    people = reader.of_account("people", number) if reader else []
    if somebody not in {row["person"] for row in people}:
        message = f"there is no person {person} at this account; reload its page"
        raise NotFoundError(message)
    full = decisions.New(
        new.kind, account=number, person=somebody or 0, subject=person, value=new.value
    )
    return decisions.record(user, new.kind, [full], account)


def _said(solution: str, role: str) -> dict[str, str]:
    """Refuse a solution or role that the program does not have."""
    program = programs.current_program()
    if solution not in program.solutions:
        message = f"there is no solution {solution!r}; try {', '.join(program.solutions)}"
        raise AccordError(message)
    roles = program.group_of(solution).roles
    if role not in roles:
        message = f"there is no role {role!r} for {solution}; try {', '.join(roles)}"
        raise AccordError(message)
    return {"solution": solution, "role": role}
