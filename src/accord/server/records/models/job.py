"""Work that is due: claimed by a lease, tried again when it fails or its worker dies."""

from django.db import models


class Job(models.Model):
    """One piece of background work; at most one waits under a key."""

    class State(models.TextChoices):
        """Where a job stands."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    name = models.CharField(max_length=60)
    job_key = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(db_index=True)
    lease_until = models.DateTimeField(null=True)
    lease_by = models.CharField(max_length=100, default="", blank=True)
    attempts = models.IntegerField(default=0)
    attempts_at_most = models.IntegerField(default=5)
    schedule = models.CharField(max_length=60, default="", blank=True)
    last_error = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """How the table is indexed and what is unique in it."""

        indexes = (models.Index(fields=["state", "due_at"]),)
        constraints = (
            models.UniqueConstraint(
                fields=["job_key"], condition=models.Q(state="waiting"), name="one_waits_per_key"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"
