"""The scorecard: what is known, and what can't be told yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accord.server.records.queries import channels as channel_queries
from accord.server.records.queries import scorecard as queries
from accord.server.web import door
from accord.server.web.display import channels_page, scorecard_page


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show the measures with their intervals and badges."""
    sheet = scorecard_page.sheet(queries.find_scorecard())
    return render(request, "scorecard.html", {"page": sheet})


@door.page
def channels(request: HttpRequest) -> HttpResponse:
    """Show what channels cost and brought, month by month."""
    sheet = channels_page.sheet(channel_queries.find())
    return render(request, "channels.html", {"page": sheet})
