"""Addresses that are told by webhook: added, tried, rotated, paused and removed by admins."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import httpx
from django.db import transaction
from django.utils import timezone

from accord.connectors import outgoing
from accord.connectors.webhooks import signing
from accord.server.actions import decisions, rights
from accord.server.records.models import AppUser, WebhookDelivery, WebhookEndpoint
from accord.server.records.models.user import AccessRole
from accord.server.syncing import vault
from accord.server.webhooks import delivering, events, noticing, work
from accord.values.errors import AccordError

MAY: Final = (AccessRole.ADMIN,)
BOTH_SIGN_FOR: Final = timedelta(hours=24)
_NAME_AT_MOST: Final = 120
_State = WebhookEndpoint.State


def add(by: AppUser, name: str, url: str, kinds: Sequence[str]) -> tuple[WebhookEndpoint, str]:
    """Tell an address of some kinds of event from now on; return it with its secret.

    Raises:
        AccordError: for an address that leads inside, or that is told of nothing.
    """
    rights.need(by, MAY, "add webhooks")
    title = " ".join(name.split())[:_NAME_AT_MOST] or "Webhook"
    wanted = [kind for kind in events.KINDS if kind in kinds]
    if not wanted:
        message = f"choose what the address is told of: {', '.join(events.KINDS)}"
        raise AccordError(message)
    _check(url.strip())
    secret = signing.new_secret()
    is_first = not WebhookEndpoint.objects.exclude(state=_State.DISABLED).exists()
    with transaction.atomic():
        row = WebhookEndpoint.objects.create(
            name=title, url=url.strip(), kinds=wanted, created_by=by.email
        )
        vault.keep(delivering.owner(row), {"secret": secret})
        if is_first:
            noticing.begin()
        decisions.write_down(by, "add_webhook", title, {"kinds": wanted})
    return row, secret


def try_out(by: AppUser, row: WebhookEndpoint) -> None:
    """Send an event that says it is a test, soon."""
    rights.need(by, MAY, "try webhooks")
    if row.state != _State.ACTIVE:
        message = f"{row.name} is {row.state}; let it go on first"
        raise AccordError(message)
    now = timezone.now()
    body = events.body(events.TEST, {"says": "A test of this address."}, now)
    with transaction.atomic():
        WebhookDelivery.objects.create(endpoint=row, kind=events.TEST, body=body, due_at=now)
        decisions.write_down(by, "test_webhook", row.name)
    work.ask()


def rotate(by: AppUser, row: WebhookEndpoint) -> str:
    """Give an address a new secret; for a day both sign."""
    rights.need(by, MAY, "rotate secrets of webhooks")
    kept, secret = vault.read(delivering.owner(row)), signing.new_secret()
    with transaction.atomic():
        row.former_until = timezone.now() + BOTH_SIGN_FOR
        row.save(update_fields=["former_until"])
        decisions.write_down(by, "rotate_webhook", row.name)
        vault.keep(delivering.owner(row), {"secret": secret, "former": kept.get("secret", "")})
    return secret


def switch(by: AppUser, row: WebhookEndpoint, *, is_on: bool) -> None:
    """Pause an address, whose events wait, or let it go on."""
    rights.need(by, MAY, "pause webhooks")
    with transaction.atomic():
        row.state = _State.ACTIVE if is_on else _State.PAUSED
        row.disabled_because = ""
        row.save(update_fields=["state", "disabled_because"])
        decisions.write_down(by, "resume_webhook" if is_on else "pause_webhook", row.name)
    work.ask()


def remove(by: AppUser, row: WebhookEndpoint) -> None:
    """Tell an address nothing any more, and forget its secret and what it was told."""
    rights.need(by, MAY, "remove webhooks")
    owner = delivering.owner(row)
    with transaction.atomic():
        decisions.write_down(by, "remove_webhook", row.name)
        row.delete()
    vault.forget(owner)


def retry(by: AppUser, row: WebhookDelivery) -> None:
    """Send again what was given up, under the id it had."""
    rights.need(by, MAY, "send webhooks again")
    given_up = (WebhookDelivery.State.FAILED, WebhookDelivery.State.CANCELLED)
    with transaction.atomic():
        held = WebhookDelivery.objects.filter(pk=row.pk, state__in=given_up)
        held.update(state=WebhookDelivery.State.WAITING, attempts=0, due_at=timezone.now())
        decisions.write_down(by, "retry_webhook", row.message_id)
    work.ask()


def _check(url: str) -> None:
    try:
        outgoing.checked(httpx.URL(url), delivering.policy())
    except httpx.InvalidURL:
        message = f"{url[:80]!r} is no address; write it as https://example.com/hook"
        raise AccordError(message) from None
