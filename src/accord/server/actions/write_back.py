"""Writing into a CRM: the mapping, a look at every write, sending what was looked at."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction

from accord.connectors.crm.writing import POLICIES
from accord.server.actions import decisions, rights
from accord.server.records.models import AppUser, Connection, CrmWrite, WriteBack
from accord.server.records.queries import connections
from accord.server.syncing import systems
from accord.server.writing_back import wishes, work
from accord.values.errors import AccordError

Fields = Sequence[Mapping[str, str]]
_ADMIN: Final = ("admin",)
_STATE = CrmWrite.State


def save(
    user: AppUser, public_id: str, fields: Fields, *, has_tasks: bool, has_members: bool
) -> None:
    """Say what goes where: each with measure, field and policy; then everything is looked at.

    A changed mapping writes nothing by itself until somebody sends what it comes to.

    Errors: `AccordError` for a field that is read, or named twice.
    """
    rights.need(user, _ADMIN, "say what is written to a CRM")
    row = _row(public_id)
    said = [dict(each) for each in fields if each["field"]]
    _check(row, said)
    with transaction.atomic():
        told = {"fields": said, "has_tasks": has_tasks, "has_members": has_members}
        defaults = told | {"is_on": False, "error": "", "not_before": None}
        WriteBack.objects.update_or_create(connection=row, defaults=defaults)
        row.writes.filter(state=_STATE.WAITING).update(state=_STATE.PLANNED)
        decisions.write_down(user, "map_write_back", row.name, told)
    work.ask(row.pk)


def look(user: AppUser, public_id: str) -> None:
    """Compare with the CRM what would be written; nothing is sent but what was released."""
    rights.need(user, rights.WRITERS, "look at what would be written")
    work.ask(_said(public_id).connection_id)


def send(user: AppUser, public_id: str) -> int:
    """Release what the last look showed; return how many writes leave."""
    rights.need(user, _ADMIN, "write to a CRM")
    said = _said(public_id)
    with transaction.atomic():
        planned = said.connection.writes.filter(state=_STATE.PLANNED)
        count = planned.update(state=_STATE.WAITING)
        decisions.write_down(user, "write_back", said.connection.name, {"writes": count})
    work.ask(said.connection_id)
    return count


def keep(user: AppUser, public_id: str, *, is_on: bool) -> None:
    """Let each new picture be written by itself, or not.

    Errors: `AccordError` before a first look.
    """
    rights.need(user, _ADMIN, "let a CRM be written by itself")
    said = _said(public_id)
    if is_on and said.looked_at is None:
        message = "look first at what would be written; then it may go by itself"
        raise AccordError(message)
    with transaction.atomic():
        WriteBack.objects.filter(pk=said.pk).update(is_on=is_on, not_before=None)
        if not is_on:  # what has not left yet does not leave without somebody
            said.connection.writes.filter(state=_STATE.WAITING).update(state=_STATE.PLANNED)
        decisions.write_down(user, "keep_write_back", said.connection.name, {"is_on": is_on})
    if is_on:
        work.ask(said.connection_id)


def _row(public_id: str) -> Connection:
    row = connections.row_of(public_id)
    if systems.find(row.system).write is None:
        message = f"{row.name} is only read; Accord writes to HubSpot and Salesforce"
        raise AccordError(message)
    return row


def _said(public_id: str) -> WriteBack:
    row = _row(public_id)
    said = WriteBack.objects.filter(connection=row).select_related("connection").first()
    if said is None:
        message = "nothing is mapped yet; say first which field gets what"
        raise AccordError(message)
    return said


def _check(row: Connection, said: Fields) -> None:
    """Refuse what can't be meant: a field that is read would tell Accord its own words as news."""
    columns = systems.defaults(systems.find(row.system), "companies")
    read = {column.header for column in columns} | set(row.mapping.get("companies", ()))
    read |= set(row.custom.get("companies", ()))
    names = [each["field"] for each in said]
    for each in said:
        if each["measure"] not in wishes.MEASURES or each["policy"] not in POLICIES:
            message = f"{each['measure']!r} by {each['policy']!r} is nothing that can be written"
            raise AccordError(message)
        if each["field"] in read:
            message = (
                f"{each['field']} is read as something of the company's; what Accord wrote there "
                "would come back as news: choose a field that is made for it"
            )
            raise AccordError(message)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        message = f"{twice[0]} is named twice; one field holds one value"
        raise AccordError(message)
