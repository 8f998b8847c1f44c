"""Those who deliver the team's mails, and may tell what became of them."""

from django.db import models

from accord.values import ids


class MailSender(models.Model):
    """One provider's account; its source is how the results it tells are known for ever."""

    provider = models.CharField(max_length=20)
    source = models.CharField(max_length=60, unique=True)
    password = models.CharField(max_length=64)
    is_enabled = models.BooleanField(default=True)
    confirm_url = models.TextField(default="", blank=True)
    """The address that Amazon asks to be opened before it sends anything."""
    refused = models.PositiveIntegerField(default=0)
    refused_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.source

    @property
    def public_id(self) -> str:
        """The id that stands in addresses."""
        return ids.public_id(self.pk)
