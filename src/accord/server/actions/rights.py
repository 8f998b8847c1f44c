"""Who may do what: asked first by every action."""

from typing import Final

from accord.server.records.models import AppUser
from accord.server.records.models.user import AccessRole
from accord.values.errors import RefusedError

WRITERS: Final = (AccessRole.ADMIN, AccessRole.MARKETING, AccessRole.SALES)
"""Everybody but readers."""


def need(user: AppUser, roles: tuple[str, ...], deed: str) -> None:
    """Refuse unless the user is active and has one of the access roles."""
    if user.is_active and user.access_role in roles:
        return
    named = " or ".join(str(role) for role in roles)
    message = (
        f"your access role, {user.access_role}, may not {deed}; "
        f"ask somebody whose role is {named}, or an admin to change yours"
    )
    raise RefusedError(message)
