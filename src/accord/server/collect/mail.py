"""Mail results in the shape of events: what a provider says became of a mail."""

from typing import Any, Final

from accord.server.collect.items import Item
from accord.server.collect.rows import text_of

DOOR: Final = "mail"
"""The door of parcels that hold mail results."""
UNREAD: Final = "mail_unread"
"""The door of parcels that hold what a provider sent and nobody could read."""
KINDS: Final = {
    "queued": "email_queued",
    "sent": "email_sent",
    "delivered": "email_delivered",
    "opened": "email_open",
    "clicked": "email_click",
    "bounced": "email_bounce",
    "deferred": "email_deferred",
    "rejected": "email_rejected",
    "failed": "email_failed",
    "complained": "spam_complaint",
    "unsubscribed": "unsubscribe",
    "subscribed": "email_subscribed",
    "autoresponded": "email_autoresponded",
    "unknown": "email_other",
}
"""What happened to a mail, by anymail's word for it."""
SOFT: Final = "email_soft_bounce"
"""A bounce that says nothing of the address: the box is full, the server is away."""


def columns(item: Item) -> dict[str, Any]:
    """Return what a mail result's activity has otherwise than an event's; nothing for events."""
    if item.parcel.door != DOOR:
        return {}
    said = item.properties
    return {
        "channel_name": "email",
        "campaign": text_of(said, "campaign")[:200] or None,
        "message_id": text_of(said, "message_id") or None,
        "network_name": text_of(said, "network") or None,
        "method": None,  # the provider's request is not that of who opened the mail
        "has_script": None,
        "title": text_of(said, "subject") or None,
    }
