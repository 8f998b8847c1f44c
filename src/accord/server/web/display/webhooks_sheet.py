"""Webhooks on a page: who is told of what, and what came back."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.server.actions import webhooks as actions
from accord.server.records.models import AppUser, WebhookDelivery, WebhookEndpoint
from accord.server.webhooks import events

KINDS: Final = {
    events.QUALIFIED: gettext_noop("An account qualified"),
    events.TIER_CHANGED: gettext_noop("An account changed its tier"),
    events.RISING: gettext_noop("An account is rising"),
    events.TEST: gettext_noop("A test"),
}
_STATES: Final = {
    WebhookEndpoint.State.ACTIVE: (gettext_noop("told"), "circle-check", "ok"),
    WebhookEndpoint.State.PAUSED: (gettext_noop("paused"), "hand-stop", "warn"),
    WebhookEndpoint.State.DISABLED: (gettext_noop("off"), "alert-circle", "warn"),
}
_BECAME: Final = {
    WebhookDelivery.State.WAITING: (gettext_noop("waits"), "clock", "quiet"),
    WebhookDelivery.State.CLAIMED: (gettext_noop("is being sent"), "activity", "quiet"),
    WebhookDelivery.State.TAKEN: (gettext_noop("taken"), "check", "ok"),
    WebhookDelivery.State.FAILED: (gettext_noop("given up"), "alert-circle", "warn"),
    WebhookDelivery.State.CANCELLED: (gettext_noop("cancelled"), "alert-circle", "warn"),
}


def sheet(
    rows: Sequence[WebhookEndpoint], deliveries: Sequence[WebhookDelivery], user: AppUser
) -> dict[str, Any]:
    """Return what the page shows."""
    told = sum(row.state == WebhookEndpoint.State.ACTIVE for row in rows)
    words = ngettext("%(n)s address is told.", "%(n)s addresses are told.", told)
    return {
        "headline": words % {"n": told} if told else _("No address is told of anything."),
        "rows": [_endpoint(row) for row in rows],
        "deliveries": [_delivery(row) for row in deliveries],
        "kinds": [(kind, _(KINDS[kind])) for kind in events.KINDS],
        "may_change": user.access_role in actions.MAY,
    }


def _endpoint(row: WebhookEndpoint) -> dict[str, Any]:
    words, icon, tone = _STATES[WebhookEndpoint.State(row.state)]
    until = row.former_until
    return {
        "public": row.public,
        "name": row.name,
        "url": row.url,
        "kinds": [_(KINDS[kind]) for kind in row.kinds if kind in KINDS],
        "state": _(words),
        "icon": icon,
        "tone": tone,
        "is_active": row.state == WebhookEndpoint.State.ACTIVE,
        "why": row.disabled_because,
        "former_until": until if until and until > timezone.now() else None,
    }


def _delivery(row: WebhookDelivery) -> dict[str, Any]:
    words, icon, tone = _BECAME[WebhookDelivery.State(row.state)]
    given_up = (WebhookDelivery.State.FAILED, WebhookDelivery.State.CANCELLED)
    return {
        "message_id": row.message_id,
        "kind": _(KINDS[row.kind]) if row.kind in KINDS else row.kind,
        "endpoint": row.endpoint.name,
        "state": _(words),
        "icon": icon,
        "tone": tone,
        "attempts": row.attempts,
        "status": row.status,
        "answer": row.answer,
        "moment": row.answered_at or row.created_at,
        "due_at": row.due_at if row.state == WebhookDelivery.State.WAITING else None,
        "may_retry": row.state in given_up,
    }
