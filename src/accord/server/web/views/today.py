"""Today: whom to look at, and why now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accord.server.records.queries import picture, programs
from accord.server.records.queries import today as queries
from accord.server.web import door, zones
from accord.server.web.display import today_page


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show who needs the user today."""
    user = door.user_of(request)
    is_mine = request.GET.get("whose", "mine") != "all"
    pinned = picture.pin()
    zone = zones.of_workspace()
    now = timezone.now().astimezone(zone)
    program = programs.current_program() if programs.current_adoption() else None
    today = pinned.as_of_day if pinned else 0
    found = queries.find_today(user, is_mine=is_mine)
    sheet = today_page.sheet(found, program, now, today, is_mine=is_mine)
    return render(request, "today.html", {"page": sheet, "today": today})
