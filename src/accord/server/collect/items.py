"""One event as it was sent, or the reason why it can't be used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final

import msgspec

from accord.server.collect import adapters, moments, splitting
from accord.server.collect.moments import Moment
from accord.server.collect.parcels import Parcel
from accord.server.collect.splitting import Parts

REASONS: Final[Mapping[str, str]] = {
    "not_an_object": "The event is no JSON object.",
    "no_batch": "The body holds no list of events under `batch`.",
    "not_json": "The event is no JSON that can be read.",
    "not_a_number": "It holds NaN or Infinity, which JSON does not know.",
    "bad_text": "A text in it is no sound Unicode.",
    "too_deep": "It is nested more than 64 levels deep.",
    "too_large": "It is larger than 32 kB.",
    "too_many_properties": "It has more than 10,000 properties.",
    "unknown_type": "Its type is none of track, identify, page, screen, group and alias.",
    "wrong_type": "A field is of another kind than it should be, as a text where an object belongs.",
    "bad_message_id": "Its message id is empty, longer than 255 characters, or no text.",
    "no_person": "It names nobody: neither a user id nor an anonymous id.",
    "no_event": "It is a track call without the name of an event.",
    "no_group": "It is a group call without a group id.",
    "no_previous_id": "It is an alias call without a previous id and a user id.",
    "unread_mail": "It is no mail result in the form of the provider whose address it came to.",
}
"""Why an event was set aside, by code."""
TYPES: Final = frozenset({"track", "identify", "page", "screen", "group", "alias"})
BYTES_AT_MOST: Final = 32_768
_PROPERTIES_AT_MOST: Final = 10_000
_LEVELS_AT_MOST: Final = 64
_ID_AT_MOST: Final = 255
_NOBODY: Final = frozenset(
    {"", "null", "none", "undefined", "nan", "nil", "[object object]", "true", "false", "0"}
)
"""What broken senders write where an id belongs; taken for one it would join strangers."""


class BadItemError(Exception):
    """An event that can't be used, by its reason's code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Item:
    """An event that can be used."""

    kind: str
    message_id: str
    user_id: str
    anonymous_id: str
    group_id: str
    previous_id: str
    name: str
    at: Moment
    parcel: Parcel
    properties_text: str
    as_sent: str
    properties: dict[str, Any] = field(default_factory=dict)
    traits: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)


class _Wire(msgspec.Struct):
    type: Any = None
    messageId: Any = None  # noqa: N815
    userId: Any = None  # noqa: N815
    anonymousId: Any = None  # noqa: N815
    groupId: Any = None  # noqa: N815
    previousId: Any = None  # noqa: N815
    event: Any = None
    name: Any = None
    timestamp: Any = None
    originalTimestamp: Any = None  # noqa: N815
    sentAt: Any = None  # noqa: N815
    properties: msgspec.Raw = msgspec.Raw(b"")
    traits: msgspec.Raw = msgspec.Raw(b"")
    context: msgspec.Raw = msgspec.Raw(b"")


_DECODER: Final = msgspec.json.Decoder(_Wire)


def read(raw: bytes, parcel: Parcel, beside: Parts, place: int) -> Item:
    """Read one event of a parcel, with what stands beside it in the body.

    Raises:
        BadItemError: when it can't be used.
    """
    wire, text = _decoded(adapters.shaped(parcel.door, raw), raw)
    kind = adapters.type_of(parcel.door) or wire.type
    if not isinstance(kind, str) or kind not in TYPES:
        raise BadItemError("unknown_type")
    properties, traits = _object(wire.properties), _object(wire.traits)
    if len(raw) > BYTES_AT_MOST:
        is_many = max(len(properties), len(traits)) > _PROPERTIES_AT_MOST
        raise BadItemError("too_many_properties" if is_many else "too_large")
    said = wire.timestamp if wire.timestamp is not None else wire.originalTimestamp
    sent = wire.sentAt if wire.sentAt is not None else beside.sent_at
    item = Item(
        kind=kind,
        message_id=_message_id(wire.messageId, raw, parcel, place),
        user_id=_id(wire.userId),
        anonymous_id=_id(wire.anonymousId),
        group_id=_id(wire.groupId),
        previous_id=_id(wire.previousId),
        name=_name(wire.event if kind == "track" else wire.name),
        at=moments.settle(said, sent, parcel.received_us),
        parcel=parcel,
        properties_text=bytes(wire.properties or wire.traits).decode(),
        as_sent=text,
        properties=properties,
        traits=traits,
        context=_object(wire.context) or _object(msgspec.Raw(beside.context)),
    )
    if kind == "identify" and not traits and isinstance(told := item.context.get("traits"), dict):
        item.traits = told  # where RudderStack's libraries put them
    _check(item)
    return item


def _decoded(raw: bytes, as_sent: bytes) -> tuple[_Wire, str]:
    """Decode an event, and return its text as it was sent, or say why not."""
    try:
        if splitting.is_deeper(raw, _LEVELS_AT_MOST):
            raise BadItemError("too_deep")
        return _DECODER.decode(raw), as_sent.decode()
    except UnicodeDecodeError:
        raise BadItemError("bad_text") from None
    except msgspec.ValidationError as error:
        is_text = "utf-8" in str(error).lower()
        raise BadItemError("bad_text" if is_text else "not_an_object") from None
    except msgspec.DecodeError:
        raise BadItemError(_why_unreadable(raw)) from None


def _why_unreadable(raw: bytes) -> str:
    outside = splitting.outside_texts(raw)
    if b"NaN" in outside or b"Infinity" in outside:
        return "not_a_number"
    return "bad_text" if splitting.has_half_surrogate(raw) else "not_json"


def _object(raw: msgspec.Raw) -> dict[str, Any]:
    """Return an object; what is not there is an empty one."""
    text = bytes(raw)
    if not text or text == b"null":
        return {}
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadItemError("bad_text") from None
    if not isinstance(found, dict):
        raise BadItemError("wrong_type")
    return found


def _id(value: Any) -> str:
    """Return an id as text; what senders write for "nobody" is none."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadItemError("wrong_type")
    text = str(value).strip()
    return "" if text.lower() in _NOBODY else text[:_ID_AT_MOST]


def _message_id(value: Any, raw: bytes, parcel: Parcel, place: int) -> str:
    """Return the sender's id of the message; one without is known by where it stood."""
    if value is None:
        where = f"{parcel.source} {parcel.received_us} {place} ".encode()
        return f"made-{blake2b(where + raw, digest_size=16).hexdigest()}"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not 0 < len(value) <= _ID_AT_MOST or not value.strip():
        raise BadItemError("bad_message_id")
    return value


def _name(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadItemError("wrong_type")
    return value.strip()


def _check(item: Item) -> None:
    """Refuse an event that lacks what its type needs."""
    if item.kind == "alias":
        if not (item.previous_id and (item.user_id or item.anonymous_id)):
            raise BadItemError("no_previous_id")
        return
    if not (item.user_id or item.anonymous_id):
        raise BadItemError("no_person")
    if item.kind == "track" and not item.name:
        raise BadItemError("no_event")
    if item.kind == "group" and not item.group_id:
        raise BadItemError("no_group")
