"""Users of the workspace and the one-time links by which they sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from accord.values import ids


class AccessRole(models.TextChoices):
    """What a user may do."""

    ADMIN = "admin", "Admin"
    MARKETING = "marketing", "Marketing"
    SALES = "sales", "Sales"
    READER = "reader", "Reader"


class AppUserManager(BaseUserManager["AppUser"]):
    """Finds users by their mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "AppUser":
        """Find the user of a mail address."""
        return self.get(email=(username or "").strip().lower())


class AppUser(AbstractBaseUser):
    """Somebody who signs in: marketer, seller, admin, reader."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    access_role = models.CharField(max_length=20, choices=AccessRole.choices)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AppUserManager] = AppUserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.email})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep mail addresses in lower case, so that one person is one user."""
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    @property
    def public_id(self) -> str:
        """The id that stands in addresses."""
        return ids.public_id(self.pk)

    @property
    def is_admin(self) -> bool:
        """Whether this user may change users and adopt alone."""
        return self.access_role == AccessRole.ADMIN

    @property
    def can_write(self) -> bool:
        """Whether this user may decide anything."""
        return self.access_role != AccessRole.READER


class SignInLink(models.Model):
    """A link that signs somebody in once; only a hash of its token is kept."""

    user = models.ForeignKey(AppUser, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link for {self.user_id} until {self.expires_at}"
