"""What is written into a CRM: the team's mapping, and each write with what came of it."""

from django.db import models

from accord.server.records.models.connection import Connection


class WriteBack(models.Model):
    """What a connection writes, if anything, and how far its last look got."""

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="writing")
    fields = models.JSONField(default=list)
    """Which measure goes into which field: {"measure", "field", "policy"}."""
    has_tasks = models.BooleanField(default=False)
    has_members = models.BooleanField(default=False)
    is_on = models.BooleanField(default=False)
    """Each new picture is written by itself; else somebody looks first and sends."""
    looked_at = models.DateTimeField(null=True)
    looked_for = models.CharField(max_length=64, default="", blank=True)
    """The generation that was last compared with the CRM."""
    counts = models.JSONField(default=dict)
    error = models.TextField(default="", blank=True)
    not_before = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"writing to {self.connection_id}"


class CrmWrite(models.Model):
    """One value for one field, one task or one membership: it leaves once, and is remembered."""

    class Kind(models.TextChoices):
        """What is written."""

        FIELD = "field"
        TASK = "task"
        MEMBER = "member"

    class State(models.TextChoices):
        """Where a write stands."""

        PLANNED = "planned"
        WAITING = "waiting"
        CLAIMED = "claimed"
        WRITTEN = "written"
        KEPT = "kept"
        FAILED = "failed"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="writes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    record = models.CharField(max_length=200)
    """The record there: a company, a task's own id of ours, a campaign or list."""
    field = models.CharField(max_length=200)
    """The field there; of a task the company, of a membership the contact."""
    account = models.BigIntegerField()
    policy = models.CharField(max_length=8, default="fill")
    old = models.TextField(default="", blank=True)
    new = models.TextField(default="", blank=True)
    last = models.TextField(null=True)  # noqa: DJ001 - empty was written, null never was
    """What we wrote there last: ours to change, and a task's id there."""
    why = models.CharField(max_length=500, default="", blank=True)
    words = models.CharField(max_length=500, default="", blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    attempts = models.IntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_by = models.CharField(max_length=100, default="", blank=True)
    written_at = models.DateTimeField(null=True)

    class Meta:
        """How the table is indexed and what is unique in it."""

        constraints = (
            models.UniqueConstraint(
                fields=["connection", "kind", "record", "field"], name="one_crm_write"
            ),
        )
        indexes = (models.Index(fields=["connection", "state"]),)

    def __str__(self) -> str:
        return f"{self.kind} {self.record} {self.field} ({self.state})"
