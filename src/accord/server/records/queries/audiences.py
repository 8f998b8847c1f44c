"""Audiences as they stand in the database."""

from accord.server.records.models import Audience
from accord.values.errors import NotFoundError


def list_audiences() -> list[Audience]:
    """Return every audience, by name."""
    return list(Audience.objects.order_by("name", "pk"))


def find(public_id: str) -> Audience:
    """Find an audience by its id."""
    row = Audience.objects.filter(public=public_id).first()
    if row is None:
        message = f"there is no audience {public_id!r}; the page of audiences lists them"
        raise NotFoundError(message)
    return row
