"""Audiences of advertising platforms: a rule each, and the files that were written by it."""

from django.db import models

from accord.server.records.models import drawn


class Audience(models.Model):
    """Whom a platform is told: a rule that is asked anew for every file."""

    public = models.CharField(max_length=20, unique=True, default=drawn.public)
    name = models.CharField(max_length=120)
    platform = models.CharField(max_length=40)
    tiers = models.JSONField(default=list)
    """Tiers of the target list; none is all of them."""
    play = models.CharField(max_length=80, default="", blank=True)
    """The accounts where this play runs; empty is the whole list."""
    roles = models.JSONField(default=list)
    is_acquisition = models.BooleanField(default=True)
    created_by = models.CharField(max_length=254)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class AudienceFile(models.Model):
    """One file that left: how much it held, and what was new in it and gone from it."""

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="files")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=254)
    rows = models.IntegerField()
    added = models.IntegerField()
    removed = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    members = models.JSONField(default=list)
    """Numbers of accounts or people; kept of the last file only, to tell what changes."""

    def __str__(self) -> str:
        return f"{self.audience_id}: {self.rows} rows"
