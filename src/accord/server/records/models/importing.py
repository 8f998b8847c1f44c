"""Imports of files and every value they brought that was not taken as it stood."""

from django.db import models


class ImportRun(models.Model):
    """One import, dry or committed; a committed one begins as a dry one."""

    state = models.CharField(max_length=10, default="waiting")
    is_dry = models.BooleanField(default=True)
    started_by = models.CharField(max_length=254)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    folder = models.CharField(max_length=200, default="", blank=True)
    files = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    error = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"import {self.pk} ({self.state})"


class ImportIssue(models.Model):
    """A value that was rejected or coerced."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="issues")
    file = models.CharField(max_length=300)
    row_number = models.BigIntegerField()
    column = models.CharField(max_length=300, db_column="column_name")
    raw = models.TextField(default="", blank=True)
    severity = models.CharField(max_length=10)
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.file}:{self.row_number} {self.column}"
