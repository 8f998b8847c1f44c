"""Addresses that are told by webhook, and what became of each delivery."""

from accord.server.records.models import WebhookDelivery, WebhookEndpoint
from accord.values.errors import NotFoundError


def list_endpoints() -> list[WebhookEndpoint]:
    """Return every address, by name."""
    return list(WebhookEndpoint.objects.order_by("name", "pk"))


def find(public_id: str) -> WebhookEndpoint:
    """Find an address by its id."""
    row = WebhookEndpoint.objects.filter(public=public_id).first()
    if row is None:
        message = f"there is no webhook {public_id!r}; the page of webhooks lists them"
        raise NotFoundError(message)
    return row


def latest(limit: int = 100) -> list[WebhookDelivery]:
    """Return the newest deliveries of all addresses."""
    return list(WebhookDelivery.objects.select_related("endpoint").order_by("-pk")[:limit])


def delivery(message_id: str) -> WebhookDelivery:
    """Find a delivery by the id that its receiver knows."""
    row = WebhookDelivery.objects.filter(message_id=message_id).first()
    if row is None:
        message = f"there is no delivery {message_id!r}; the page of webhooks lists the newest"
        raise NotFoundError(message)
    return row
