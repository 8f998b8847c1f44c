"""The worklist of empty seats: looked at, given to owners, and taken along as files."""

import io
from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accord.server.actions import empty_seats as actions
from accord.server.records.queries import empty_seats as queries
from accord.server.records.queries import picture, programs
from accord.server.records.queries.empty_seats import Filters
from accord.server.web import door, wording
from accord.server.web.display import empty_seats_page

_CSV: Final = "text/csv; charset=utf-8"
_DIGITS: Final = 5


@require_GET
@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show a page of the worklist."""
    filters, number = _read(request.GET), _number(request.GET)
    page = empty_seats_page.sheet(
        queries.find(filters, number),
        filters,
        number,
        door.user_of(request),
        programs.current_program(),
    )
    return render(request, "groups/empty.html", {"page": page})


@door.deed
def seek(request: HttpRequest) -> HttpResponse:
    """Give the chosen seats to the owners of their accounts."""
    chosen = request.POST.getlist("shown" if "all" in request.POST else "seat")
    with picture.pinning():
        n, batch = actions.seek(door.user_of(request), chosen)
    words = wording.counted(
        n, "1 seat is given to its owner.", "%(n)s seats are given to their owners."
    )
    door.say(request, words, undo=batch)
    return door.back(request, "empty_seats")


@require_GET
@door.page
def enrichment(request: HttpRequest) -> FileResponse:
    """Give the worklist as a file for whoever finds people."""
    content, _n = actions.enrichment(_read(request.GET))
    return _file(content, "wanted_people.csv")


@door.deed
def audience(request: HttpRequest) -> FileResponse:
    """Give the companies of the worklist as LinkedIn's file."""
    filters = _read(QueryDict(request.POST.get("query", "")))
    with picture.pinning():
        file = actions.audience(door.user_of(request), filters)
    return _file(file.content, file.name)


def _file(content: bytes, name: str) -> FileResponse:
    stream = io.BytesIO(content)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=_CSV)


def _read(query: QueryDict) -> Filters:
    return Filters(*(query.get(name, "")[:300] for name in queries.FACETS))


def _number(query: QueryDict) -> int:
    asked = query.get("page", "1")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS
    return max(1, int(asked)) if is_number else 1
