"""Versions of the program, drafts, adoptions and previews."""

from django.db import models


class ProgramVersion(models.Model):
    """A text of the program: a draft may change, an adopted version never does."""

    version = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200, default="", blank=True)
    text = models.TextField()
    parent = models.CharField(max_length=64, default="", blank=True)
    is_draft = models.BooleanField(default=False)
    revision = models.IntegerField(default=1)
    written_by = models.CharField(max_length=254, default="", blank=True)
    written_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    approvals = models.JSONField(default=dict)
    discarded_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.version


class Adoption(models.Model):
    """A version came into force: the last adoption says which one is current."""

    program = models.ForeignKey(ProgramVersion, on_delete=models.PROTECT, related_name="adoptions")
    adopted_by = models.JSONField(default=list)
    adopted_at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"{self.program_id} at {self.adopted_at}"


class ProgramPreview(models.Model):
    """What a draft's text would change, derived on the current facts."""

    draft = models.ForeignKey(ProgramVersion, on_delete=models.CASCADE, related_name="previews")
    revision = models.IntegerField()
    base = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="waiting")
    outcome = models.JSONField(default=dict)
    error = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """How the table is indexed and what is unique in it."""

        constraints = (
            models.UniqueConstraint(fields=["draft", "revision", "base"], name="one_preview"),
        )

    def __str__(self) -> str:
        return f"{self.draft_id} r{self.revision}: {self.state}"
