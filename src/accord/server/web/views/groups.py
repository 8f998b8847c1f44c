"""The page of an account's buying groups."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accord.server.records.queries import programs, two_way
from accord.server.web import door
from accord.server.web.display import group_page
from accord.server.web.views.account import found, pinned


@require_GET
@door.page
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who decides: by role, by department and level, or as a graph."""
    page = found(public_id)
    asked = group_page.Asked(
        request.GET.get("solution", ""),
        request.GET.get("view", "role"),
        is_named=door.user_of(request).can_write,
    )
    relations = two_way.find_relations(page.row.account)
    sheet = group_page.sheet(page, programs.current_program(), relations, asked, pinned().as_of_day)
    return render(request, "groups/account.html", {"page": sheet})
