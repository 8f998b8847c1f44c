"""Other senders' events in the shape of ours: Snowplow, PostHog and Jitsu."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec

from accord.server.collect import splitting
from accord.server.collect.splitting import Parts

Event = dict[str, Any]
_SNOWPLOW_PAGES: Final = frozenset({"pv", "page_view"})


def split(door: str, body: bytes) -> Parts | None:
    """Split a body into its events, by whose it is; None if it can't be read."""
    if door in {"batch", "mail"}:
        return splitting.batch(body)
    if door in {"snowplow", "posthog"}:
        return _listed(body, "data" if door == "snowplow" else "batch")
    return splitting.single(body)


def shaped(door: str, raw: bytes) -> bytes:
    """Return one event in our shape; what can't be read stays as it is, to be set aside."""
    shape = _SHAPES.get(door)
    if shape is None:
        return raw
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return raw
    if not isinstance(found, dict):
        return raw
    return msgspec.json.encode({name: v for name, v in shape(found).items() if v is not None})


def type_of(door: str) -> str:
    """Return the type of the one event that a door takes; "" where the event says it."""
    return "" if door in {"batch", "mail", "snowplow", "posthog"} else door


def of_query(query: list[tuple[str, str]]) -> bytes:
    """Return a Snowplow event that was asked for as a picture."""
    return msgspec.json.encode(dict(query))


def _listed(body: bytes, name: str) -> Parts | None:
    """Split a body of other senders: a list under a name, a bare list, or one event."""
    if body.startswith(b"data="):
        body = _form(body)
    try:
        found = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"), type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        return splitting.batch(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    key = _text(found, "api_key") or _text(found, "token")
    sent = found.get("sent_at") or found.get("sentAt")
    sent_at = msgspec.json.decode(sent) if sent else None
    if name not in found:
        aid = _text(found, "aid")
        return Parts([body], sent_at, key or aid)
    try:
        items = [bytes(one) for one in msgspec.json.decode(found[name], type=list[msgspec.Raw])]
    except msgspec.ValidationError:
        return Parts([body], sent_at, key, is_whole=True)
    return Parts(items, sent_at, key or _app_of(items))


def _app_of(items: list[bytes]) -> str | None:
    """Return the app id of the first event: Snowplow's trackers have no other key."""
    try:
        return _text(msgspec.json.decode(items[0], type=dict[str, msgspec.Raw]), "aid")
    except (IndexError, msgspec.MsgspecError):
        return None


def _text(found: dict[str, msgspec.Raw], name: str) -> str | None:
    raw = found.get(name)
    value = msgspec.json.decode(raw) if raw else None
    return value if isinstance(value, str) and value else None


def _form(body: bytes) -> bytes:
    try:
        coded = parse_qs(body.decode("ascii"))["data"][0]
        return base64.b64decode(coded.replace(" ", "+"))
    except (ValueError, KeyError, binascii.Error):
        return body


def _snowplow(sent: Event) -> Event:
    """Read an event of Snowplow's tracker protocol."""
    event: Event = {
        "messageId": sent.get("eid"),
        "userId": sent.get("uid"),
        "anonymousId": sent.get("duid") or sent.get("nuid") or sent.get("sid"),
        "timestamp": sent.get("ttm") or sent.get("dtm"),
        "sentAt": sent.get("stm"),
    }
    page = {"url": sent.get("url"), "title": sent.get("page"), "referrer": sent.get("refr")}
    event["context"] = {"page": page, "userAgent": sent.get("ua")}
    kind = sent.get("e")
    if kind in _SNOWPLOW_PAGES:
        return event | {"type": "page", "properties": page}
    if kind == "se":
        names = {"category": "se_ca", "label": "se_la", "property": "se_pr", "value": "se_va"}
        said = {name: sent[code] for name, code in names.items() if code in sent}
        return event | {"type": "track", "event": sent.get("se_ac"), "properties": said}
    if kind == "ue":
        name, said = _told(sent)
        if name == "link_click":
            name, said = "Outbound Link Clicked", said | {"url": said.get("targetUrl")}
        return event | {"type": "track", "event": name, "properties": said}
    if kind == "pp":
        return event | {"type": "track", "event": "Page Ping", "properties": page}
    return event


def _told(sent: Event) -> tuple[str | None, Event]:
    """Read the name and the content of an event that describes itself."""
    coded = sent.get("ue_px")
    try:
        if isinstance(coded, str):
            plain = coded.replace("-", "+").replace("_", "/")
            whole = msgspec.json.decode(base64.b64decode(plain + "=" * (-len(plain) % 4)))
        else:
            whole = msgspec.json.decode(sent.get("ue_pr") or "{}")
        inner = whole["data"]
        return inner["schema"].split("/")[1], dict(inner["data"])
    except (ValueError, KeyError, TypeError, IndexError, binascii.Error):
        return None, {}


def _posthog(sent: Event) -> Event:
    """Read an event of PostHog's libraries."""
    said = sent.get("properties")
    said = said if isinstance(said, dict) else {}
    who = sent.get("distinct_id") or said.get("distinct_id")
    is_browser = said.get("$device_id") is not None and said.get("$device_id") == who
    groups = said.get("$groups")
    event: Event = {
        "messageId": sent.get("uuid") or said.get("$insert_id"),
        "userId": None if is_browser else who,
        "anonymousId": who if is_browser else said.get("$anon_distinct_id"),
        "timestamp": sent.get("timestamp"),
        "context": {
            "page": {"url": said.get("$current_url"), "title": said.get("title")},
            "userAgent": said.get("$raw_user_agent") or said.get("$user_agent"),
            "groupId": _company(groups) if isinstance(groups, dict) else None,
        },
    }
    name = sent.get("event")
    make = _POSTHOG.get(name) if isinstance(name, str) else None
    rest = make(said) if make else {"type": "track", "event": name, "properties": said}
    return event | rest


def _company(groups: Event) -> Any:
    return groups.get("company") or groups.get("organization") or groups.get("account")


def _set_traits(said: Event) -> Event:
    return {"type": "identify", "traits": {**_dict(said, "$set_once"), **_dict(said, "$set")}}


def _dict(said: Event, name: str) -> Event:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


_POSTHOG: Final[dict[str, Callable[[Event], Event]]] = {
    "$pageview": lambda said: {
        "type": "page",
        "properties": {**said, "url": said.get("$current_url")},
    },
    "$screen": lambda said: {
        "type": "screen",
        "name": said.get("$screen_name"),
        "properties": said,
    },
    "$identify": _set_traits,
    "$set": _set_traits,
    "$groupidentify": lambda said: {
        "type": "group",
        "groupId": said.get("$group_key"),
        "traits": _dict(said, "$group_set"),
    },
    "$create_alias": lambda said: {"type": "alias", "previousId": said.get("alias")},
}
_SHAPES: Final[dict[str, Callable[[Event], Event]]] = {"snowplow": _snowplow, "posthog": _posthog}
