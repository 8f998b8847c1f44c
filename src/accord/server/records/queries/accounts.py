"""Accounts as lists show them: filtered, sorted, counted and paged by keyset."""

from dataclasses import dataclass, field
from typing import Any, Final

SORTS: Final = (
    "rank",
    "name",
    "engagement",
    "engagement_change",
    "fit",
    "completeness",
    "employees",
    "since_day",
)
"""What a list can be sorted by; a leading "-" turns it round."""
FACETS: Final = ("tier", "stage", "motion", "owner", "industry", "country", "fit_band", "change")
"""What a list can be narrowed by, each to one or more values."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list: text, values of facets by name, and flags.

    `chosen` maps a name of `FACETS` to the values that pass; an absent name passes all.
    """

    text: str = ""
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    is_rising: bool = False
    is_stalled: bool = False
    is_single_threaded: bool = False
    has_next_step: bool = False


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account as a list shows it; points are whole millionths, None is unknown."""

    account: int
    public_id: str
    name: str
    domain: str | None
    industry: str | None
    employees: int | None
    country: str | None
    tier: str | None
    signed_tier: str | None
    change: str | None
    rank: int | None
    stage: str | None
    since_day: int | None
    is_stalled: bool
    motion: str | None
    fit: int | None
    fit_band: str | None
    fit_known_share: float | None
    engagement: int
    engagement_change: int
    is_rising: bool
    spark: tuple[int, ...]
    why_now: str
    seats_known: int
    seats_required: int
    seats_engaged: int
    completeness: float | None
    seats_shape: str
    owner: str | None
    team: tuple[dict[str, Any], ...]
    next_verb: str | None
    next_reason: str | None
    next_owner: str | None
    next_due_day: int | None
    is_fresh: bool = False
    """Re-derived since the generation (its own facts changed)."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, how many there are in all, and where the next page begins."""

    rows: tuple[AccountRow, ...]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that a list can be narrowed to, and how many accounts have it."""

    value: str
    n: int
    is_chosen: bool = False


# The signatures below stand first so that pages can be written against them.
def list_accounts(
    filters: Filters, sort: str = "rank", after: str | None = None, limit: int = 50
) -> Page:
    """List accounts that pass the filters, in order, from the keyset `after` on."""
    raise NotImplementedError


def list_facets(filters: Filters) -> dict[str, tuple[Facet, ...]]:
    """Count the accounts of every facet's values, each facet without its own choice."""
    raise NotImplementedError
