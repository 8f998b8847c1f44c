"""An event that is told by the address of a picture, as mails and simple pages do."""

import base64
import binascii
from typing import Any, Final

import msgspec

_TOP: Final = frozenset(
    {"anonymousId", "userId", "messageId", "timestamp", "event", "name", "groupId", "sentAt"}
)
_SKIPPED: Final = frozenset({"writeKey", "data"})


def event_of(kind: str, query: list[tuple[str, str]]) -> bytes:
    """Return the event as JSON: `data` is a whole one, else dots lead inwards."""
    event: dict[str, Any] = {}
    for name, value in query:
        if name == "data":
            event.update(_unpacked(value))
    for name, value in query:
        if name not in _SKIPPED:
            _put(event, name if name in _TOP or "." in name else f"properties.{name}", value)
    event["type"] = kind
    return msgspec.json.encode(event)


def _put(event: dict[str, Any], name: str, value: str) -> None:
    *way, last = name.split(".")
    inside = event
    for step in way:
        nearer = inside.setdefault(step, {})
        if not isinstance(nearer, dict):
            return
        inside = nearer
    inside[last] = value


def _unpacked(value: str) -> dict[str, Any]:
    """Read base64 of either alphabet, with or without its padding."""
    plain = value.replace("-", "+").replace("_", "/").replace(" ", "+")
    try:
        found = msgspec.json.decode(base64.b64decode(plain + "=" * (-len(plain) % 4)))
    except (binascii.Error, msgspec.MsgspecError, ValueError):
        return {"properties": {"data": value}}
    return found if isinstance(found, dict) else {"properties": {"data": value}}
