"""Write keys, what they brought, and the events that were set aside."""

from django.db import models

from accord.values import ids


class WriteKey(models.Model):
    """Lets a site or a product send events; its source is how their facts are known for ever."""

    key = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    space = models.CharField(max_length=60)
    is_enabled = models.BooleanField(default=True)
    origins = models.JSONField(default=list)
    quota = models.PositiveIntegerField(default=0)
    former_key = models.CharField(max_length=64, default="", blank=True)
    former_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def public_id(self) -> str:
        """The id that stands in addresses."""
        return ids.public_id(self.pk)


class CollectedDay(models.Model):
    """How many events of a source were filed on a day, and what became of them."""

    source = models.CharField(max_length=60)
    day = models.DateField()
    accepted = models.BigIntegerField(default=0)
    duplicate = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    last_us = models.BigIntegerField(default=0)

    class Meta:
        """How the table is indexed and what is unique in it."""

        constraints = (
            models.UniqueConstraint(fields=["source", "day"], name="one_count_a_source_and_day"),
        )

    def __str__(self) -> str:
        return f"{self.source} on {self.day}"


class QuarantinedEvent(models.Model):
    """An event that can't be used as it is: its bytes, and why."""

    source = models.CharField(max_length=60)
    space = models.CharField(max_length=60)
    reason = models.CharField(max_length=40)
    raw = models.BinaryField()
    door = models.CharField(max_length=20)
    received_us = models.BigIntegerField(db_index=True)
    network = models.CharField(max_length=64, default="", blank=True)
    agent = models.TextField(default="", blank=True)
    is_browser = models.BooleanField(default=False)
    place = models.IntegerField(default=0)
    mended = models.TextField(default="", blank=True)
    replayed_at = models.DateTimeField(null=True)
    replayed_by = models.CharField(max_length=254, default="", blank=True)

    class Meta:
        """How the table is indexed and what is unique in it."""

        indexes = (models.Index(fields=["replayed_at", "reason"], name="open_by_reason"),)

    def __str__(self) -> str:
        return f"{self.reason} from {self.source}"

    @property
    def public_id(self) -> str:
        """The id that stands in addresses."""
        return ids.public_id(self.pk)
