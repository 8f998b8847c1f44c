"""Saved views of the accounts list."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q

from accord.server.records.models import AppUser, SavedView
from accord.server.records.queries.accounts import Filters
from accord.values import ids
from accord.values.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class View:
    """A named set of filters and a sort; shared ones belong to everybody."""

    public_id: str
    name: str
    filters: Filters
    sort: str
    is_shared: bool
    owner: str


def list_views(user: AppUser) -> tuple[View, ...]:
    """List a user's own views and those that others share, by name."""
    return tuple(_view(row) for row in _visible(user).order_by("name", "pk"))


def find_view(public_id: str, user: AppUser) -> View:
    """Find a view that the user may see."""
    number = ids.from_public_id(public_id)
    row = _visible(user).filter(pk=number).first() if number else None
    if row is None:
        message = f"there is no saved view {public_id} for you; the accounts page lists yours"
        raise NotFoundError(message)
    return _view(row)


def filters_to_json(filters: Filters) -> dict[str, Any]:
    """Write filters as plain data."""
    return asdict(filters)


def filters_from_json(data: dict[str, Any]) -> Filters:
    """Read filters from plain data; names that no longer exist are left out."""
    known = {name: data[name] for name in Filters.__dataclass_fields__ if name in data}
    chosen = known.pop("chosen", {})
    return Filters(**known, chosen={name: tuple(values) for name, values in chosen.items()})


def _visible(user: AppUser) -> Any:
    return SavedView.objects.select_related("owner").filter(Q(owner=user) | Q(is_shared=True))


def _view(row: SavedView) -> View:
    return View(
        ids.public_id(row.pk),
        row.name,
        filters_from_json(row.filters),
        row.sort,
        row.is_shared,
        row.owner.name,
    )
