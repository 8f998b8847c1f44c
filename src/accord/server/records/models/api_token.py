"""Tokens by which programs come in as somebody; only hashes of them are kept."""

from django.db import models

from accord.server.records.models.user import AccessRole, AppUser
from accord.values import ids


class ApiToken(models.Model):
    """Lets a program do what its user may do, or less."""

    user = models.ForeignKey(AppUser, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=120)
    access_role = models.CharField(max_length=20, choices=AccessRole.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    former_hash = models.CharField(max_length=64, default="", blank=True, db_index=True)
    former_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def public_id(self) -> str:
        """The id that stands in addresses."""
        return ids.public_id(self.pk)
