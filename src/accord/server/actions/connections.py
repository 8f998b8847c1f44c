"""Connecting a CRM, pausing it, running it now, and saying what its fields mean."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accord.connectors.crm import shape
from accord.server.actions import decisions, rights
from accord.server.records.models import AppUser, Connection, SyncCursor
from accord.server.records.queries import connections, programs
from accord.server.syncing import opening, schedules, systems, trying, vault
from accord.values import ids, time
from accord.values.errors import AccordError

_CURRENCY = 3


def add(user: AppUser, system: str, given: Mapping[str, str]) -> str:
    """Connect a system and ask for its first run; return its public id."""
    rights.need(user, ("admin",), "connect a system")
    found = systems.find(system)
    secrets, options = _parted(found, given)
    systems.check(found, {**options, **secrets})
    schedule = given.get("schedule") or "*/15 * * * *"
    schedules.next_of(schedule, programs.current_program().zone)
    with transaction.atomic():
        row = Connection.objects.create(
            name=systems.plain(given.get("name")) or found.title,
            system=system,
            schedule=schedule,
            options=options,
            made_by=user.email,
        )
        vault.keep(row.pk, secrets)
        decisions.write_down(user, "add_connection", row.name, {"system": system})
    schedules.ask(row.pk, asked_by=user.email)
    return ids.public_id(row.pk)


def change(user: AppUser, public_id: str, given: Mapping[str, str]) -> None:
    """Change name, schedule, address or secrets; a secret that is left empty stays."""
    rights.need(user, ("admin",), "change a connection")
    row = connections.row_of(public_id)
    found = systems.find(row.system)
    secrets, options = _parted(found, given)
    kept = vault.read(row.pk) | secrets
    systems.check(found, {**row.options, **options, **kept})
    schedule = given.get("schedule") or row.schedule
    due = schedules.next_of(schedule, programs.current_program().zone)
    is_mended = row.state == "refused"
    vault.keep(row.pk, kept)
    row.name = systems.plain(given.get("name")) or row.name
    row.schedule, row.options = schedule, row.options | options
    row.state = "active" if is_mended else row.state
    row.not_before = None
    row.save()
    decisions.write_down(user, "change_connection", row.name, {"system": row.system})
    if row.state == "active":
        schedules.drop(row.pk)
        schedules.ask(row.pk, None if is_mended else due)


def run_now(user: AppUser, public_id: str) -> None:
    """Ask for a run at once."""
    rights.need(user, rights.WRITERS, "run a connection")
    row = connections.row_of(public_id)
    if row.state == "paused":
        message = f"{row.name} is paused; let it go on first"
        raise AccordError(message)
    Connection.objects.filter(pk=row.pk).update(not_before=None)
    schedules.ask(row.pk, asked_by=user.email)


def pause(user: AppUser, public_id: str, *, is_paused: bool) -> None:
    """Let a connection rest, or go on."""
    rights.need(user, rights.WRITERS, "pause a connection")
    row = connections.row_of(public_id)
    Connection.objects.filter(pk=row.pk).update(state="paused" if is_paused else "active")
    if is_paused:
        schedules.drop(row.pk)
    else:
        schedules.ask(row.pk)
    decisions.write_down(user, "pause_connection" if is_paused else "resume_connection", row.name)


def remove(user: AppUser, public_id: str) -> None:
    """Disconnect: its secrets are deleted, what it brought stays."""
    rights.need(user, ("admin",), "disconnect a system")
    row = connections.row_of(public_id)
    vault.forget(row.pk)
    schedules.drop(row.pk)
    Connection.objects.filter(pk=row.pk).update(removed_at=timezone.now(), state="paused")
    decisions.write_down(user, "remove_connection", row.name)


def try_mapping(
    user: AppUser, public_id: str, mapping: Mapping[str, Mapping[str, str]]
) -> list[trying.Tried]:
    """Show what the first records become under a mapping; nothing is stored."""
    rights.need(user, rights.WRITERS, "try a mapping")
    row = connections.row_of(public_id)
    _check_mapping(row, mapping)
    return trying.run(row, mapping, time.to_us(timezone.now()))


def save_mapping(user: AppUser, public_id: str, mapping: Mapping[str, Mapping[str, str]]) -> None:
    """Let a mapping count: everything is read again under it, and earlier facts stay as told."""
    rights.need(user, rights.WRITERS, "change a mapping")
    row = connections.row_of(public_id)
    _check_mapping(row, mapping)
    before = opening.version_of(row.mapping, row.custom)
    said = {kind: dict(fields) for kind, fields in mapping.items() if fields}
    if opening.version_of(said, row.custom) == before:
        return
    with transaction.atomic():
        Connection.objects.filter(pk=row.pk).update(mapping=said)
        SyncCursor.objects.filter(connection=row).delete()
        decisions.write_down(user, "map_connection", row.name, {"mapping": said})
    if row.state == "active":
        schedules.ask(row.pk, asked_by=user.email)


def _check_mapping(row: Connection, mapping: Mapping[str, Mapping[str, str]]) -> None:
    system = systems.find(row.system)
    for kind, said in mapping.items():
        shape.changed(kind, systems.defaults(system, kind), said)


def _parted(
    system: systems.System, given: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, Any]]:
    """Return what must stay secret, and what may be seen."""
    secrets = {
        each.name: value
        for each in system.fields
        if each.is_secret and (value := systems.plain(given.get(each.name)))
    }
    open_names = [*(each.name for each in system.fields if not each.is_secret), "address"]
    options: dict[str, Any] = {
        name: systems.plain(given.get(name)) for name in open_names if name in given
    }
    currency = systems.plain(given.get("currency")).upper()
    if currency:
        if len(currency) != _CURRENCY or not currency.isalpha():
            message = f"{currency!r} is no currency; write three letters, such as EUR"
            raise AccordError(message)
        options["currency"] = currency
    return secrets, options
