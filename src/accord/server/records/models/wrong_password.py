"""Wrong passwords by mail address and place, so that a restart forgets none."""

from django.db import models


class WrongPassword(models.Model):
    """One wrong password; `who` is a hash of mail address and place."""

    who = models.CharField(max_length=64, db_index=True)
    came_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.who[:8]} at {self.came_at}"
