"""Tokens for programs as their page lists them."""

from accord.server.records.models import ApiToken, AppUser
from accord.values import ids
from accord.values.errors import NotFoundError


def list_tokens(user: AppUser) -> list[ApiToken]:
    """List a user's tokens, an admin's view all of them, the latest first."""
    rows = ApiToken.objects.select_related("user").order_by("revoked_at", "-id")
    return list(rows if user.is_admin else rows.filter(user=user))


def find_token(public_id: str, user: AppUser) -> ApiToken:
    """Find a token that a user may see."""
    rows = ApiToken.objects.select_related("user").filter(pk=ids.from_public_id(public_id) or 0)
    row = (rows if user.is_admin else rows.filter(user=user)).first()
    if row is None:
        message = "there is no such token; the page of tokens lists yours"
        raise NotFoundError(message)
    return row
