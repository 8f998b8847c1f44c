"""HubSpot stream by stream: all of an object at first, then what changed, then what is gone.

A cursor has the phase "list" with the place to go on from, or "since" with the time of the
last change seen. Search finds changes by time, at most 10,000 a question: then it is asked
again from the last time seen, and within one moment by id.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa

from accord.connectors.crm import shape, telling
from accord.connectors.crm.feed import Cursor, Page
from accord.connectors.crm.shape import Column, Context, Issue, Mapper, Record
from accord.connectors.hubspot import columns, facts
from accord.connectors.hubspot.client import MOST_FOUND, Client, Search
from accord.connectors.hubspot.columns import Object
from accord.connectors.hubspot.facts import Payload, Portal

SOURCE: Final = "hubspot"
_OVERLAP_MS: Final = 10 * 60_000
"""How far back changes are read again: search learns of a change minutes after it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a team said: fields by property for each kind, and properties kept as their own."""

    context: Context
    mapping: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    custom: Mapping[str, Sequence[str]] = field(default_factory=dict)
    streams: Sequence[str] = tuple(columns.OBJECTS)


class Feed:
    """One portal, read stream by stream."""

    def __init__(self, client: Client, settings: Settings, now_us: Callable[[], int]) -> None:
        self._client = client
        self._settings = settings
        self._now_us = now_us
        self._portal: Portal | None = None

    @property
    def streams(self) -> Sequence[str]:
        """The objects that are read, then what HubSpot itself counts."""
        return (*self._settings.streams, "totals")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def columns_of(self, name: str) -> tuple[Column, ...]:
        """Return the columns of an object after what the team said."""
        spec = columns.OBJECTS[name]
        said = self._settings.mapping.get(spec.kind, {}) if spec.kind != "activities" else {}
        own = self._settings.custom.get(spec.kind, ()) if spec.kind != "activities" else ()
        return shape.changed(spec.kind, spec.columns, said, own)

    def mapper(self, kind: str, stream: str) -> Mapper:
        """Return what maps records of a kind."""
        given = self._settings.context
        context = Context(
            given.source, given.zone, given.currency or self.portal().currency, given.version
        )
        wanted = columns.HISTORY if kind == "opportunity_history" else self.columns_of(stream)
        return Mapper(kind, wanted, context)

    def portal(self) -> Portal:
        """Return what records refer to, read once."""
        if self._portal is None:
            self._portal = self._client.portal()
        return self._portal

    def pages(self, stream: str, cursor: Cursor | None) -> Iterator[Page]:
        """Yield what is new in a stream."""
        if stream == "totals":
            yield self._totals()
            return
        spec = columns.OBJECTS[stream]
        walk = _Walk(self._client, spec, self._asked(stream), self._page, self._gone)
        now_ms = self._now_us() // 1_000
        yield from walk.run(cursor or {"phase": "list", "after": None, "began": now_ms})

    def _asked(self, name: str) -> list[str]:
        """Return the properties to ask for; those that a portal lacks are left out."""
        wanted = columns.properties(columns.OBJECTS[name], self.columns_of(name))
        known = self._client.known_properties(name)
        return [each for each in wanted if each in known] if known else wanted

    def _page(self, spec: Object, payloads: list[Payload], cursor: Cursor) -> Page:
        received = self._now_us()
        source = self._settings.context.source
        records = self._records(spec, payloads)
        tables: dict[str, pa.Table] = {}
        joined = list(facts.merged(payloads, spec))
        if joined and spec.kind == "people":
            tables["identity_links"] = telling.became(source, joined, received)
        if joined and spec.kind == "companies":
            records["companies"] = [*records["companies"], *_aliases(records["companies"], joined)]
        elif joined:
            gone = {old: moment for old, _, moment in joined}
            tables[spec.kind] = telling.gone(spec.kind, source, gone, received)
        return Page(records, cursor, tables, tuple(_unlinked(spec, payloads, records)))

    def _gone(self, spec: Object, gone_us: dict[str, int], cursor: Cursor) -> Page:
        if not gone_us:
            return Page({}, cursor)
        source = self._settings.context.source
        table = telling.gone(spec.kind, source, gone_us, self._now_us())
        return Page({}, cursor, {spec.kind: table})

    def _records(self, spec: Object, payloads: list[Payload]) -> dict[str, list[Record]]:
        portal = self.portal()
        if spec.kind in {"companies", "people"}:
            return {spec.kind: [facts.record(each, spec, portal) for each in payloads]}
        ids = [str(each["id"]) for each in payloads]
        links = {to: self._client.linked(spec.name, to, ids) for to in ("companies", "contacts")}
        of = {one: {to: held.get(one, []) for to, held in links.items()} for one in ids}
        if spec.kind == "activities":
            return {
                "activities": [
                    activity
                    for each in payloads
                    for activity in facts.engagements(each, spec.name, of[str(each["id"])])
                ]
            }
        return {
            "opportunities": [facts.deal(each, portal, of[str(each["id"])]) for each in payloads],
            "opportunity_history": [
                change for each in self._told(payloads) for change in facts.history(each, portal)
            ],
        }

    def _told(self, payloads: list[Payload]) -> list[Payload]:
        """Return deals with history, read again where a search gave none."""
        bare = [
            str(each["id"])
            for each in payloads
            if "propertiesWithHistory" not in each and not each.get("archived")
        ]
        found = self._client.with_history(bare) if bare else {}
        return [found.get(str(each["id"]), each) for each in payloads]

    def _totals(self) -> Page:
        """Count what is open as HubSpot counts it, and read each amount for comparing."""
        received = self._now_us()
        wanted = ["amount", "deal_currency_code", "dealname"]
        opened: dict[str, list[Any]] = {}
        last = "0"
        while True:
            found = self._open_deals(wanted, last, opened)
            if found is None:
                break
            last = found
        aside = {"open": opened, "read_us": received, "currency": self.portal().currency}
        return Page({}, {"phase": "done", "read_us": received}, aside=aside)

    def _open_deals(self, wanted: list[str], last: str, opened: dict[str, list[Any]]) -> str | None:
        """Add open deals after an id; return the id to go on from where a search ended early."""
        filters = [
            {"propertyName": "hs_is_closed", "operator": "EQ", "value": "false"},
            {"propertyName": "hs_object_id", "operator": "GT", "value": last},
        ]
        count, newest = 0, last
        for payloads in self._client.search(Search("deals", wanted, filters, "hs_object_id")):
            for each in payloads:
                said = each.get("properties") or {}
                newest = str(each["id"])
                count += 1
                opened[newest] = [
                    said.get("amount"), said.get("deal_currency_code"), said.get("dealname")
                ]  # fmt: skip
        return newest if count >= MOST_FOUND else None


@dataclass(slots=True)
class _Walk:
    """One pass over one object."""

    client: Client
    spec: Object
    properties: list[str]
    page: Callable[[Object, list[Payload], Cursor], Page]
    gone: Callable[[Object, dict[str, int], Cursor], Page]

    def run(self, cursor: Cursor) -> Iterator[Page]:
        """Yield what is left of the list, what changed since, and what was deleted."""
        if cursor["phase"] == "list":
            began = int(cursor["began"])
            since = {"phase": "since", "at": began, "gone": began - _OVERLAP_MS}
            for payloads, after in self.client.every(
                self.spec.name, self.properties, cursor["after"]
            ):
                here = {"phase": "list", "after": after, "began": began} if after else since
                yield self.page(self.spec, payloads, here)
            cursor = since
        at = int(cursor["at"])
        for page in self._changed({**cursor, "at": at - _OVERLAP_MS}):
            at = max(at, int(page.cursor["at"]))
            yield page
        yield self._gone({"phase": "since", "at": at, "gone": cursor["gone"]})

    def _changed(self, cursor: dict[str, Any]) -> Iterator[Page]:
        """Yield changes in the order of their time, however many there are."""
        while True:
            start, count = int(cursor["at"]), 0
            tied = cursor.get("tied")
            for payloads in self.client.search(self._question(cursor)):
                count += len(payloads)
                if not payloads:
                    continue
                last = payloads[-1]
                at = start if tied else max(start, facts.modified_ms(last, self.spec))
                cursor = {**cursor, "at": at} | ({"tied": str(last["id"])} if tied else {})
                yield self.page(self.spec, payloads, cursor)
            if count < MOST_FOUND:
                if not tied:
                    return
                cursor = {k: v for k, v in cursor.items() if k != "tied"} | {"at": start + 1}
            elif int(cursor["at"]) == start and not tied:
                cursor["tied"] = "0"

    def _question(self, cursor: Cursor) -> Search:
        modified = self.spec.modified
        if cursor.get("tied"):
            filters = [
                {"propertyName": modified, "operator": "EQ", "value": str(cursor["at"])},
                {"propertyName": "hs_object_id", "operator": "GT", "value": cursor["tied"]},
            ]
            return Search(self.spec.name, self.properties, filters, "hs_object_id")
        filters = [{"propertyName": modified, "operator": "GTE", "value": str(cursor["at"])}]
        return Search(self.spec.name, self.properties, filters, modified)

    def _gone(self, cursor: dict[str, Any]) -> Page:
        """Tell of records that were deleted since; the recycle bin has no order."""
        if self.spec.kind == "activities":
            return Page({}, cursor)
        since, newest = int(cursor["gone"]), int(cursor["gone"])
        found: dict[str, int] = {}
        for payloads, _ in self.client.every(self.spec.name, [], None, is_archived=True):
            for each in payloads:
                at = facts.moment_ms(each.get("archivedAt"))
                newest = max(newest, at)
                if at >= since:
                    found[str(each["id"])] = at * 1_000
        return self.gone(self.spec, found, {**cursor, "gone": newest})


def _aliases(records: Sequence[Record], joined: Sequence[tuple[str, str, int]]) -> list[Record]:
    """Return merged companies under their old ids with what the one kept says.

    Records of one domain and name are one account, so that the older account keeps its id
    and everything that still names the old record finds it.
    """
    by_id = {record["hs_object_id"]: record for record in records}
    return [{**by_id[new], "hs_object_id": old} for old, new, _ in joined if new in by_id]


def _unlinked(
    spec: Object, payloads: Sequence[Payload], records: Mapping[str, Sequence[Record]]
) -> Iterator[Issue]:
    """Yield activities that nobody took part in: they can't count for any account."""
    if spec.kind != "activities":
        return
    told = {record["id"].split(":")[1] for record in records["activities"]}
    for each in payloads:
        if str(each["id"]) not in told:
            reason = "no contact or company is associated with it, so it counts for nobody"
            yield Issue(
                "activities", f"{spec.name}:{each['id']}", "", "", reason, is_rejected=False
            )
