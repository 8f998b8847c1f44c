"""One-time links by which people sign in; only hashes of their tokens are kept."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from accord.server import configuration
from accord.server.actions import decisions, rights
from accord.server.records.models import AppUser, SignInLink
from accord.server.records.models.user import AccessRole
from accord.values.errors import NotFoundError, RefusedError

_TOKEN_BYTES = 32


def make_link(user: AppUser, base: str, *, minutes: int | None = None) -> str:
    """Make a link that signs the user in once; it is shown only now."""
    if not user.is_active:
        message = f"{user.email} is not active; an admin can let them in again"
        raise RefusedError(message)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    lasting = timedelta(minutes=minutes or configuration.load().sign_in_link_minutes)
    SignInLink.objects.create(
        user=user, token_hash=_hash(token), expires_at=timezone.now() + lasting
    )
    return f"{base.rstrip('/')}/sign-in/{token}/"


def make_link_for(admin: AppUser, email: str, base: str) -> str:
    """Make a link for somebody else, as an admin."""
    rights.need(admin, (AccessRole.ADMIN,), "make sign-in links for others")
    user = find_user(email)
    link = make_link(user, base)
    decisions.write_down(admin, "make_sign_in_link", user.email)
    return link


def use_link(token: str) -> AppUser:
    """Use a link up and return whose it was; refuse one that is spent, late or unknown."""
    now = timezone.now()
    with transaction.atomic():
        used = SignInLink.objects.filter(
            token_hash=_hash(token), used_at=None, expires_at__gt=now, user__is_active=True
        ).update(used_at=now)
        if not used:
            message = (
                "this sign-in link is spent or too old; ask an admin for a new one, "
                "or run: accord sign-in-link YOUR@EMAIL"
            )
            raise RefusedError(message)
        user = SignInLink.objects.select_related("user").get(token_hash=_hash(token)).user
        decisions.write_down(user, "sign_in", user.email)
    return user


def find_user(email: str) -> AppUser:
    """Find a user by mail address."""
    user = AppUser.objects.filter(email=email.strip().lower()).first()
    if user is None:
        message = f"there is no user {email}; add one with: accord users add {email}"
        raise NotFoundError(message)
    return user


def forget_old() -> None:
    """Delete links that can't be used any more."""
    SignInLink.objects.filter(expires_at__lt=timezone.now() - timedelta(days=30)).delete()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
