"""Saved views of lists."""

from django.db import models

from accord.server.records.models.user import AppUser


class SavedView(models.Model):
    """A named set of filters and a sort."""

    owner = models.ForeignKey(AppUser, on_delete=models.CASCADE, related_name="views")
    name = models.CharField(max_length=100)
    filters = models.JSONField(default=dict)
    sort = models.CharField(max_length=40, default="rank")
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """How the table is indexed and what is unique in it."""

        constraints = (models.UniqueConstraint(fields=["owner", "name"], name="one_view_a_name"),)

    def __str__(self) -> str:
        return self.name
