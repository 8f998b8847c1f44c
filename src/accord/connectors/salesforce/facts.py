"""Salesforce's records to records of facts: pure, the same payload gives the same record."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from accord.connectors.crm.shape import Record
from accord.values import time

Payload = Mapping[str, Any]
_TEXT_AT_MOST: Final = 4_000
_WEBINAR: Final = re.compile(r"webinar|webcast", re.IGNORECASE)
_EVENT: Final = re.compile(r"event|conference|trade ?show|seminar|roadshow|dinner", re.IGNORECASE)
_SYNDICATION: Final = re.compile(r"syndicat", re.IGNORECASE)
_ATTENDED: Final = re.compile(r"attended|visited booth|participated", re.IGNORECASE)
_REGISTERED: Final = re.compile(r"regist|rsvp|accepted|signed up", re.IGNORECASE)
_ABSENT: Final = re.compile(r"no.?show|did not|declin", re.IGNORECASE)
_DONE: Final = re.compile(r"complet|closed|done", re.IGNORECASE)


@dataclass(slots=True)
class Org:
    """What records refer to: owners by id, campaigns by id, the currency."""

    owners: dict[str, str] = field(default_factory=dict)
    campaigns: dict[str, tuple[str, str]] = field(default_factory=dict)  # name, type
    currency: str | None = None


def instant(text: str) -> str:
    """Write a moment as queries need it: 2026-01-31T12:00:00Z."""
    found = datetime.fromisoformat(text.replace("+0000", "+00:00"))
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")


def before(text: str, minutes: int) -> str:
    """Return the moment some minutes earlier."""
    found = datetime.fromisoformat(text)
    return (found - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def us(text: str | None) -> int:
    """Return a moment in microseconds; 0 when there is none."""
    return time.to_us(datetime.fromisoformat(text.replace("+0000", "+00:00"))) if text else 0


def record(payload: Payload, org: Org) -> dict[str, Any]:
    """Return an account, contact, lead or opportunity."""
    found = {name: value for name, value in payload.items() if name != "attributes"}
    owner = found.get("OwnerId")
    found["owner"] = org.owners.get(owner, owner) if owner else None
    found["modified"] = found.get("SystemModstamp")
    return found


def opportunity(payload: Payload, org: Org, roles: Iterable[Payload]) -> Record:
    """Return an opportunity with the contacts that have a role; a changed role is a change."""
    found = record(payload, org)
    told = sorted(roles, key=lambda role: (not role.get("IsPrimary"), role["Id"]))
    standing = [role["ContactId"] for role in told if not role.get("IsDeleted")]
    found["contacts"] = list(dict.fromkeys(filter(None, standing)))
    moments = [found["modified"], *(role.get("SystemModstamp") for role in told)]
    found["modified"] = max(filter(None, moments), key=us, default=None)
    return found


def task(payload: Payload) -> Iterator[Record]:
    """Yield what a task was: only what is done was a call or mail."""
    is_done = bool(_DONE.search(str(payload.get("Status") or "")))
    said = payload.get("TaskSubtype") if payload.get("TaskSubtype") != "Task" else None
    kind = str(said or payload.get("Type") or "task") if is_done else "task"
    at = payload.get("CompletedDateTime") or payload.get("ActivityDate")
    extra = {"type": kind, "at": at or payload.get("SystemModstamp")}
    yield from _activity("task", payload, extra | {"outcome": payload.get("CallDisposition")})


def event(payload: Payload) -> Iterator[Record]:
    """Yield what an event was: a meeting, unless its type says otherwise."""
    at = payload.get("ActivityDateTime") or payload.get("ActivityDate")
    yield from _activity("event", payload, {"type": payload.get("Type") or "meeting", "at": at})


def _activity(name: str, payload: Payload, extra: dict[str, Any]) -> Iterator[Record]:
    if payload.get("IsDeleted"):
        return
    text = payload.get("Description")
    yield {
        "id": f"{name}:{payload['Id']}",
        "person": payload.get("WhoId"),
        "company": payload.get("AccountId"),
        "title": payload.get("Subject"),
        "text": text[:_TEXT_AT_MOST] if text else None,
        **extra,
    }


def member(payload: Payload, org: Org) -> Iterator[Record]:
    """Yield what a campaign member did; being on a campaign's list is nothing done."""
    name, kind = org.campaigns.get(payload.get("CampaignId") or "", ("", ""))
    done = _response(f"{kind} {name}", str(payload.get("Status") or ""), payload)
    if payload.get("IsDeleted") or done is None:
        return
    yield {
        "id": f"member:{payload['Id']}",
        "at": payload.get("FirstRespondedDate") or payload.get("CreatedDate"),
        "type": done,
        "person": payload.get("ContactId") or payload.get("LeadId"),
        "title": name or None,
        "campaign": name or payload.get("CampaignId"),
    }


def _response(campaign: str, status: str, payload: Payload) -> str | None:
    if _ABSENT.search(status):
        return None
    stem = "webinar" if _WEBINAR.search(campaign) else "event" if _EVENT.search(campaign) else ""
    if stem and _ATTENDED.search(status):
        return f"{stem}_attended"
    if stem and _REGISTERED.search(status):
        return f"{stem}_registered"
    if not payload.get("HasResponded"):
        return None
    if stem:
        return f"{stem}_registered"
    return "syndicated_lead" if _SYNDICATION.search(campaign) else "campaign_response"
