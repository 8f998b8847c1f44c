"""The kinds of activity that Accord knows by name, and the channel each comes by."""

from typing import Final

CHANNEL_BY_KIND: Final[dict[str, str]] = {
    "page_view": "site",
    "video_watched_half": "content",
    "content_download": "content",
    "form_submitted": "site",
    "tool_completed": "content",
    "hand_raise": "site",
    "email_open": "email",
    "email_click": "email",
    "email_reply": "email",
    "email_sent": "email",
    "email_bounce": "email",
    "unsubscribe": "email",
    "ad_impression": "ads",
    "ad_click": "ads",
    "social_engagement": "social",
    "webinar_registered": "event",
    "webinar_attended": "event",
    "event_registered": "event",
    "event_attended": "event",
    "roundtable_attended": "event",
    "booth_scan": "event",
    "booth_conversation": "event",
    "gift_accepted": "direct_mail",
    "syndicated_lead": "syndication",
    "call_connected": "sales",
    "call_unanswered": "sales",
    "meeting_booked": "sales",
    "meeting_held": "sales",
    "referral_made": "sales",
    "trial_started": "product",
    "trial_active_day": "product",
    "documentation_view": "site",
    "email_delivered": "email",
}
"""Kinds as facts name them; `high_value_page_view` and the like are made by a program."""


def channel_of(kind: str) -> str:
    """Return the channel of a kind; kinds of a team's own come by "other"."""
    return CHANNEL_BY_KIND.get(kind, "other")
