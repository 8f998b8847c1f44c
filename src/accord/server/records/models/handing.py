"""Hand-offs with their clocks, when sellers work, and who left."""

from django.db import models

from accord.server.records.models import drawn


class Handoff(models.Model):
    """One account handed to a seller: why, whose, and which promise runs."""

    class State(models.TextChoices):
        """Where a hand-off stands."""

        OPEN = "open"
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        DONE = "done"

    class Cause(models.TextChoices):
        """Why it was opened."""

        HAND_RAISE = "hand_raise"
        QUALIFIED = "qualified"

    public = models.CharField(max_length=20, unique=True, default=drawn.public)
    account = models.BigIntegerField()
    cause = models.CharField(max_length=20, choices=Cause.choices)
    since_day = models.IntegerField()
    """The day of what it is about: of the hand raise, or since when the account is qualified."""
    person = models.BigIntegerField(default=0)
    tier = models.CharField(max_length=20, default="", blank=True)
    owner = models.CharField(max_length=254, default="", blank=True)
    way = models.CharField(max_length=40, default="", blank=True)
    route_reason = models.CharField(max_length=300, default="", blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    program_version = models.CharField(max_length=64, default="", blank=True)
    opened_at = models.DateTimeField()
    promise = models.CharField(max_length=40, default="", blank=True)
    """Which promise of the service levels runs now; empty when none does."""
    promise_from = models.DateTimeField(null=True)
    promise_hours = models.FloatField(null=True)
    due_at = models.DateTimeField(null=True)
    next_mark_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=254, default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=254, default="", blank=True)
    reason = models.CharField(max_length=80, default="", blank=True)
    note = models.TextField(default="", blank=True)
    first_touch_on = models.IntegerField(null=True)
    outcome = models.CharField(max_length=40, default="", blank=True)
    done_at = models.DateTimeField(null=True)
    followed_at = models.DateTimeField(null=True)
    followed_by = models.CharField(max_length=254, default="", blank=True)

    class Meta:
        """How the table is indexed and what is unique in it."""

        constraints = (
            models.UniqueConstraint(
                fields=["account", "cause", "since_day"], name="one_handoff_a_cause"
            ),
        )
        indexes = (
            models.Index(fields=["owner", "state"]),
            models.Index(fields=["state", "next_mark_at"]),
            models.Index(fields=["account"]),
        )

    def __str__(self) -> str:
        return f"{self.cause} at {self.account} ({self.state})"


class HandoffNotice(models.Model):
    """Somebody was reminded of a promise, or told that it is late."""

    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, related_name="notices")
    promise = models.CharField(max_length=40)
    percent = models.IntegerField()
    to = models.CharField(max_length=254)
    is_escalation = models.BooleanField(default=False)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        """How the table is indexed and what is unique in it."""

        constraints = (
            models.UniqueConstraint(
                fields=["handoff", "promise", "percent"], name="one_notice_a_mark"
            ),
        )
        indexes = (models.Index(fields=["to", "seen_at"]),)

    def __str__(self) -> str:
        return f"{self.percent} % of {self.promise} to {self.to}"


class Desk(models.Model):
    """When and where a seller works, and who stands behind them."""

    email = models.CharField(max_length=254, unique=True)
    time_zone = models.CharField(max_length=60, default="", blank=True)
    country = models.CharField(max_length=2, default="", blank=True)
    backup = models.CharField(max_length=254, default="", blank=True)
    manager = models.CharField(max_length=254, default="", blank=True)
    territories = models.JSONField(default=list)
    """Countries whose accounts are theirs where nobody nearer is found."""

    def __str__(self) -> str:
        return f"the desk of {self.email}"


class Absence(models.Model):
    """Days on which somebody is away, the last one included."""

    email = models.CharField(max_length=254, db_index=True)
    first_on = models.DateField()
    last_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.email} away {self.first_on} to {self.last_on}"


class Departure(models.Model):
    """Somebody left: what was moved to whom, until it is undone."""

    public = models.CharField(max_length=20, unique=True, default=drawn.public)
    email = models.CharField(max_length=254, db_index=True)
    to = models.CharField(max_length=254)
    moved = models.JSONField(default=list)
    """Hand-offs by id, with who has them now: [[7, "tess@..."], ...]."""
    batch = models.CharField(max_length=40, default="", blank=True)
    n_accounts = models.IntegerField(default=0)
    done_at = models.DateTimeField(auto_now_add=True)
    done_by = models.CharField(max_length=254)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.email} left"
