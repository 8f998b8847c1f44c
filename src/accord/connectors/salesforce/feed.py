"""Salesforce stream by stream, by the time of change and the id; large objects in bulk at first.

A cursor has the phase "bulk" with the job and the place in its results, or "since" with the
last moment and id read. Deleted records come with the others, marked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa

from accord.connectors.crm import shape, telling
from accord.connectors.crm.feed import Cursor, Page
from accord.connectors.crm.shape import Column, Context, Mapper, Record
from accord.connectors.salesforce import columns, facts
from accord.connectors.salesforce.client import PAGE, Client, quoted
from accord.connectors.salesforce.columns import Object
from accord.connectors.salesforce.facts import Org, Payload

SOURCE: Final = "salesforce"
BULK_FROM: Final = 50_000
"""Records from which the first read is one bulk job instead of many queries."""
_OVERLAP_MINUTES: Final = 5
"""How far back changes are read again: a long transaction shows its changes late."""
_FIRST: Final = "1990-01-01T00:00:00Z"
_TRUE: Final = frozenset({True, "true"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a team said: fields by header for each kind, and fields kept as their own."""

    context: Context
    mapping: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    custom: Mapping[str, Sequence[str]] = field(default_factory=dict)
    bulk_from: int = BULK_FROM


class Feed:
    """One org, read stream by stream."""

    def __init__(self, client: Client, settings: Settings, now_us: Callable[[], int]) -> None:
        self._client = client
        self._settings = settings
        self._now_us = now_us
        self._org: Org | None = None
        self._known: dict[str, set[str]] = {}

    @property
    def streams(self) -> Sequence[str]:
        """The objects that are read, then what Salesforce itself counts."""
        return (*columns.OBJECTS, "totals")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def columns_of(self, name: str) -> tuple[Column, ...]:
        """Return the columns of an object after what the team said."""
        spec = columns.OBJECTS[name]
        if spec.kind in {"activities", "opportunity_history"}:
            return spec.columns
        said = self._settings.mapping.get(spec.kind, {})
        return shape.changed(
            spec.kind, spec.columns, said, self._settings.custom.get(spec.kind, ())
        )

    def mapper(self, kind: str, stream: str) -> Mapper:
        """Return what maps records of a kind."""
        given = self._settings.context
        currency = given.currency or self.org().currency
        context = Context(given.source, given.zone, currency, given.version)
        return Mapper(kind, self.columns_of(stream), context)

    def org(self) -> Org:
        """Return what records refer to, read once."""
        if self._org is None:
            self._org = Org()
            for user in self._every("User", ("Id", "Email", "Name")):
                self._org.owners[user["Id"]] = user.get("Email") or user.get("Name") or user["Id"]
            for each in self._every("Campaign", ("Id", "Name", "Type")):
                self._org.campaigns[each["Id"]] = (each.get("Name") or "", each.get("Type") or "")
            if "DefaultCurrencyIsoCode" in self._fields("Organization"):
                found = self._client.query("SELECT DefaultCurrencyIsoCode FROM Organization")
                self._org.currency = found[0]["DefaultCurrencyIsoCode"] if found else None
        return self._org

    def _every(self, sobject: str, fields: Sequence[str]) -> Iterator[Payload]:
        last = ""
        fields = [name for name in fields if name in self._fields(sobject)]
        while fields:
            soql = f"SELECT {', '.join(fields)} FROM {sobject} WHERE Id > '{quoted(last)}' "
            found = self._client.query(f"{soql}ORDER BY Id LIMIT {PAGE}")
            yield from found
            if len(found) < PAGE:
                return
            last = found[-1]["Id"]

    def _fields(self, sobject: str) -> set[str]:
        if sobject not in self._known:
            self._known[sobject] = self._client.known_fields(sobject)
        return self._known[sobject]

    def pages(self, stream: str, cursor: Cursor | None) -> Iterator[Page]:
        """Yield what is new in a stream."""
        if stream == "totals":
            yield self._totals()
            return
        spec = columns.OBJECTS[stream]
        wanted = columns.fields(spec, self.columns_of(stream), self._fields(spec.sobject))
        if not wanted:
            return  # this org has no such object
        if cursor is None:
            cursor = self._first(spec, wanted)
        if cursor["phase"] == "bulk":
            yield from self._bulk(spec, cursor)
            cursor = {"phase": "since", "at": cursor["began"], "id": ""}
        yield from self._since(spec, wanted, cursor)

    def _first(self, spec: Object, wanted: list[str]) -> Cursor:
        """Begin: a bulk job where there is much to read."""
        if self._client.count(spec.sobject) < self._settings.bulk_from:
            return {"phase": "since", "at": _FIRST, "id": ""}
        began = self._client.query(f"SELECT {spec.clock} FROM {spec.sobject} ORDER BY {spec.clock} DESC LIMIT 1")  # fmt: skip
        at = facts.before(facts.instant(began[0][spec.clock]), _OVERLAP_MINUTES)
        job = self._client.start_bulk(f"SELECT {', '.join(wanted)} FROM {spec.sobject}")
        return {"phase": "bulk", "job": job, "locator": None, "began": at}

    def _bulk(self, spec: Object, cursor: Cursor) -> Iterator[Page]:
        self._client.wait_for_bulk(cursor["job"])
        locator, is_first = cursor["locator"], True
        while is_first or locator:
            is_first = False
            found, locator = self._client.bulk_page(cursor["job"], locator)
            here: Cursor = {**cursor, "locator": locator}
            if not locator:
                here = {"phase": "since", "at": cursor["began"], "id": ""}
            yield self._page(spec, [_typed(each) for each in found], here)

    def _since(self, spec: Object, wanted: list[str], cursor: Cursor) -> Iterator[Page]:
        at, last = str(cursor["at"]), str(cursor["id"])
        if not cursor.get("inside"):
            at, last = facts.before(at, _OVERLAP_MINUTES), ""
        newest = max(at, str(cursor["at"]))
        while True:
            found = self._client.query(_soql(spec, wanted, at, last))
            if found:
                at, last = facts.instant(found[-1][spec.clock]), str(found[-1]["Id"])
                newest = max(newest, at)
            is_end = len(found) < PAGE
            here = {"phase": "since", "at": newest if is_end else at, "id": last}
            yield self._page(spec, found, here if is_end else {**here, "inside": True})
            if is_end:
                return

    def _page(self, spec: Object, payloads: Sequence[Payload], cursor: Cursor) -> Page:
        tables: dict[str, pa.Table] = {}
        records = {spec.kind: list(self._records(spec, payloads))}
        if "MasterRecordId" in spec.fields:
            self._follow(spec, payloads, records, tables)
        return Page(records, cursor, tables)

    def _records(self, spec: Object, payloads: Sequence[Payload]) -> Iterator[Record]:
        org = self.org()
        if spec.name in {"opportunities", "contact_roles"}:
            yield from self._opportunities(spec, payloads)
        elif spec.kind == "opportunity_history":
            yield from payloads
        elif spec.kind != "activities":
            yield from (facts.record(each, org) for each in payloads)
        else:
            for each in payloads:
                if spec.name == "campaign_members":
                    yield from facts.member(each, org)
                else:
                    yield from (facts.task if spec.name == "tasks" else facts.event)(each)

    def _opportunities(self, spec: Object, payloads: Sequence[Payload]) -> Iterator[Record]:
        """Yield opportunities with their contacts; those whose contacts changed are read again."""
        if spec.name == "contact_roles":
            own = columns.OBJECTS["opportunities"]
            ids = list(dict.fromkeys(str(role["OpportunityId"]) for role in payloads))
            wanted = columns.fields(own, self.columns_of(own.name), self._fields(own.sobject))
            payloads = list(self._client.by_ids(wanted, own.sobject, "Id", ids))
        ids = [str(each["Id"]) for each in payloads]
        roles = columns.OBJECTS["contact_roles"]
        held = columns.fields(roles, (), self._fields(roles.sobject))
        found: dict[str, list[Payload]] = {}
        for role in self._client.by_ids(held, roles.sobject, "OpportunityId", ids if held else ()):
            found.setdefault(str(role["OpportunityId"]), []).append(role)
        for each in payloads:
            yield facts.opportunity(each, self.org(), found.get(str(each["Id"]), ()))

    def _follow(
        self,
        spec: Object,
        payloads: Sequence[Payload],
        records: dict[str, list[Record]],
        tables: dict[str, pa.Table],
    ) -> None:
        """Follow merges: people are linked, an account's old id says what the one kept says."""
        led = {
            str(each["Id"]): (str(each["MasterRecordId"]), facts.us(each.get("SystemModstamp")))
            for each in payloads
            if each.get("MasterRecordId")
        }
        if not led:
            return
        if spec.kind != "companies":
            pairs = [(old, new, moment) for old, (new, moment) in led.items()]
            source = self._settings.context.source
            tables["identity_links"] = telling.became(source, pairs, self._now_us())
            return
        wanted = columns.fields(spec, self.columns_of(spec.name), self._fields(spec.sobject))
        masters = sorted({new for new, _ in led.values()})
        kept = {
            str(each["Id"]): facts.record(each, self.org())
            for each in self._client.by_ids(wanted, spec.sobject, "Id", masters)
        }
        moments = {str(each["Id"]): each.get("SystemModstamp") for each in payloads}
        found = {old: kept[new] for old, (new, _) in led.items() if new in kept}
        records[spec.kind] = [each for each in records[spec.kind] if each["Id"] not in found]
        records[spec.kind] += [
            {**each, "Id": old, "modified": moments[old]} for old, each in found.items()
        ]

    def _totals(self) -> Page:
        """Read what is open as Salesforce says it."""
        known = self._fields("Opportunity")
        wanted = [f for f in ("Id", "Name", "Amount", "CurrencyIsoCode") if f in known]
        opened: dict[str, list[Any]] = {}
        last = ""
        while True:
            soql = (
                f"SELECT {', '.join(wanted)} FROM Opportunity WHERE IsClosed = false "
                f"AND Id > '{quoted(last)}' ORDER BY Id LIMIT {PAGE}"
            )
            found = self._client.query(soql, with_deleted=False)
            for each in found:
                opened[each["Id"]] = [
                    each.get("Amount"), each.get("CurrencyIsoCode"), each.get("Name")
                ]  # fmt: skip
            if len(found) < PAGE:
                break
            last = found[-1]["Id"]
        now = self._now_us()
        aside = {"open": opened, "read_us": now, "currency": self.org().currency}
        return Page({}, {"phase": "done", "read_us": now}, aside=aside)


def _soql(spec: Object, wanted: list[str], at: str, last: str) -> str:
    where = f"{spec.clock} >= {at}"
    if last:
        where = f"({spec.clock} > {at} OR ({spec.clock} = {at} AND Id > '{quoted(last)}'))"
    return (
        f"SELECT {', '.join(wanted)} FROM {spec.sobject} WHERE {where} "
        f"ORDER BY {spec.clock}, Id LIMIT {PAGE}"
    )


def _typed(row: Mapping[str, str]) -> dict[str, Any]:
    """Return a row of a bulk result as a query would give it: empty is none, words are flags."""
    flags = {"true": True, "false": False}
    return {name: flags.get(value, value) if value else None for name, value in row.items()}
