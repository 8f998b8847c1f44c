"""Keeping filters and a sort of the accounts list under a name."""

from django.db import transaction

from accord.server.actions import rights
from accord.server.records.models import AppUser, SavedView
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import views
from accord.server.records.queries.account_order import SORTS
from accord.server.records.queries.accounts import Filters
from accord.values import ids
from accord.values.errors import AccordError, NotFoundError

_LONGEST_NAME = 100


def save_view(
    user: AppUser, name: str, filters: Filters, sort: str, *, is_shared: bool = False
) -> str:
    """Save a view under a name, in place of an own one of that name; return its public id."""
    words = name.strip()
    if not 1 <= len(words) <= _LONGEST_NAME:
        message = f"a view's name has 1 to {_LONGEST_NAME} characters"
        raise AccordError(message)
    if sort.removeprefix("-") not in SORTS:
        message = f"accounts can't be sorted by {sort!r}; try {', '.join(SORTS)}"
        raise AccordError(message)
    if is_shared:
        rights.need(user, rights.WRITERS, "share views")
    row, _ = SavedView.objects.update_or_create(
        owner=user,
        name=words,
        defaults={
            "filters": views.filters_to_json(filters),
            "sort": sort,
            "is_shared": is_shared,
        },
    )
    return ids.public_id(row.pk)


def delete_view(user: AppUser, public_id: str) -> None:
    """Delete an own view; an admin may delete any."""
    with transaction.atomic():
        rows = SavedView.objects.filter(pk=ids.from_public_id(public_id) or 0)
        if user.access_role != AccessRole.ADMIN:
            rows = rows.filter(owner=user)
        if not rows.delete()[0]:
            message = f"there is no view {public_id} of yours to delete"
            raise NotFoundError(message)
