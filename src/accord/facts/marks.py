"""What an address and its referrer tell of where a visit came from: read, never judged."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

DIRECT: Final = "(direct)"
NONE: Final = "(none)"
NOT_SET: Final = "(not set)"
REFERRAL: Final = "referral"
CLICK_IDS: Final = (
    *("gclid", "gbraid", "wbraid", "dclid", "msclkid", "li_fat_id", "fbclid", "ttclid", "twclid"),
)
"""Parameters by which ad networks mark a click on their own."""
ASKED: Final = ("url", "href", "search", "referrer", "referer")
_UTM: Final = ("source", "medium", "campaign", "content", "term")
_LONGEST: Final = 200
_HOST: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/?#@]*@)?([^/?#:@\[\]\s]+)", re.IGNORECASE
)
_ESCAPED: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_MOST_FIELDS: Final = 100


@dataclass(frozen=True, slots=True)
class Marks:
    """Source, medium and the rest as told; of a visit without marks what its referrer says."""

    source: str = DIRECT
    medium: str = NONE
    campaign: str = ""
    content: str = ""
    term: str = ""
    referrer: str = ""
    """The host that linked here; empty when none is told."""
    click_ids: tuple[str, ...] = ()
    is_inside: bool = False
    """The page before was one of the same site, so that nobody came from anywhere."""


def of_properties(properties: str | None, campaign: str | None = None) -> Marks | None:
    """Read the marks of an activity; None when it tells neither an address nor a mark."""
    try:
        told = msgspec.json.decode(properties or "{}")
    except msgspec.DecodeError:
        return None
    return of_told(told if isinstance(told, dict) else {}, campaign)


def of_told(told: Mapping[str, Any], campaign: str | None = None) -> Marks | None:
    """Read marks out of properties: `url`, `search`, `referrer`, and columns such as utm_source."""
    named = {
        key.strip().lower().replace(" ", "_"): value.strip()
        for key, value in told.items()
        if isinstance(value, str) and value.strip()
    }
    address = named.get("url") or named.get("href") or ""
    query = _query(address.partition("?")[2].partition("#")[0])
    query |= _query(named.get("search", "").lstrip("?"))
    query |= {key: value for key, value in named.items() if key.startswith("utm_")}
    utm = {word: query.get(f"utm_{word}", "")[:_LONGEST] for word in _UTM}
    utm["campaign"] = utm["campaign"] or (campaign or "")[:_LONGEST]
    clicks = tuple(word for word in CLICK_IDS if query.get(word))
    referrer = host_of(named.get("referrer") or named.get("referer") or "")
    if not (address or "search" in named or referrer or clicks or any(utm.values())):
        return None
    here = host_of(address)
    is_marked = any(utm.values()) or bool(clicks)
    is_inside = not is_marked and bool(referrer) and _is_one_site(referrer, here)
    outside = "" if _is_one_site(referrer, here) else referrer
    return Marks(
        source=utm["source"] or (NOT_SET if any(utm.values()) else outside or DIRECT),
        medium=utm["medium"] or _medium(outside, is_marked=any(utm.values())),
        campaign=utm["campaign"],
        content=utm["content"],
        term=utm["term"],
        referrer=outside,
        click_ids=clicks,
        is_inside=is_inside,
    )


def _medium(outside: str, *, is_marked: bool) -> str:
    if is_marked:
        return NOT_SET
    return REFERRAL if outside else NONE


def host_of(address: str) -> str:
    """Return the host of an address, small and without www; a bare host as it stands."""
    found = _HOST.match(address)
    return found[1].lower().removeprefix("www.")[:_LONGEST] if found else ""


def _is_one_site(one: str, other: str) -> bool:
    """Tell whether two hosts are of one site: the same, or one under the other."""
    if not one or not other:
        return False
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _query(text: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in text.split("&", _MOST_FIELDS)[:_MOST_FIELDS])
    return {_decoded(key).lower(): _decoded(value) for key, _, value in pairs if value}


def _decoded(text: str) -> str:
    raw = text.replace("+", " ").encode("utf-8", "surrogatepass")
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), raw).decode("utf-8", "replace")
