"""A provider's events, as anymail reads them, to events of our own shape."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final

import msgspec

from accord.connectors.addresses import Keeping
from accord.server.collect import mail, networks

_ADDRESSES: Final = (
    ("ip",),
    ("event-data", "ip"),
    ("Geo", "IP"),
    ("open", "ipAddress"),
    ("click", "ipAddress"),
    ("msys", "track_event", "ip_address"),
    ("data", "click", "ip"),
    ("data", "open", "ip"),
)
"""Where providers say from which address a mail was opened; only its network is kept."""
_TIMES: Final = tuple(
    (name, "timestamp") for name in ("click", "open", "delivery", "bounce", "complaint")
)
"""Where Amazon says when it happened; anymail tells when the message about it was sent."""
_SENDGRID_TAILS: Final = (".filter", ".recvd")
_HITS: Final = frozenset({"opened", "clicked"})
_SOFT_WORDS: Final = frozenset({"softbounce", "soft_bounce", "blocked", "activity.soft_bounced"})
_SES_SOFT: Final = ("Transient", "Undetermined")
_SPARKPOST_HARD: Final = frozenset({"10", "30", "90"})
"""Classes of bounce by which an address is dead: no such recipient, all of a kind, unsubscribed."""
_TEXT_AT_MOST: Final = 2_000
_TAGS_AT_MOST: Final = 20


def event_of(provider: str, found: Any, how: Keeping) -> dict[str, Any]:
    """Return one event of anymail in the shape that the door's events have."""
    sent = found.esp_event if isinstance(found.esp_event, Mapping) else {}
    kind = _kind(found, sent)
    moment = _moment(found, sent)
    tags = [str(tag) for tag in _listed(found.tags)][:_TAGS_AT_MOST]
    message_id = _message_id(found, sent)
    said = {
        "provider": provider,
        "message_id": message_id,
        "url": found.click_url,
        "campaign": tags[0] if tags else None,
        "tags": tags or None,
        "reason": found.reject_reason,
        "description": _short(found.description),
        "answer": _short(found.mta_response),
        "subject": _short(
            _at(sent, ("Subject",)) or _at(sent, ("mail", "commonHeaders", "subject"))
        ),
        "network": _network(sent, how) if found.event_type in _HITS else None,
        "metadata": dict(found.metadata) if isinstance(found.metadata, Mapping) else None,
    }
    known_by = (found.event_id, kind, message_id, found.recipient, moment, found.click_url)
    return {
        "type": "track",
        "messageId": f"mail-{_digest(known_by)}",
        "userId": found.recipient,
        "event": kind,
        "timestamp": moment,
        "properties": {name: value for name, value in said.items() if value},
        "context": {"userAgent": found.user_agent} if found.user_agent else {},
    }


def body_of(provider: str, found: Iterable[Any], how: Keeping) -> bytes:
    """Return events of anymail as the body of a parcel of mail results."""
    return msgspec.json.encode({"batch": [event_of(provider, each, how) for each in found]})


def _kind(found: Any, sent: Mapping[str, Any]) -> str:
    if found.event_type == "bounced" and _is_soft(found, sent):
        return mail.SOFT
    if found.event_type in _HITS and len(_at(sent, ("mail", "destination")) or ()) > 1:
        return mail.KINDS["unknown"]  # Amazon can't tell which of several people it was
    return mail.KINDS.get(found.event_type, mail.KINDS["unknown"])


def _moment(found: Any, sent: Mapping[str, Any]) -> str | None:
    own = next(filter(None, (_at(sent, place) for place in _TIMES)), None)
    if isinstance(own, str):
        return own
    at = found.timestamp
    return at.astimezone(UTC).isoformat() if isinstance(at, datetime) else None


def _is_soft(found: Any, sent: Mapping[str, Any]) -> bool:
    """Tell whether a bounce says nothing of the address itself."""
    if str(found.description or "").startswith(_SES_SOFT):
        return True
    sparkpost = _at(sent, ("msys", "message_event", "bounce_class"))
    if sparkpost is not None:
        return str(sparkpost) not in _SPARKPOST_HARD
    words = {str(sent.get(name, "")).lower() for name in ("Type", "type", "event")}
    return bool(words & _SOFT_WORDS) or sent.get("hard_bounce") is False


def _message_id(found: Any, sent: Mapping[str, Any]) -> str:
    """Return the id of the mail, the same in its delivery, its opens and its clicks."""
    told = sent.get("sg_message_id")
    if isinstance(told, str) and "anymail_id" not in sent:
        for tail in _SENDGRID_TAILS:  # SendGrid names the mail's own id in some events only
            told = told.partition(tail)[0]
        return told
    return str(found.message_id or "")


def _network(sent: Mapping[str, Any], how: Keeping) -> str | None:
    found = (networks.kept(str(_at(sent, place) or ""), how) for place in _ADDRESSES)
    return next(filter(None, found), None)


def _at(sent: Mapping[str, Any], place: tuple[str, ...]) -> Any:
    inside: Any = sent
    for name in place:
        inside = inside.get(name) if isinstance(inside, Mapping) else None
    return inside


def _listed(tags: Any) -> list[Any]:
    return [tags] if isinstance(tags, str) else list(tags or ())


def _short(text: Any) -> str | None:
    """Return a text that can be written down, whatever a provider cut it to."""
    whole = str(text or "").encode("utf-8", "replace").decode("utf-8")
    return whole[:_TEXT_AT_MOST] or None


def _digest(known_by: tuple[Any, ...]) -> str:
    told = "\x1f".join("" if one is None else str(one) for one in known_by)
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
