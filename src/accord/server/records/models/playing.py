"""Campaigns: a play launched to accounts, how far each is, and what was sent to whom."""

from django.db import models

from accord.server.records.models import drawn


class Campaign(models.Model):
    """One launch of a play: a draft until its gate is open, then it runs to its end."""

    class State(models.TextChoices):
        """Where a campaign stands."""

        DRAFT = "draft"
        RUNNING = "running"
        PAUSED = "paused"
        ENDED = "ended"

    public = models.CharField(max_length=20, unique=True, default=drawn.public)
    play = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    program_version = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    owner = models.CharField(max_length=254)
    goal = models.CharField(max_length=80, default="", blank=True)
    answers = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    """The mails by the step's place: {"1": {"subject": ..., "body": ...}}."""
    accounts = models.JSONField(default=list)
    """Whom a draft is for; a launched campaign has its enrolments."""
    sellers = models.JSONField(default=list)
    """Whose accounts a draft is about: they read its briefing before it is launched."""
    holdout = models.JSONField(default=dict)
    crm_id = models.CharField(max_length=100, default="", blank=True)
    budget = models.BigIntegerField(default=0)
    is_basis_checked = models.BooleanField(default=False)
    is_budget_approved = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    launched_at = models.DateTimeField(null=True)
    launched_by = models.CharField(max_length=254, default="", blank=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"


class BriefingRead(models.Model):
    """A seller read what a campaign will say to their accounts."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="readings")
    seller = models.CharField(max_length=254)
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """How the table is indexed and what is unique in it."""

        constraints = (
            models.UniqueConstraint(fields=["campaign", "seller"], name="one_reading_a_seller"),
        )

    def __str__(self) -> str:
        return f"{self.seller} read {self.campaign_id}"


class Enrolment(models.Model):
    """One account in a campaign: its arm, and which step comes next, and when."""

    class State(models.TextChoices):
        """Where an account stands in a campaign."""

        LIVE = "live"
        HELD_OUT = "held_out"
        LEFT = "left"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="enrolments")
    account = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    starts_at = models.DateTimeField()
    next_place = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_for = models.CharField(max_length=80, default="", blank=True)
    left_reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        """How the table is indexed and what is unique in it."""

        constraints = (
            models.UniqueConstraint(fields=["campaign", "account"], name="one_enrolment"),
        )
        indexes = (
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["account"]),
        )

    def __str__(self) -> str:
        return f"{self.account} in {self.campaign_id} ({self.state})"


class Sending(models.Model):
    """One mail of a campaign to one person: it leaves once, and what came of it stays."""

    class State(models.TextChoices):
        """Where a mail stands."""

        WAITING = "waiting"
        CLAIMED = "claimed"
        HANDED = "handed"
        """Given to the mail server, whose answer is not known yet."""
        SENT = "sent"
        REFUSED = "refused"
        FAILED = "failed"
        UNKNOWN = "unknown"
        CANCELLED = "cancelled"

    public = models.CharField(max_length=20, unique=True, default=drawn.public)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="sendings")
    account = models.BigIntegerField()
    person = models.BigIntegerField()
    place = models.IntegerField()
    email = models.CharField(max_length=320)
    name = models.CharField(max_length=300, default="", blank=True)
    country = models.CharField(max_length=10, default="", blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    rule = models.CharField(max_length=60, default="", blank=True)
    words = models.CharField(max_length=500, default="", blank=True)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_by = models.CharField(max_length=100, default="", blank=True)
    attempts = models.IntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    is_told = models.BooleanField(default=False)
    """The log knows that it was sent."""

    class Meta:
        """How the table is indexed and what is unique in it."""

        constraints = (
            models.UniqueConstraint(fields=["campaign", "place", "person"], name="one_sending"),
        )
        indexes = (
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["person", "sent_at"]),
            models.Index(fields=["account", "sent_at"]),
        )

    def __str__(self) -> str:
        return f"{self.public} ({self.state})"
