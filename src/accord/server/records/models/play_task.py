"""Work of the team that a campaign asks for: approved where it must be, done, or taken back."""

from django.db import models

from accord.server.records.models import drawn
from accord.server.records.models.playing import Campaign


class PlayTask(models.Model):
    """One piece of work at one account: which step asked for it, and what came of it."""

    class State(models.TextChoices):
        """Where a task stands."""

        TO_APPROVE = "to_approve"
        OPEN = "open"
        DONE = "done"
        REFUSED = "refused"
        CANCELLED = "cancelled"

    public = models.CharField(max_length=20, unique=True, default=drawn.public)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tasks")
    account = models.BigIntegerField()
    place = models.IntegerField()
    round = models.IntegerField(default=0)
    """Which repetition it is; the follow-up of an event is its second round."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    due_at = models.DateTimeField()
    cost = models.BigIntegerField(default=0)
    approved_by = models.CharField(max_length=254, default="", blank=True)
    approved_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=254, default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        """How the table is indexed and what is unique in it."""

        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "account", "place", "round"], name="one_play_task"
            ),
        )
        indexes = (models.Index(fields=["campaign", "state", "due_at"]),)

    def __str__(self) -> str:
        return f"{self.public} ({self.state})"


class PlayGift(models.Model):
    """What one person is given by work that was approved: the rules of gifts count a year of it."""

    task = models.ForeignKey(PlayTask, on_delete=models.CASCADE, related_name="gifts")
    person = models.BigIntegerField()
    amount = models.BigIntegerField()
    given_at = models.DateTimeField()
    is_addressed = models.BooleanField(default=False)
    """Their address was taken: what is taken back after that may be on its way."""

    class Meta:
        """How the table is indexed and what is unique in it."""

        constraints = (
            models.UniqueConstraint(fields=["task", "person"], name="one_gift_a_person_a_task"),
        )
        indexes = (models.Index(fields=["person", "given_at"]),)

    def __str__(self) -> str:
        return f"{self.amount} by {self.task}"
