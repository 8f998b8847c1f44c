"""Marketo stream by stream: leads by month of making at first, then everything by place in time.

A cursor has the phase "extract" with the month, its job and the rows read of it, or "since"
with a token: Marketo's own name of a place in the stream of what happened.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import pyarrow as pa

from accord.connectors.crm import shape, telling
from accord.connectors.crm.faults import AwayError
from accord.connectors.crm.feed import Cursor, Page
from accord.connectors.crm.shape import Column, Context, Mapper, Record
from accord.connectors.marketo import columns, facts
from accord.connectors.marketo.client import Client
from accord.connectors.marketo.facts import Instance, Payload
from accord.values import time

SOURCE: Final = "marketo"
_SPAN: Final = timedelta(days=30)
_ROWS: Final = 5_000
_BACK: Final = timedelta(days=731)
"""How far activities are read back at first: two years."""
_TYPES: Final = {"activities": columns.DONE, "belonging": columns.BELONGING}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a team said: fields by name, own fields, and since when leads are read."""

    context: Context
    mapping: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    custom: Mapping[str, Sequence[str]] = field(default_factory=dict)
    leads_since: str = "2015-01-01"


class Feed:
    """One instance, read stream by stream."""

    def __init__(self, client: Client, settings: Settings, now_us: Callable[[], int]) -> None:
        self._client = client
        self._settings = settings
        self._now_us = now_us
        self._instance: Instance | None = None
        self._fields: list[str] = []

    @property
    def streams(self) -> Sequence[str]:
        """The streams in the order in which they are read."""
        return ("leads", "deleted", *_TYPES)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def columns_of(self, kind: str) -> tuple[Column, ...]:
        """Return the columns of a kind after what the team said."""
        if kind == "activities":
            return columns.ACTIVITIES
        said = self._settings.mapping.get("leads", {})
        return shape.changed("leads", columns.LEADS, said, self._settings.custom.get("leads", ()))

    def mapper(self, kind: str, stream: str) -> Mapper:  # noqa: ARG002 - one shape a kind
        """Return what maps records of a kind."""
        return Mapper(kind, self.columns_of(kind), self._settings.context)

    def pages(self, stream: str, cursor: Cursor | None) -> Iterator[Page]:
        """Yield what is new in a stream."""
        if stream == "leads":
            yield from self._leads(cursor)
        elif stream == "deleted":
            yield from self._deleted(cursor)
        else:
            yield from self._activities(stream, cursor)

    def _now(self) -> datetime:
        return time.from_us(self._now_us())

    def _token(self, cursor: Cursor | None, back: timedelta) -> str:
        if cursor is not None:
            return str(cursor["token"])
        return self._client.token_since(_said(self._now() - back))

    def _leads(self, cursor: Cursor | None) -> Iterator[Page]:
        if cursor is None:
            token = self._client.token_since(_said(self._now() - timedelta(minutes=10)))
            start = _said(datetime.fromisoformat(self._settings.leads_since))
            cursor = {"phase": "extract", "start": start, "job": "", "row": 0, "token": token}
        if cursor["phase"] == "extract":
            for page in self._extracts(cursor):
                yield page
                cursor = page.cursor
        for found, token, _ in self._client.changes(str(cursor["token"]), self._asked()):
            ids = list(dict.fromkeys(str(each["leadId"]) for each in found))
            records = list(self._client.leads(ids, self._asked()))
            yield Page({"leads": records}, {"phase": "since", "token": token})

    def _extracts(self, cursor: Cursor) -> Iterator[Page]:
        """Yield leads by the month in which they were made; a month's job survives a restart."""
        start, job, row = str(cursor["start"]), str(cursor["job"]), int(cursor["row"])
        token, end_of_all = cursor["token"], self._now()
        while (begins := datetime.fromisoformat(start)) < end_of_all:
            end = _said(begins + _SPAN)
            held: Cursor = {"phase": "extract", "start": start, "row": row, "token": token}
            if not job:
                job = self._client.start_extract(start, end, self._asked())
                yield Page({}, {**held, "job": job})
            rows = self._extract(job, held)
            for at in range(row, len(rows), _ROWS):
                some = [_typed(each) for each in rows[at : at + _ROWS]]
                yield Page({"leads": some}, {**held, "job": job, "row": at + _ROWS})
            start, job, row = end, "", 0
        yield Page({}, {"phase": "since", "token": token})

    def _extract(self, job: str, held: Cursor) -> list[dict[str, str]]:
        try:
            return self._client.extract(job)
        except AwayError:  # files are kept for seven days: an older job is made again
            start = str(held["start"])
            end = _said(datetime.fromisoformat(start) + _SPAN)
            return self._client.extract(self._client.start_extract(start, end, self._asked()))

    def _asked(self) -> list[str]:
        """Return the fields to ask for that this instance has."""
        if not self._fields:
            known = self._client.known_fields()
            wanted = [column.header for column in self.columns_of("leads")]
            told = [name for name in wanted if name in known or name == "id"]
            self._fields = list(dict.fromkeys([*told, "id", "updatedAt"]))
        return self._fields

    def _deleted(self, cursor: Cursor | None) -> Iterator[Page]:
        source = self._settings.context.source
        for found, token, _ in self._client.deleted(self._token(cursor, timedelta(days=1))):
            gone = {str(each["leadId"]): facts.us(each.get("activityDate")) for each in found}
            tables: dict[str, pa.Table] = {}
            if gone:
                tables["leads"] = telling.gone("leads", source, gone, self._now_us())
            yield Page({}, {"phase": "since", "token": token}, tables)

    def _activities(self, stream: str, cursor: Cursor | None) -> Iterator[Page]:
        token = self._token(cursor, _BACK)
        for found, after, _ in self._client.activities(token, _TYPES[stream]):
            tables: dict[str, pa.Table] = {}
            joined = list(facts.merged(found))
            if joined:
                source = self._settings.context.source
                tables["identity_links"] = telling.became(source, joined, self._now_us())
            records = [record for each in found for record in self._records(each)]
            yield Page({"activities": records}, {"phase": "since", "token": after}, tables)

    def _records(self, payload: Payload) -> Iterator[Record]:
        kind = str(payload["activityTypeId"])
        if kind == columns.PROGRESSED:
            yield from facts.progressed(payload, self.instance())
        elif kind == columns.LISTED:
            yield facts.listed(payload)
        elif kind in columns.DONE:
            yield facts.activity(payload)

    def instance(self) -> Instance:
        """Return what activities refer to, read once."""
        if self._instance is None:
            self._instance = Instance(
                {
                    str(each["id"]): (str(each.get("name") or ""), str(each.get("channel") or ""))
                    for each in self._client.programs()
                }
            )
        return self._instance


def _said(moment: datetime) -> str:
    """Write a moment as Marketo reads it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _typed(row: Mapping[str, str]) -> dict[str, Any]:
    """Return a row of an extract as a query would give it: "null" is none."""
    return {name: None if value in {"", "null"} else value for name, value in row.items()}
