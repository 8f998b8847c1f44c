"""Who did what, when: appended by every action."""

from django.db import models


class AuditEntry(models.Model):
    """One thing that a user did."""

    done_at = models.DateTimeField(auto_now_add=True, db_index=True)
    done_by = models.CharField(max_length=254)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=300, default="", blank=True)
    detail = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.done_by}: {self.action}"
