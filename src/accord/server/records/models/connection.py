"""Connections to CRMs: what is read, how far it got, and what could not be taken."""

from django.db import models


class Connection(models.Model):
    """One outside system that is read; its secrets lie in a file of their own."""

    name = models.CharField(max_length=120)
    system = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="active")  # active, paused, refused
    schedule = models.CharField(max_length=60, default="*/15 * * * *")
    options = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)  # kind to header to field
    custom = models.JSONField(default=dict)  # kind to headers kept as the team's own
    not_before = models.DateTimeField(null=True)
    fresh_at = models.DateTimeField(null=True)  # all that was changed before then is read
    made_by = models.CharField(max_length=254)
    made_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.system})"


class ConnectionRun(models.Model):
    """One run: what it read, what of it could not be taken, and how it ended."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, default="running")  # done, failed, waiting
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    records_read = models.BigIntegerField(default=0)
    records_rejected = models.BigIntegerField(default=0)
    facts = models.BigIntegerField(default=0)
    by_stream = models.JSONField(default=dict)
    asked_by = models.CharField(max_length=254, default="", blank=True)
    error = models.TextField(default="", blank=True)

    class Meta:
        """How the table is indexed."""

        indexes = (models.Index(fields=["connection", "-id"]),)

    def __str__(self) -> str:
        return f"run {self.pk} of {self.connection_id} ({self.state})"


class SyncCursor(models.Model):
    """Where a stream goes on; saved after the facts that it covers are on disk."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="cursors")
    stream = models.CharField(max_length=60)
    value = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        """What is unique in the table."""

        constraints = (
            models.UniqueConstraint(fields=["connection", "stream"], name="one_cursor_per_stream"),
        )

    def __str__(self) -> str:
        return f"{self.stream} of {self.connection_id}"


class ConnectionIssue(models.Model):
    """A record that could not be taken; the last word on it counts."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="issues")
    stream = models.CharField(max_length=60)
    record = models.CharField(max_length=200)
    column = models.CharField(max_length=200, default="", blank=True, db_column="column_name")
    value = models.TextField(default="", blank=True)
    reason = models.TextField()
    seen_at = models.DateTimeField()

    class Meta:
        """What is unique in the table."""

        constraints = (
            models.UniqueConstraint(
                fields=["connection", "stream", "record"], name="one_issue_per_record"
            ),
        )

    def __str__(self) -> str:
        return f"{self.stream} {self.record}: {self.reason}"


class SourceOpen(models.Model):
    """What a CRM said was open when it was last asked, amount by amount, for comparing."""

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="opened")
    read_at = models.DateTimeField()
    currency = models.CharField(max_length=3, default="", blank=True)
    opened = models.JSONField(default=dict)  # id to amount, currency, name

    def __str__(self) -> str:
        return f"open at {self.connection_id}"
