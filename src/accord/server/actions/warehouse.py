"""Saved queries of a warehouse: tried, kept, changed and taken away by an admin."""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from accord.connectors.crm.shape import Context
from accord.connectors.warehouse import query
from accord.connectors.warehouse.query import Query
from accord.server.actions import decisions, rights
from accord.server.records.models import AppUser, Connection, SyncCursor
from accord.server.records.queries import connections, programs
from accord.server.syncing import opening, schedules, systems, vault, warehouses
from accord.server.syncing.warehouses import TriedQuery
from accord.values import time
from accord.values.errors import AccordError, ConflictError

_DEED = "write queries of a warehouse"


def attempt(user: AppUser, public_id: str, asked: Query) -> TriedQuery:
    """Show what the first rows of a query become; nothing is stored."""
    rights.need(user, ("admin",), _DEED)
    row = _row(public_id)
    query.check(asked)
    given = {**row.options, **vault.read(row.pk)}
    systems.check(systems.find(row.system), given)
    context = Context(
        source=opening.source_of(row),
        zone=programs.current_program().zone,
        currency=row.options.get("currency") or None,
        version=asked.version(),
    )
    now_us = time.to_us(timezone.now())
    return warehouses.attempt(warehouses.access_of(given), asked, context, now_us)


def save(user: AppUser, public_id: str, asked: Query, before: str = "") -> None:
    """Keep a query that can be answered; one that asks for something else begins anew."""
    attempt(user, public_id, asked)
    with transaction.atomic():
        row = _row(public_id)
        kept = {each["name"]: each for each in row.options.get("queries", ())}
        if asked.name in kept and asked.name != before:
            message = f"there is a query {asked.name!r} already; give another name"
            raise ConflictError(message)
        was = kept.get(before)
        named = {before or asked.name: asdict(asked)}
        kept = {each["name"]: each for each in (kept | named).values()}
        _write(row, list(kept.values()))
        if was is None or _meaning(was) != _meaning(asdict(asked)) or before != asked.name:
            SyncCursor.objects.filter(connection=row, stream__in=[before, asked.name]).delete()
        decisions.write_down(user, "save_query", f"{row.name}: {asked.name}", asdict(asked))
    if row.state == "active":
        schedules.ask(row.pk, asked_by=user.email)


def remove(user: AppUser, public_id: str, name: str) -> None:
    """Take a query away; what it brought stays."""
    rights.need(user, ("admin",), _DEED)
    with transaction.atomic():
        row = _row(public_id)
        kept = [each for each in row.options.get("queries", ()) if each["name"] != name]
        _write(row, kept)
        SyncCursor.objects.filter(connection=row, stream=name).delete()
        decisions.write_down(user, "remove_query", f"{row.name}: {name}")


def _row(public_id: str) -> Connection:
    row = connections.row_of(public_id)
    if row.system != "warehouse":
        message = f"{row.name} is no warehouse; it has no queries"
        raise AccordError(message)
    return row


def _write(row: Connection, queries: list[dict[str, object]]) -> None:
    Connection.objects.filter(pk=row.pk).update(options=row.options | {"queries": queries})


def _meaning(kept: dict[str, object]) -> tuple[object, ...]:
    return tuple(kept[name] for name in ("kind", "sql", "cursor", "mapping"))
