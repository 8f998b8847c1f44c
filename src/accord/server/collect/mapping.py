"""Events to facts: what was done, who it was, where they belong."""

from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from accord.connectors.files import doings, web
from accord.facts import keys, tables
from accord.server.collect import kinds, mail, networks, traits
from accord.server.collect.items import Item
from accord.server.collect.rows import Row, head, record_id, text_of

_SUBMITTED: Final = frozenset(
    {"form_submitted", "hand_raise", "content_download", "trial_started", "webinar_registered",
     "event_registered", "tool_completed", "meeting_booked"}
)  # fmt: skip
"""Kinds of which the mail address among the properties is the doer's own."""
_TEXT_AT_MOST: Final = 10_000


def facts_of(item: Item, zone: ZoneInfo) -> list[Row]:
    """Return the facts of an event: first the one that bears its id."""
    if item.kind in {"track", "page", "screen"}:
        return _done(item, zone)
    if item.kind == "identify":
        return _identified(item, zone)
    if item.kind == "group":
        return _grouped(item)
    return _aliased(item)


def _done(item: Item, zone: ZoneInfo) -> list[Row]:
    """Return an activity, and what it says beside of people and companies."""
    kind, page = _what(item)
    address = email_of(item, kind)
    group = group_of(item)
    space = item.parcel.space
    campaign, channel = kinds.campaign_of(item.context, page)
    row = (
        head(item, item.parcel.source, item.message_id)
        | {
            "kind_name": kind,
            "channel_name": channel if item.kind == "page" and channel else None,
            "asset_name": _asset(item, page),
            "title": text_of(item.properties, "title") or item.name or None,
            "text": text_of(item.properties, "message", "comments")[:_TEXT_AT_MOST] or None,
            "user_agent": _agent(item) or None,
            "campaign": campaign or None,
            "email": address or None,
            "anonymous_id": item.anonymous_id or None,
            "person_key": keys.email_key(address) or keys.record_key(space, item.user_id),
            "company_key": keys.record_key(space, group),
            "properties": item.properties_text or None,
            "as_sent": item.as_sent,
            "network_name": _network(item) or None,
            "method": "GET" if item.parcel.is_pixel else "POST",
            "has_script": True if item.parcel.is_browser and not item.parcel.is_pixel else None,
            "time_flag": item.at.flag or None,
        }
        | mail.columns(item)
    )
    rows: list[Row] = [("activities", tables.activity(row, zone))]
    rows += traits.of_event(item, address, group)
    return rows + _ties(item, address)


def _what(item: Item) -> tuple[str, str]:
    """Return the kind of an activity and the address of its page."""
    page = item.context.get("page")
    inside = page if isinstance(page, dict) else {}
    if item.kind == "track":
        return kinds.of_event(item.name), _page_of(inside)
    if item.kind == "screen":
        return "page_view", item.name
    address = _page_of(item.properties) or _page_of(inside)
    path = doings.canonical(address)
    return kinds.of_page(path, web.host_of(address)), address


def _page_of(said: dict[str, Any]) -> str:
    """Return the address of a page, with the query that tells of campaigns."""
    address = text_of(said, "url", "href") or text_of(said, "path")
    search = text_of(said, "search")
    return address if "?" in address else address + search


def _asset(item: Item, page: str) -> str | None:
    """Return what was looked at or taken: a canonical path, or the name of it."""
    if item.kind == "track":
        named = text_of(item.properties, "asset", "file", "url", "href", "form_id", "form")
        page = named or page
    return _canonical(page)


@lru_cache(maxsize=8192)
def _canonical(page: str) -> str | None:
    found = doings.canonical(page.partition("?")[0] if page.startswith("/") else page)
    if found.startswith("/"):
        return "/" + urlsplit(found).path.strip("/")
    return found or None


def _identified(item: Item, zone: ZoneInfo) -> list[Row]:
    """Return what was said of a person, and the browser that is theirs."""
    address = email_of(item, "identify")
    if not (item.user_id or address):
        row = head(item, item.parcel.source, item.message_id) | {
            "kind_name": "identify",
            "channel_name": "other",
            "user_agent": _agent(item) or None,
            "anonymous_id": item.anonymous_id,
            "properties": item.properties_text or None,
            "as_sent": item.as_sent,
            "network_name": _network(item) or None,
            "method": "GET" if item.parcel.is_pixel else "POST",
            "has_script": True if item.parcel.is_browser and not item.parcel.is_pixel else None,
            "time_flag": item.at.flag or None,
        }
        return [("activities", tables.activity(row, zone))]
    fact_id = record_id(item)
    person = head(item, item.parcel.space, fact_id) | traits.person(item, address, item.traits)
    rows: list[Row] = [("person_traits", person)]
    company = traits.company_of_person(item)
    if company:
        rows.append(("company_traits", head(item, item.parcel.space, f"{fact_id}~c") | company))
    to = keys.record_key(item.parcel.space, item.user_id) or keys.email_key(address)
    return rows + _link(item, keys.anonymous_key(item.anonymous_id), to, f"{fact_id}~a")


def _grouped(item: Item) -> list[Row]:
    """Return what was said of a company, and that somebody belongs to it."""
    fact_id = record_id(item)
    company = head(item, item.parcel.space, fact_id) | traits.company(item)
    return [("company_traits", company), *traits.membership(item, item.group_id, f"{fact_id}~m")]


def _aliased(item: Item) -> list[Row]:
    """Return that two ids are one person: the earlier may be a browser's or a user's."""
    fact_id = record_id(item)
    space = item.parcel.space
    to = keys.record_key(space, item.user_id or item.anonymous_id)
    if web.email(item.user_id).value:
        to = keys.email_key(item.user_id)
    rows = _link(item, keys.anonymous_key(item.previous_id), to, fact_id)
    return rows + _link(item, keys.record_key(space, item.previous_id), to, f"{fact_id}~r")


def _ties(item: Item, address: str) -> list[Row]:
    """Return what an activity tells of who is who: whose the browser was when it was done."""
    browser = keys.anonymous_key(item.anonymous_id)
    user = keys.record_key(item.parcel.space, item.user_id)
    to = keys.email_key(address) or user
    if not (browser and to):
        return []
    return _link(item, browser, to, f"{record_id(item)}~t")


def _link(item: Item, from_key: int, to_key: int, fact_id: str) -> list[Row]:
    if not (from_key and to_key) or from_key == to_key:
        return []
    row = head(item, item.parcel.space, fact_id)
    link = {"from_key": from_key, "to_key": to_key, "is_undone": False}
    return [("identity_links", row | link)]


def email_of(item: Item, kind: str) -> str:
    """Return the doer's mail address, where the event tells it."""
    said = item.context.get("traits")
    told = [
        text_of(item.traits, "email") if item.traits else "",
        text_of(said, "email") if isinstance(said, dict) else "",
        text_of(item.properties, "email") if kind in _SUBMITTED else "",
        item.user_id,
    ]
    for one in told:
        if "@" in one and (found := web.email(one).value):
            return str(found)
    return ""


def group_of(item: Item) -> str:
    """Return the group that the event says it was done for."""
    told = item.group_id or text_of(item.context, "groupId", "group_id")
    return told or text_of(item.properties, "groupId", "group_id", "account_id")


def _agent(item: Item) -> str:
    """Return the agent of who did it; a server's own library is not who did it."""
    said = text_of(item.context, "userAgent", "user_agent")
    return said or (item.parcel.agent if item.parcel.is_browser else "")


def _network(item: Item) -> str:
    """Return the network of who did it; a server that reports for others is not it."""
    said = text_of(item.context, "ip")
    return networks.of(said) or (item.parcel.network if item.parcel.is_browser else "")
