"""What people did, as a verb: "read pricing twice", "downloaded the ROI model"."""

from typing import Final

_VERBS: Final = {
    "page_view": "read",
    "high_value_page_view": "read",
    "account_page_visit": "opened the page made for them",
    "documentation_view": "read the documentation on",
    "video_watched_half": "watched",
    "content_download": "downloaded",
    "form_submitted": "filled in",
    "tool_completed": "completed",
    "hand_raise": "asked to talk",
    "email_click": "clicked in",
    "email_reply": "replied",
    "ad_click": "clicked an ad for",
    "ad_impression": "was shown",
    "social_engagement": "reacted on social media",
    "webinar_registered": "signed up for",
    "webinar_attended": "attended",
    "event_registered": "signed up for",
    "event_attended": "attended",
    "roundtable_attended": "attended",
    "booth_scan": "was scanned at",
    "booth_conversation": "talked with us at",
    "gift_accepted": "accepted a gift",
    "syndicated_lead": "took content from a publisher",
    "call_connected": "took our call",
    "meeting_booked": "booked a meeting",
    "meeting_held": "met with us",
    "referral_made": "referred somebody",
    "trial_started": "started a trial",
    "trial_active_day": "used the trial",
}
_NEEDS_NO_OBJECT: Final = frozenset(
    {
        "account_page_visit",
        "hand_raise",
        "email_reply",
        "social_engagement",
        "gift_accepted",
        "syndicated_lead",
        "call_connected",
        "meeting_booked",
        "meeting_held",
        "referral_made",
        "trial_started",
        "trial_active_day",
    }
)
_SOMETHING: Final = {
    "page_view": "a page",
    "high_value_page_view": "a page",
    "documentation_view": "the product",
    "content_download": "something",
    "form_submitted": "a form",
    "tool_completed": "a tool",
    "email_click": "a mail",
    "webinar_attended": "a webinar",
    "webinar_registered": "a webinar",
    "event_attended": "an event",
    "event_registered": "an event",
    "roundtable_attended": "a roundtable",
    "booth_scan": "a booth",
    "booth_conversation": "a booth",
    "video_watched_half": "a video",
}
_TIMES: Final = {1: "", 2: " twice"}


def did(kind: str, what: str | None, times: int = 1) -> str:
    """Say an act of one kind on an asset, so many times."""
    verb = _VERBS.get(kind, kind.replace("_", " "))
    often = _TIMES.get(times, f" {times} times")
    if kind in _NEEDS_NO_OBJECT:
        return f"{verb}{often}"
    return f"{verb} {thing(what) or _SOMETHING.get(kind, 'something')}{often}"


def thing(asset: str | None) -> str:
    """Name an asset as people would: "/pricing/plans" is "pricing plans"."""
    if not asset:
        return ""
    if asset == "/":
        return "the home page"
    if asset.startswith("/"):
        asset = asset.partition("?")[0].strip("/").replace("/", " ")
    return asset.replace("_", " ").replace("-", " ")


def who(name: str | None, title: str | None) -> str:
    """Name a person with the title; a visitor when nobody is named."""
    if not name:
        return "a visitor"
    return f"{name} ({title})" if title else name
