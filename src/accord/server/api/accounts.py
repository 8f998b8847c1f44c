"""Accounts as JSON, for a user who is signed in."""

import dataclasses

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from accord.server import typed
from accord.server.records.queries import account_page, accounts
from accord.values.errors import AccordError, NotFoundError

_LIMIT = 500


@login_required
@require_GET
def list_accounts(request: HttpRequest) -> JsonResponse:
    """List accounts; the same filters as the page, as query parameters."""
    chosen = {
        name: tuple(request.GET.getlist(name)) for name in accounts.FACETS if name in request.GET
    }
    filters = accounts.Filters(text=request.GET.get("text", ""), chosen=chosen)
    said = request.GET.get("limit", "50")
    limit = typed.whole(said)
    if limit is None or not 1 <= limit <= _LIMIT:
        message = f"limit is {said[:40]!r}; give a whole number from 1 to {_LIMIT}"
        raise AccordError(message)
    page = accounts.list_accounts(
        filters, request.GET.get("sort", "rank"), request.GET.get("after"), limit
    )
    return JsonResponse(dataclasses.asdict(page))


@login_required
@require_GET
def show_account(_request: HttpRequest, public_id: str) -> JsonResponse:
    """Show everything that the page of one account shows."""
    found = account_page.find_account(public_id)
    if found is None:
        message = f"there is no account {public_id}; list them at /api/accounts/"
        raise NotFoundError(message)
    return JsonResponse(dataclasses.asdict(found))
