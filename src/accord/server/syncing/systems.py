"""The systems that can be connected: what each asks for, and how its feed is opened."""

import time as clock
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from accord.connectors import outgoing
from accord.connectors.crm.feed import Feed
from accord.connectors.crm.shape import Column, Context
from accord.connectors.crm.writing import Writer
from accord.connectors.hubspot import client as hubspot_client
from accord.connectors.hubspot import columns as hubspot_columns
from accord.connectors.hubspot import feed as hubspot_feed
from accord.connectors.hubspot import writing as hubspot_writing
from accord.connectors.marketo import client as marketo_client
from accord.connectors.marketo import columns as marketo_columns
from accord.connectors.marketo import feed as marketo_feed
from accord.connectors.salesforce import client as salesforce_client
from accord.connectors.salesforce import columns as salesforce_columns
from accord.connectors.salesforce import feed as salesforce_feed
from accord.connectors.salesforce import writing as salesforce_writing
from accord.connectors.warehouse import feed as warehouse_feed
from accord.connectors.warehouse import query
from accord.server import configuration
from accord.server.syncing import warehouses
from accord.values.errors import AccordError


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a system asks for."""

    name: str
    label: str
    is_secret: bool = True
    is_needed: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a connection knows: secrets and addresses, and what the team said of fields."""

    given: Mapping[str, str]
    context: Context
    mapping: Mapping[str, Mapping[str, str]]
    custom: Mapping[str, list[str]]
    queries: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class System:
    """One kind of system."""

    name: str
    title: str
    fields: tuple[Field, ...]
    hosts: tuple[str, ...]  # endings of the hosts that may be called
    address: str  # where it is, when nothing else is said
    shapes: Mapping[str, tuple[str, tuple[Column, ...]]]  # stream to kind and columns
    open: Callable[[Said], Feed]
    rights: str
    check: Callable[[Mapping[str, str]], None] | None = None
    """What refuses an address, where it is other than a host of the system's own."""
    write: Callable[[Mapping[str, str]], Writer] | None = None
    """What opens it for writing, where it may be written."""
    writing_rights: str = ""


def _policy() -> outgoing.Policy:
    """Return where connections may call: the public network, and what the operator named."""
    said = configuration.load()
    return outgoing.Policy.of(said.outgoing_allowed.split(","), said.connector_hosts.split(","))


def _now_us() -> int:
    return clock.time_ns() // 1_000


def _hubspot_client(given: Mapping[str, str]) -> hubspot_client.Client:
    access = hubspot_client.Access(
        token=given.get("token", ""),
        client_id=given.get("client_id", ""),
        client_secret=given.get("client_secret", ""),
        refresh_token=given.get("refresh_token", ""),
        address=given.get("address") or hubspot_client.ADDRESS,
        policy=_policy(),
    )
    return hubspot_client.Client(access)


def _hubspot(said: Said) -> Feed:
    settings = hubspot_feed.Settings(said.context, said.mapping, said.custom)
    return hubspot_feed.Feed(_hubspot_client(said.given), settings, _now_us)


def _hubspot_writer(given: Mapping[str, str]) -> Writer:
    return hubspot_writing.Writer(_hubspot_client(given))


def _salesforce_client(given: Mapping[str, str]) -> salesforce_client.Client:
    try:
        import simple_salesforce  # noqa: F401 - an extra: said in words where it is missing
    except ImportError:
        message = "reading Salesforce needs an extra: pip install 'accord-abm[salesforce]'"
        raise AccordError(message) from None
    access = salesforce_client.Access(
        address=given["address"],
        client_id=given.get("client_id", ""),
        client_secret=given.get("client_secret", ""),
        refresh_token=given.get("refresh_token", ""),
        policy=_policy(),
    )
    return salesforce_client.Client(access)


def _salesforce(said: Said) -> Feed:
    settings = salesforce_feed.Settings(said.context, said.mapping, said.custom)
    return salesforce_feed.Feed(_salesforce_client(said.given), settings, _now_us)


def _salesforce_writer(given: Mapping[str, str]) -> Writer:
    return salesforce_writing.Writer(_salesforce_client(given))


def _marketo(said: Said) -> Feed:
    given = said.given
    access = marketo_client.Access(
        given["address"], given.get("client_id", ""), given.get("client_secret", ""), _policy()
    )
    since = given.get("leads_since") or "2015-01-01"
    settings = marketo_feed.Settings(said.context, said.mapping, said.custom, since)
    return marketo_feed.Feed(marketo_client.Client(access), settings, _now_us)


def _warehouse(said: Said) -> Feed:
    queries = [query.of(each) for each in said.queries]
    return warehouse_feed.Feed(warehouses.access_of(said.given), queries, said.context)


SYSTEMS: Final[dict[str, System]] = {
    "hubspot": System(
        "hubspot",
        "HubSpot",
        (
            Field("token", "Access token of the private app", is_needed=False,
                  hint="Settings, Integrations, Private apps"),
            Field("client_id", "or the app's client id", is_secret=False, is_needed=False),
            Field("client_secret", "its client secret", is_needed=False),
            Field("refresh_token", "and its refresh token", is_needed=False),
        ),
        ("hubapi.com", "hubspot.com"),
        hubspot_client.ADDRESS,
        {
            name: (spec.kind, spec.columns)
            for name, spec in hubspot_columns.OBJECTS.items()
            if spec.kind != "activities"
        },
        _hubspot,
        "crm.objects.companies.read, crm.objects.contacts.read, crm.objects.deals.read, "
        "crm.objects.owners.read, crm.schemas.*.read, sales-email-read",
        write=_hubspot_writer,
        writing_rights="crm.objects.companies.write, crm.objects.contacts.write (tasks are written "
        "by it), crm.lists.read, crm.lists.write",
    ),
    "salesforce": System(
        "salesforce",
        "Salesforce",
        (
            Field("address", "Address of the org", is_secret=False,
                  hint="https://yourcompany.my.salesforce.com"),
            Field("client_id", "Consumer key of the connected app", is_secret=False),
            Field("client_secret", "Consumer secret"),
            Field("refresh_token", "Refresh token, if the app uses one", is_needed=False),
        ),
        ("salesforce.com", "force.com", "salesforce.mil"),
        "",
        {
            name: (spec.kind, spec.columns)
            for name, spec in salesforce_columns.OBJECTS.items()
            if spec.kind != "activities" and name not in {"contact_roles", "stage_history"}
        },
        _salesforce,
        "API Enabled, View Setup, and read on Account, Contact, Lead, Opportunity, Campaign, Task, "
        "Event, User",
        write=_salesforce_writer,
        writing_rights="edit on Account and the mapped fields, create on Task, create on "
        "CampaignMember (Marketing User)",
    ),
    "marketo": System(
        "marketo",
        "Marketo",
        (
            Field("address", "Address of the instance", is_secret=False,
                  hint="https://123-ABC-456.mktorest.com"),
            Field("client_id", "Client id of the custom service", is_secret=False),
            Field("client_secret", "Client secret"),
            Field("leads_since", "Leads made since", is_secret=False, is_needed=False,
                  hint="a day such as 2015-01-01; older leads come when they change"),
        ),
        ("mktorest.com",),
        "",
        {"leads": ("leads", marketo_columns.LEADS)},
        _marketo,
        "Read-Only Lead, Read-Only Activity, Read-Only Activity Metadata, Read-Only Assets",
    ),
    "warehouse": System(
        "warehouse",
        "Warehouse (SQL)",
        (
            Field("address", "Address of the warehouse", is_secret=False,
                  hint="postgresql://host/database, sqlite:///data/crm.db, duckdb:///data/w.duckdb, "
                  "parquet:///data/exports, s3://bucket/exports"),
            Field("user", "User or key id", is_secret=False, is_needed=False),
            Field("password", "Password or secret key", is_needed=False),
            Field("source", "Whose record ids they are", is_secret=False, is_needed=False,
                  hint="hubspot, salesforce or marketo, if the ids are those; empty: its own"),
        ),
        (),
        "",
        {},
        _warehouse,
        "to select from what the queries name, and nothing more",
        warehouses.check,
    ),
}  # fmt: skip
"""Systems by name."""


def find(name: str) -> System:
    """Return a system.

    Errors: `AccordError` for a name that is none.
    """
    if name not in SYSTEMS:
        message = f"there is no connector for {name!r}; choose one of {', '.join(SYSTEMS)}"
        raise AccordError(message)
    return SYSTEMS[name]


def check(system: System, given: Mapping[str, str]) -> None:
    """Refuse what can't work: something needed that is missing, an address that isn't the system's.

    A connection is called by the server, so an address is one of the system's own hosts, over
    https, or a host that the operator named.
    """
    missing = [each.label for each in system.fields if each.is_needed and not given.get(each.name)]
    if missing:
        message = f"{system.title} needs: {', '.join(missing)}."
        raise AccordError(message)
    address = given.get("address", "")
    if system.check:
        system.check(given)
    elif address:
        _check_address(system, address)
    if system.name == "hubspot" and not (given.get("token") or given.get("refresh_token")):
        message = (
            "HubSpot needs the token of a private app, or an app's id, secret and refresh token."
        )
        raise AccordError(message)


def _check_address(system: System, address: str) -> None:
    parts = urlsplit(address)
    host = (parts.hostname or "").lower()
    named = {each.strip().lower() for each in configuration.load().connector_hosts.split(",")}
    if host and host in named - {""}:
        return
    is_own = any(host == own or host.endswith(f".{own}") for own in system.hosts)
    if parts.scheme != "https" or not is_own or parts.username or parts.port not in {None, 443}:
        message = (
            f"{address} is no address of {system.title}: it begins with https:// and its host ends "
            f"with {' or '.join(system.hosts)}. An operator may allow another host by "
            "ACCORD_CONNECTOR_HOSTS."
        )
        raise AccordError(message)


def defaults(system: System, kind: str) -> tuple[Column, ...]:
    """Return the columns of a kind as the connector reads them unless a team says otherwise."""
    return next((columns for each, columns in system.shapes.values() if each == kind), ())


def plain(value: Any) -> str:
    """Write a value of a form as text."""
    return str(value or "").strip()
