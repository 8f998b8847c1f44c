"""What an event is among the things that facts know, and by which channel it came."""

import re
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from accord.connectors.files import vocabulary
from accord.facts import activity_kinds

_OWN_WORDS: Final = {
    "file downloaded": "content_download",
    "video playback completed": "video_watched_half",
    "video content completed": "video_watched_half",
    "video half watched": "video_watched_half",
    "signed up": "trial_started",
    "unsubscribed": "unsubscribe",
    "lead submitted": "form_submitted",
    "demo booked": "meeting_booked",
    "email link clicked": "email_click",
    "email opened": "email_open",
}
_KNOWN: Final = frozenset(
    kind
    for kind, channel in activity_kinds.CHANNEL_BY_KIND.items()
    if channel in {"content", "event", "product"}
) | {"form_submitted", "hand_raise", "documentation_view", "page_view", "meeting_booked"}
_VAGUE: Final = frozenset({"registered", "attended", "form", "session", "visit", "page", "webinar"})
"""Words that name something in an export's own column, and nothing by themselves."""
_PATHS: Final = ((re.compile(r"^/(?:[a-z]{2}(?:-[a-z]{2})?/)?(?:docs?|documentation|developers?|api-reference|reference)(?:/|$)", re.IGNORECASE), "documentation_view"),)  # fmt: skip
_DOCS_HOST: Final = re.compile(r"^(?:docs?|developers?)\.", re.IGNORECASE)
_CHANNEL_BY_MEDIUM: Final = (
    ("email", re.compile(r"e-?mail|newsletter|nurture")),
    ("ads", re.compile(r"^(?:cpc|ppc|cpm|cpv|cpa|ads?|display|banner|retargeting|paid.*|.*[-_ ]ads?)$")),
    ("social", re.compile(r"social|^sm$")),
    ("event", re.compile(r"event|webinar|trade-?show|conference")),
    ("syndication", re.compile(r"syndicat")),
    ("direct_mail", re.compile(r"direct-?mail|gift")),
)  # fmt: skip
_CLICK_IDS: Final = frozenset(
    {"gclid", "gbraid", "wbraid", "li_fat_id", "msclkid", "fbclid", "ttclid", "twclid", "dclid"}
)
_LONGEST: Final = 200


@lru_cache(maxsize=4096)
def of_event(name: str) -> str:
    """Return the kind of a track call; a name that is not known stays a kind of its own."""
    low = name.lower().strip()
    own = vocabulary.snake(name)[:_LONGEST] or "other"
    if low in _OWN_WORDS:
        return _OWN_WORDS[low]
    if low in _VAGUE:
        return own
    found = vocabulary.activity(name).value
    return found if isinstance(found, str) and found in _KNOWN else own


@lru_cache(maxsize=8192)
def of_page(path: str, host: str) -> str:
    """Return the kind of a page that was looked at."""
    if _DOCS_HOST.match(host):
        return "documentation_view"
    return next((kind for pattern, kind in _PATHS if pattern.match(path)), "page_view")


def campaign_of(context: dict[str, Any], address: str) -> tuple[str, str]:
    """Return the campaign and the channel that an address or the context tells of; "" neither."""
    said = context.get("campaign")
    told = dict(said) if isinstance(said, dict) else {}
    query = _query(address) if "?" in address else {}
    name = told.get("name") or query.get("utm_campaign") or ""
    medium = told.get("medium") or query.get("utm_medium") or ""
    source = told.get("source") or query.get("utm_source") or ""
    channel = _channel(str(medium).lower(), str(source).lower())
    if not channel and _CLICK_IDS & query.keys():
        channel = "ads"
    return str(name)[:_LONGEST], channel


@lru_cache(maxsize=4096)
def _channel(medium: str, source: str) -> str:
    found = next((c for c, pattern in _CHANNEL_BY_MEDIUM if pattern.search(medium)), "")
    if found or medium:
        return found
    return "email" if re.search(r"e-?mail|newsletter", source) else ""


@lru_cache(maxsize=4096)
def _query(address: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(urlsplit(address).query))
    except ValueError:
        return {}
