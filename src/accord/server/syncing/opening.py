"""Opening a connection: its secrets, its fields, and the workspace's days."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from accord.connectors.crm.feed import Feed
from accord.connectors.crm.shape import Context
from accord.connectors.crm.writing import Writer
from accord.server.records.models import Connection
from accord.server.records.queries import programs
from accord.server.syncing import systems, vault
from accord.values.errors import AccordError

Mapping_ = Mapping[str, Mapping[str, str]]


def feed_of(row: Connection, mapping: Mapping_ | None = None) -> Feed:
    """Open the feed of a connection; another mapping may be tried."""
    system = systems.find(row.system)
    said = row.mapping if mapping is None else mapping
    given = {"address": row.options.get("address", ""), **row.options, **vault.read(row.pk)}
    systems.check(system, given)
    context = Context(
        source=source_of(row),
        zone=programs.current_program().zone,
        currency=row.options.get("currency") or None,
        version=version_of(said, row.custom),
    )
    queries = tuple(row.options.get("queries", ()))
    return system.open(systems.Said(given, context, said, row.custom, queries))


def writer_of(row: Connection) -> Writer:
    """Open the system of a connection for writing.

    Errors: `AccordError` for a system that is only read.
    """
    system = systems.find(row.system)
    if system.write is None:
        message = f"{system.title} is only read; Accord writes to HubSpot and Salesforce"
        raise AccordError(message)
    given = {"address": row.options.get("address", ""), **row.options, **vault.read(row.pk)}
    systems.check(system, given)
    return system.write(given)


def source_of(row: Connection) -> str:
    """Return under which source a connection's records are known."""
    own = f"{row.system}-{row.pk}" if row.system == "warehouse" else row.system
    return str(row.options.get("source") or own)


def version_of(mapping: Mapping[str, Any], custom: Mapping[str, Any]) -> str:
    """Return what names a mapping; nothing while all is read as the connector does by itself."""
    if not any(mapping.values()) and not any(custom.values()):
        return ""
    told = json.dumps([mapping, custom], sort_keys=True)
    return hashlib.blake2b(told.encode(), digest_size=4).hexdigest()
