"""What people decided: facts, appended and never changed."""

from typing import Any

from django.db import models


class Decision(models.Model):
    """One decision; a later one about the same subject supersedes it."""

    fact_id = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=60, db_index=True)
    account = models.BigIntegerField(default=0, db_index=True)
    person = models.BigIntegerField(default=0)
    subject = models.CharField(max_length=300, default="", blank=True)
    value = models.TextField(default="{}")
    reason = models.TextField(default="", blank=True)
    decided_by = models.CharField(max_length=254)
    until_on = models.IntegerField(null=True)
    program_version = models.CharField(max_length=64, default="", blank=True)
    occurred_us = models.BigIntegerField()
    known_us = models.BigIntegerField()
    received_us = models.BigIntegerField()
    batch = models.CharField(max_length=40, default="", blank=True, db_index=True)

    class Meta:
        """How the table is indexed and what is unique in it."""

        indexes = (models.Index(fields=["kind", "account"]), models.Index(fields=["known_us"]))

    def __str__(self) -> str:
        return f"{self.kind} by {self.decided_by}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append; refuse to change what was decided."""
        if self.pk is not None:
            message = "a decision is never changed; a later one supersedes it"
            raise TypeError(message)
        super().save(*args, **kwargs)
