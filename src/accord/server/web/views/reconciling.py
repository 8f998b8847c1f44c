"""Whether the figures can be trusted: our pipeline beside the CRM's, and days without data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accord.server.records.queries import connections, gaps
from accord.server.records.queries import reconciling as queries
from accord.server.web import door
from accord.server.web.display import reconciling_sheet


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show the CRM's open pipeline and ours, with the cause of every difference."""
    sheet = reconciling_sheet.bridges(queries.list_compared())
    return render(request, "reconciliation.html", {"page": sheet})


@door.page
def gaps_page(request: HttpRequest) -> HttpResponse:
    """Show which sources fell silent, and when."""
    sheet = reconciling_sheet.silence(gaps.find(), connections.list_connections())
    return render(request, "gaps.html", {"page": sheet})
