"""Small facts about the workspace itself: its name, what the first run has done."""

from django.db import models


class Setting(models.Model):
    """One value under a name."""

    name = models.CharField(max_length=80, primary_key=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.name
