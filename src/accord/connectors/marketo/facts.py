"""Marketo's payloads to records: pure, the same payload gives the same record."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from accord.connectors.crm.shape import Record
from accord.connectors.marketo import columns
from accord.values import time

Payload = Mapping[str, Any]
_WEBINAR: Final = re.compile(r"webinar|webcast", re.IGNORECASE)
_EVENT: Final = re.compile(r"event|tradeshow|trade show|roadshow|seminar|conference", re.IGNORECASE)
_SYNDICATION: Final = re.compile(r"syndicat", re.IGNORECASE)
_ATTENDED: Final = re.compile(r"attended|visited booth", re.IGNORECASE)
_REGISTERED: Final = re.compile(r"registered|accepted", re.IGNORECASE)
_NOT: Final = re.compile(r"no.?show|not|pending|declin|wait", re.IGNORECASE)


@dataclass(slots=True)
class Instance:
    """What activities refer to: programs by id with name and channel."""

    programs: dict[str, tuple[str, str]] = field(default_factory=dict)


def us(text: str | None) -> int:
    """Return a moment in microseconds; 0 when there is none."""
    return time.to_us(datetime.fromisoformat(text.replace("+0000", "+00:00"))) if text else 0


def attributes(payload: Payload) -> dict[str, Any]:
    """Return what an activity carries, by name."""
    return {str(each["name"]): each.get("value") for each in payload.get("attributes") or ()}


def activity(payload: Payload) -> Record:
    """Return a visit, form, click, send, bounce, open or unsubscription."""
    said = attributes(payload)
    kind = str(payload["activityTypeId"])
    name = payload.get("primaryAttributeValue")
    link = said.get("Link") or said.get("Webpage URL") or said.get("Webpage ID")
    is_page = kind in {"1", "2", "3"}
    return {
        "id": str(payload.get("marketoGUID") or payload["id"]),
        "at": payload.get("activityDate"),
        "type": kind,
        "lead": str(payload["leadId"]),
        "asset": (said.get("Webpage URL") or name) if is_page else link or name,
        "title": name,
        "campaign": str(payload["campaignId"]) if payload.get("campaignId") else None,
        "agent": said.get("User Agent"),
    }


def progressed(payload: Payload, instance: Instance) -> Iterator[Record]:
    """Yield what a change of status in a program means, by the program's channel."""
    said = attributes(payload)
    one = str(payload.get("primaryAttributeValueId") or "")
    name, channel = instance.programs.get(
        one, (str(payload.get("primaryAttributeValue") or ""), "")
    )
    kind = _kind(f"{channel} {name}", str(said.get("New Status") or ""), said)
    if kind:
        yield {
            **activity(payload), "type": kind, "asset": None, "title": name, "campaign": name,
        }  # fmt: skip


def _kind(program: str, status: str, said: Mapping[str, Any]) -> str | None:
    stem = "webinar" if _WEBINAR.search(program) else "event" if _EVENT.search(program) else ""
    if _NOT.search(status):
        return None
    if stem and _ATTENDED.search(status):
        return f"{stem}_attended"
    if stem and _REGISTERED.search(status):
        return f"{stem}_registered"
    if str(said.get("Success") or "").lower() != "true":
        return None
    return "syndicated_lead" if _SYNDICATION.search(program) else "campaign_response"


def listed(payload: Payload) -> Record:
    """Return that somebody was put on a list: nothing they did, so a kind of its own."""
    return {**activity(payload), "type": "added_to_list", "asset": None}


def merged(payloads: Iterable[Payload]) -> Iterator[tuple[str, str, int]]:
    """Yield leads that were merged: the old id, the one kept, when in microseconds."""
    for payload in payloads:
        if str(payload["activityTypeId"]) != columns.MERGED:
            continue
        told = attributes(payload).get("Merge IDs") or "[]"
        ids = told if isinstance(told, list) else json.loads(str(told))
        for old in ids:
            yield str(old), str(payload["leadId"]), us(payload.get("activityDate"))
