"""Webhooks that are due are called: claimed, signed, sent, and what came of it written down."""

import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Min, QuerySet

from accord.connectors import outgoing
from accord.connectors.outgoing import Policy
from accord.connectors.webhooks import calling, schedule, signing
from accord.connectors.webhooks.calling import Answer
from accord.server import configuration, faults, jobs
from accord.server.records.models import WebhookDelivery, WebhookEndpoint
from accord.server.syncing import vault

AT_ONCE: Final = 8
_LEASE: Final = timedelta(seconds=60)
_State = WebhookDelivery.State
Call = Callable[[str, dict[str, str], bytes], Answer]


def run(now: datetime, call: Call | None = None) -> int:
    """Call what is due; return how many were claimed.

    A webhook whose worker dies after the call is called again under the same id.
    """
    give_back(now)
    rows = _claim(now)
    if not rows:
        return 0
    faults.reach("webhook.claimed")
    parts = [_request(row, now) for row in rows]
    send = call or _call
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda part: send(*part), parts))
    faults.reach("webhook.sent")
    for row, answer in zip(rows, answers, strict=True):
        _settle(row, answer, now)
    return len(rows)


def next_due() -> datetime | None:
    """Return when the next call is due; None is never."""
    found: datetime | None = _ready().aggregate(first=Min("due_at"))["first"]
    return found


def give_back(now: datetime) -> None:
    """Let webhooks wait again whose worker died."""
    late = WebhookDelivery.objects.filter(state=_State.CLAIMED, lease_until__lt=now)
    late.update(state=_State.WAITING, lease_until=None, lease_by="")


def policy() -> Policy:
    """Return where webhooks may go: the public network, and what the operator named."""
    return outgoing.Policy.of(configuration.load().outgoing_allowed.split(","))


def owner(endpoint: WebhookEndpoint) -> str:
    """Name an address among the sealed secrets."""
    return f"webhook-{endpoint.pk}"


def _ready() -> "QuerySet[WebhookDelivery]":
    active = WebhookEndpoint.State.ACTIVE
    return WebhookDelivery.objects.filter(state=_State.WAITING, endpoint__state=active)


def _claim(now: datetime) -> Sequence[WebhookDelivery]:
    mine = f"{jobs.identity()}:{secrets.token_hex(4)}"
    due = _ready().filter(due_at__lte=now).order_by("due_at", "pk")
    with transaction.atomic():
        if connection.vendor == "postgresql":
            due = due.select_for_update(skip_locked=True, of=("self",))
        numbers = list(due.values_list("pk", flat=True)[:AT_ONCE])
        WebhookDelivery.objects.filter(pk__in=numbers, state=_State.WAITING).update(
            state=_State.CLAIMED, lease_until=now + _LEASE, lease_by=mine
        )
    held = WebhookDelivery.objects.filter(state=_State.CLAIMED, lease_by=mine)
    return list(held.select_related("endpoint").order_by("due_at", "pk"))


def _request(row: WebhookDelivery, now: datetime) -> tuple[str, dict[str, str], bytes]:
    kept = vault.read(owner(row.endpoint))
    until = row.endpoint.former_until
    named = ["secret", "former"] if until is not None and until > now else ["secret"]
    keys = [kept[name] for name in named if kept.get(name)]
    body = row.body.encode()
    return row.endpoint.url, signing.headers(keys, row.message_id, int(now.timestamp()), body), body


def _call(url: str, headers: dict[str, str], body: bytes) -> Answer:
    return calling.call(url, headers, body, policy())


def _settle(row: WebhookDelivery, answer: Answer, now: datetime) -> None:
    attempts = row.attempts + 1
    told = {
        "attempts": attempts,
        "status": answer.status,
        "answer": answer.words[:500],
        "answered_at": now,
        "lease_until": None,
        "lease_by": "",
    }
    held = WebhookDelivery.objects.filter(pk=row.pk, state=_State.CLAIMED, lease_by=row.lease_by)
    if answer.is_good:
        held.update(state=_State.TAKEN, **told)
        return
    if answer.is_gone:
        held.update(state=_State.CANCELLED, **told)
        _disable(row.endpoint)
        return
    again = schedule.next_at(attempts, now, answer.retry_after)
    state = _State.FAILED if again is None else _State.WAITING
    held.update(state=state, due_at=again or row.due_at, **told)


def _disable(endpoint: WebhookEndpoint) -> None:
    words = "the receiver said 410: it wants nothing any more"
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        state=WebhookEndpoint.State.DISABLED, disabled_because=words
    )
    waiting = WebhookDelivery.objects.filter(endpoint=endpoint, state=_State.WAITING)
    waiting.update(state=_State.CANCELLED, answer=words)
