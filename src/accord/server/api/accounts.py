"""Accounts, their people and receipts, the target list: what programs may read."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from accord.server.api import entry, shapes
from accord.server.records.queries import account_page, accounts, lists, picture, receipts
from accord.values.errors import NotFoundError
from accord.values.receipt import Receipt

router = Router(tags=["accounts"])
_SHORT = 100
Sort = Literal[
    "rank", "name", "engagement", "engagement_change", "fit", "completeness", "employees",
    "since_day", "last_day", "-rank", "-name", "-engagement", "-engagement_change", "-fit",
    "-completeness", "-employees", "-since_day", "-last_day",
]  # fmt: skip
Values = Annotated[list[str], Field(max_length=_SHORT)]
Id = Annotated[str, Path(description="the id of an account, as lists give it")]


class Filters(Schema):
    """What narrows and orders the list, as on the page; "" is "none"."""

    text: str = ""
    tier: Values = Field(default_factory=list)
    stage: Values = Field(default_factory=list)
    motion: Values = Field(default_factory=list)
    owner: Values = Field(default_factory=list)
    industry: Values = Field(default_factory=list)
    country: Values = Field(default_factory=list)
    fit_band: Values = Field(default_factory=list)
    change: Values = Field(default_factory=list)
    is_rising: bool = False
    is_stalled: bool = False
    is_single_threaded: bool = False
    has_next_step: bool = False
    sort: Sort = "rank"
    after: str | None = Field(None, description="`next` of the page before")
    limit: int = Field(50, ge=1, le=500)


@router.get(
    "/accounts",
    response=entry.answers(shapes.Accounts),
    url_name="api_accounts",
)
def list_accounts(request: HttpRequest, asked: Query[Filters]) -> Any:
    """List accounts by keyset, narrowed and ordered as on the page."""
    found = accounts.Filters(
        text=asked.text,
        chosen={name: tuple(said) for name in accounts.FACETS if (said := getattr(asked, name))},
        is_rising=asked.is_rising,
        is_stalled=asked.is_stalled,
        is_single_threaded=asked.is_single_threaded,
        has_next_step=asked.has_next_step,
    )
    page = accounts.list_accounts(found, asked.sort, asked.after, asked.limit)
    return {"items": page.rows, "total": page.total, "next": page.next}


@router.get(
    "/accounts/{public_id}",
    response=entry.answers(shapes.Whole),
    url_name="api_account",
)
def show_account(request: HttpRequest, public_id: Id) -> Any:
    """Show where one account stands, its fit and its buying groups."""
    return _found(public_id)


@router.get(
    "/accounts/{public_id}/people",
    response=entry.answers(list[shapes.Person]),
    url_name="api_people",
)
def list_people(request: HttpRequest, public_id: Id) -> Any:
    """List the people who are known at an account, the warmest first."""
    return list(_found(public_id).people)


@router.get(
    "/accounts/{public_id}/receipts/{measure}",
    response=entry.answers(shapes.Receipt),
    url_name="api_receipt",
)
def show_receipt(
    request: HttpRequest, public_id: Id, measure: Literal["engagement", "fit", "intent"]
) -> Receipt:
    """Show why a number is what it is, down to the facts."""
    find = {
        "engagement": receipts.find_engagement,
        "fit": receipts.find_fit,
        "intent": receipts.find_intent,
    }[measure]
    return find(_found(public_id).row.public_id)


@router.get(
    "/targets",
    response=entry.answers(shapes.Targets),
    url_name="api_targets",
)
def show_targets(request: HttpRequest) -> Any:
    """Show the target list as it is proposed, and how it differs from what was signed."""
    found = lists.find_target_list()
    if found is None:
        message = "there is no target list yet; it comes with the first picture"
        raise NotFoundError(message)
    return found


@router.get(
    "/picture",
    response=entry.answers(shapes.Picture),
    url_name="api_picture",
)
def show_picture(request: HttpRequest) -> Any:
    """Tell which picture is read, of which moment, and whether a newer one is on its way."""
    pinned = picture.pin()
    if pinned is None:
        message = "there is no picture yet; bring facts in first"
        raise NotFoundError(message)
    return pinned


@router.get("/me", response=entry.answers(shapes.Me), url_name="api_me")
def show_me(request: HttpRequest) -> Any:
    """Tell who asks, and with which access role."""
    return entry.user_of(request)


def _found(public_id: str) -> account_page.AccountPage:
    found = account_page.find_account(public_id)
    if found is None:
        message = "there is no such account; /api/v1/accounts lists them"
        raise NotFoundError(message)
    return found
