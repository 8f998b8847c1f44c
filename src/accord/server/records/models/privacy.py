"""Erasures with their receipts, who is kept out for good, backups that were written."""

from django.db import models


class Erasure(models.Model):
    """One erasure: who it was about stands in `person` until it is done, and then nowhere."""

    state = models.CharField(max_length=10, default="waiting")
    is_full = models.BooleanField(default=False)
    asked_by = models.CharField(max_length=254)
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    account = models.BigIntegerField(default=0)
    person = models.TextField(default="", blank=True)
    done = models.JSONField(default=list)
    receipt = models.JSONField(default=dict)
    error = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"erasure {self.pk} ({self.state})"


class KeptOutKey(models.Model):
    """The keyed hash of one way to name somebody of whom nothing may be stored."""

    digest = models.CharField(max_length=32, unique=True)
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.digest


class BackupRecord(models.Model):
    """A backup that was written, and until when it is kept."""

    file = models.CharField(max_length=500)
    written_at = models.DateTimeField(auto_now_add=True)
    kept_until = models.DateTimeField()
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.file} until {self.kept_until:%Y-%m-%d}"
