"""HubSpot's payloads to records: pure, the same payload gives the same record."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from accord.connectors.crm.shape import Record
from accord.connectors.hubspot import columns
from accord.connectors.hubspot.columns import Object
from accord.values import time

Payload = Mapping[str, Any]
_TEXT_AT_MOST: Final = 4_000
_TAG: Final = re.compile(r"<[^>]+>")
_EMAIL_KINDS: Final = {"INCOMING_EMAIL": "email reply"}
_TASK_KINDS: Final = {"EMAIL": "email sent", "CALL": "call"}
_PRIMARY: Final = 5
"""The association type of a deal's primary company."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a pipeline: its label and the chance of winning that is said of it."""

    label: str
    probability: str


@dataclass(slots=True)
class Portal:
    """What records refer to: people who own, stages, the company's currency."""

    owners: dict[str, str] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)
    currency: str | None = None

    def owner(self, one: str | None) -> str | None:
        """Return an owner's mail address; the id where nobody is known by it."""
        return self.owners.get(one, one) if one else None


def moment_ms(text: str | None) -> int:
    """Return a time in milliseconds; 0 when there is none."""
    if not text:
        return 0
    if text.isdigit():
        return int(text)
    return time.to_us(datetime.fromisoformat(text)) // 1_000


def modified_ms(payload: Payload, spec: Object) -> int:
    """Return when a record was changed last."""
    said = (payload.get("properties") or {}).get(spec.modified) or payload.get("updatedAt")
    return moment_ms(said)


def record(payload: Payload, spec: Object, portal: Portal) -> dict[str, Any]:
    """Return a company or contact."""
    found = dict(payload.get("properties") or {})
    found["hs_object_id"] = found.get("hs_object_id") or str(payload["id"])
    found["hubspot_owner_id"] = portal.owner(found.get("hubspot_owner_id"))
    found["archived"] = bool(payload.get("archived"))
    found["modified"] = modified_ms(payload, spec) or None
    return found


def deal(payload: Payload, portal: Portal, linked: Mapping[str, Sequence[str]]) -> Record:
    """Return a deal with its companies and contacts."""
    found = record(payload, columns.OBJECTS["deals"], portal)
    stage = portal.stages.get(found.get("dealstage") or "")
    found["stage"] = stage.label if stage else found.get("dealstage")
    if stage and not found.get("hs_deal_stage_probability"):
        found["hs_deal_stage_probability"] = stage.probability
    found["companies"] = list(linked.get("companies", ()))
    found["contacts"] = list(linked.get("contacts", ()))
    return found


def history(payload: Payload, portal: Portal) -> Iterator[Record]:
    """Yield every change of a deal's stage."""
    told = (payload.get("propertiesWithHistory") or {}).get("dealstage") or ()
    for change in told:
        if not change.get("value") or not change.get("timestamp"):
            continue
        stage = portal.stages.get(change["value"])
        yield {
            "deal": str(payload["id"]),
            "stage": stage.label if stage else change["value"],
            "probability": stage.probability if stage else None,
            "timestamp": change["timestamp"],
        }


def engagements(
    payload: Payload, name: str, linked: Mapping[str, Sequence[str]]
) -> Iterator[Record]:
    """Yield one activity for every person who took part; of the company where nobody did."""
    said = payload.get("properties") or {}
    shared = {
        "timestamp": said.get("hs_timestamp") or payload.get("createdAt"),
        **_SAID[name](said),
    }
    shared["text"] = _plain(shared.get("text"))
    one = f"{name}:{payload['id']}"
    company = next(iter(linked.get("companies", ())), None)
    contacts = linked.get("contacts", ())
    if not contacts and company:
        yield shared | {"id": one, "company": company}
    for contact in contacts:
        yield shared | {"id": f"{one}:{contact}", "contact": contact, "company": company}


def _call(said: Payload) -> dict[str, Any]:
    outcome = said.get("hs_call_disposition")
    return {
        "type": "call",
        "title": said.get("hs_call_title"),
        "text": said.get("hs_call_body"),
        "outcome": columns.DISPOSITIONS.get(outcome or "", outcome) or said.get("hs_call_status"),
    }


def _email(said: Payload) -> dict[str, Any]:
    return {
        "type": _EMAIL_KINDS.get(said.get("hs_email_direction") or "", "email sent"),
        "title": said.get("hs_email_subject"),
        "text": said.get("hs_email_text"),
    }


def _meeting(said: Payload) -> dict[str, Any]:
    starts = said.get("hs_meeting_start_time")
    return {
        "type": "meeting",
        "title": said.get("hs_meeting_title"),
        "text": said.get("hs_meeting_body"),
        "outcome": said.get("hs_meeting_outcome"),
        **({"timestamp": starts} if starts else {}),
    }


def _communication(said: Payload) -> dict[str, Any]:
    channel = (said.get("hs_communication_channel_type") or "").replace("_", " ").lower()
    return {"type": channel or "communication", "text": said.get("hs_communication_body")}


def _note(said: Payload) -> dict[str, Any]:
    return {"type": "note", "text": said.get("hs_note_body")}


def _task(said: Payload) -> dict[str, Any]:
    is_done = said.get("hs_task_status") == "COMPLETED"
    kind = _TASK_KINDS.get(said.get("hs_task_type") or "", "task") if is_done else "task"
    return {"type": kind, "title": said.get("hs_task_subject"), "text": said.get("hs_task_body")}


_SAID: Final = {
    "calls": _call,
    "emails": _email,
    "meetings": _meeting,
    "communications": _communication,
    "notes": _note,
    "tasks": _task,
}


def _plain(text: str | None) -> str | None:
    if not text:
        return None
    bare = _TAG.sub(" ", text) if "<" in text else text
    return bare.strip()[:_TEXT_AT_MOST] or None


def merged(payloads: Iterable[Payload], spec: Object) -> Iterator[tuple[str, str, int]]:
    """Yield records that were merged into others: the old id, the one kept, when in microseconds."""
    for payload in payloads:
        said = (payload.get("properties") or {}).get("hs_merged_object_ids") or ""
        one = str(payload["id"])
        for old in filter(None, (part.strip() for part in said.split(";"))):
            if old != one:
                yield old, one, modified_ms(payload, spec) * 1_000


def linked(answer: Payload, into: dict[str, list[tuple[int, str]]]) -> None:
    """Add what one answer about associations says: records by record, the primary first."""
    for result in answer.get("results") or ():
        held = into.setdefault(str(result["from"]["id"]), [])
        for to in result.get("to") or ():
            kinds = {kind.get("typeId") for kind in to.get("associationTypes") or ()}
            held.append((0 if _PRIMARY in kinds else 1, str(to["toObjectId"])))


def stages(answer: Payload) -> dict[str, Stage]:
    """Return the stages of all pipelines by id."""
    return {
        str(stage["id"]): Stage(
            str(stage.get("label") or stage["id"]),
            str((stage.get("metadata") or {}).get("probability") or ""),
        )
        for pipeline in answer.get("results") or ()
        for stage in pipeline.get("stages") or ()
    }
