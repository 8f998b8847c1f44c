"""Webhooks: where what happens is told, what was told, and what came of it."""

import secrets

from django.db import models

from accord.server.records.models import drawn


def _message_id() -> str:
    return f"msg_{secrets.token_hex(12)}"


class WebhookEndpoint(models.Model):
    """An address that is told; its secret stands sealed beside those of connections."""

    class State(models.TextChoices):
        """Whether it is told."""

        ACTIVE = "active"
        PAUSED = "paused"
        DISABLED = "disabled"
        """The receiver said 410, or an admin let it go."""

    public = models.CharField(max_length=20, unique=True, default=drawn.public)
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=1000)
    kinds = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    disabled_because = models.CharField(max_length=200, default="", blank=True)
    former_until = models.DateTimeField(null=True)
    created_by = models.CharField(max_length=254)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One event for one endpoint: its id and bytes stay the same however often it is tried."""

    class State(models.TextChoices):
        """Where a delivery stands."""

        WAITING = "waiting"
        CLAIMED = "claimed"
        TAKEN = "taken"
        FAILED = "failed"
        CANCELLED = "cancelled"

    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries"
    )
    message_id = models.CharField(max_length=40, unique=True, default=_message_id)
    kind = models.CharField(max_length=60)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_by = models.CharField(max_length=100, default="", blank=True)
    attempts = models.IntegerField(default=0)
    status = models.IntegerField(default=0)
    answer = models.CharField(max_length=500, default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """How the table is indexed."""

        indexes = (models.Index(fields=["state", "due_at"]),)

    def __str__(self) -> str:
        return f"{self.message_id} ({self.state})"


class WebhookTold(models.Model):
    """An account as it was last told, where it was re-derived since the last told picture."""

    account = models.BigIntegerField(primary_key=True)
    tables = models.BinaryField()
    derived_us = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.account)
