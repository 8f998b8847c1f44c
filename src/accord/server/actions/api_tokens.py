"""Tokens for programs: made, rotated and revoked by whose they are, or by an admin."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accord.server.actions import decisions
from accord.server.records.models import ApiToken, AppUser
from accord.server.records.models.user import AccessRole
from accord.values.errors import AccordError, RefusedError

_BYTES: Final = 32
_PREFIX: Final = "accord_"
_GRACE: Final = timedelta(days=7)
_NOTED_EVERY: Final = timedelta(minutes=5)
_NAME_AT_MOST: Final = 120
MAY_HAND_OUT: Final[dict[str, frozenset[str]]] = {
    AccessRole.READER: frozenset({AccessRole.READER}),
    AccessRole.SALES: frozenset({AccessRole.READER, AccessRole.SALES}),
    AccessRole.MARKETING: frozenset({AccessRole.READER, AccessRole.MARKETING}),
    AccessRole.ADMIN: frozenset(AccessRole),
}
"""Which access roles a user's tokens may have: their own, or less."""


def add(user: AppUser, name: str, access_role: str) -> tuple[ApiToken, str]:
    """Make a token; return it with its secret, which is shown only now."""
    title = " ".join(name.split())[:_NAME_AT_MOST]
    if not title:
        message = "a token needs a name: what uses it"
        raise AccordError(message)
    if access_role not in MAY_HAND_OUT.get(user.access_role, ()):
        message = f"a token of yours can't be {access_role[:20]!r}: it may do what you may, or less"
        raise RefusedError(message)
    secret = _fresh()
    with transaction.atomic():
        row = ApiToken.objects.create(
            user=user, name=title, access_role=access_role, token_hash=_hash(secret)
        )
        decisions.write_down(user, "add_api_token", title, {"access_role": access_role})
    return row, secret


def rotate(by: AppUser, row: ApiToken) -> str:
    """Give a token a new secret; the former works for a week. Only its user sees the new one."""
    if row.user_id != by.pk:
        message = "only whose token it is rotates it; you can revoke it"
        raise RefusedError(message)
    if row.revoked_at:
        message = "this token was revoked; make another one"
        raise AccordError(message)
    secret = _fresh()
    with transaction.atomic():
        row.former_hash, row.former_until = row.token_hash, timezone.now() + _GRACE
        row.token_hash = _hash(secret)
        row.save()
        decisions.write_down(by, "rotate_api_token", row.name)
    return secret


def revoke(by: AppUser, row: ApiToken) -> None:
    """Let a token, and its former secret, work no longer."""
    if row.user_id != by.pk and not by.is_admin:
        message = "this token is somebody else's; an admin can revoke it"
        raise RefusedError(message)
    with transaction.atomic():
        row.revoked_at, row.former_hash, row.former_until = timezone.now(), "", None
        row.save()
        decisions.write_down(by, "revoke_api_token", row.name, {"of": row.user.email})


def user_of(secret: str) -> AppUser | None:
    """Return whose token it is, with the token's access role; None if it does not work."""
    now, hashed = timezone.now(), _hash(secret)
    works = Q(token_hash=hashed) | Q(former_hash=hashed, former_until__gt=now)
    found = ApiToken.objects.select_related("user").filter(works, revoked_at=None).first()
    if found is None or not found.user.is_active:
        return None
    if found.used_at is None or found.used_at < now - _NOTED_EVERY:
        ApiToken.objects.filter(pk=found.pk).update(used_at=now)
    user = found.user
    if found.access_role not in MAY_HAND_OUT.get(user.access_role, ()):
        user.access_role = AccessRole.READER  # its user lost rights since; never saved
    else:
        user.access_role = found.access_role
    return user


def _fresh() -> str:
    return _PREFIX + secrets.token_urlsafe(_BYTES)


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
