"""Saved views of the accounts list."""

from dataclasses import dataclass

from accord.server.records.queries.accounts import Filters


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named set of filters and a sort; shared ones belong to everybody."""

    public_id: str
    name: str
    filters: Filters
    sort: str
    is_shared: bool
    owner: str
