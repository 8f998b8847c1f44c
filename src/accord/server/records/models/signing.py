"""Rounds in which marketing and sales sign the target list."""

from django.db import models


class SigningRound(models.Model):
    """One list put up for signature; signed when both sides stand under it."""

    public = models.CharField(max_length=20, unique=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    signed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    program_version = models.CharField(max_length=64)
    generation = models.CharField(max_length=60)
    members = models.JSONField(default=list)
    note = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return self.public


class ListSignature(models.Model):
    """One side's signature under a round."""

    round = models.ForeignKey(SigningRound, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=20)
    signed_by = models.CharField(max_length=254)
    signed_at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        """How the table is indexed and what is unique in it."""

        constraints = (
            models.UniqueConstraint(fields=["round", "side"], name="one_signature_a_side"),
        )

    def __str__(self) -> str:
        return f"{self.side} on {self.round_id}"
