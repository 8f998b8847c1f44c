"""People who sign in, by name and access role, and what they did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.server.records.models import AppUser, AuditEntry
from accord.values import ids
from accord.values.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who signs in."""

    public_id: str
    email: str
    name: str
    access_role: str
    is_active: bool
    last_login: datetime | None


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that somebody did."""

    done_at: datetime
    done_by: str
    action: str
    subject: str
    detail: dict[str, Any]


def list_users() -> tuple[User, ...]:
    """List everybody, active ones first, by name."""
    rows = AppUser.objects.order_by("-is_active", "name", "pk")
    return tuple(
        User(row.public_id, row.email, row.name, row.access_role, row.is_active, row.last_login)
        for row in rows
    )


def find_user(public_id: str) -> AppUser:
    """Find a user by public id."""
    number = ids.from_public_id(public_id)
    row = AppUser.objects.filter(pk=number).first() if number else None
    if row is None:
        message = f"there is no user {public_id}; the users page lists them"
        raise NotFoundError(message)
    return row


def list_deeds(limit: int = 200) -> tuple[Deed, ...]:
    """List what was done, the latest first."""
    return tuple(
        Deed(row.done_at, row.done_by, row.action, row.subject, row.detail)
        for row in AuditEntry.objects.order_by("-id")[:limit]
    )
