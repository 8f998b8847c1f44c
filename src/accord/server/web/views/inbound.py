"""The inbound queue: companies that came by themselves, to be accepted or sent back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accord.server.actions import inbound as actions
from accord.server.records.queries import inbound as queries
from accord.server.records.queries import programs
from accord.server.web import door
from accord.server.web.display import inbound_sheet


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show who waits, the best fit first."""
    program = programs.current_program()
    sheet = inbound_sheet.sheet(queries.find(), program, door.user_of(request))
    return render(request, "inbound.html", {"page": sheet})


@door.deed
def accept(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a company on the list proposal."""
    post = request.POST
    undo = actions.accept(
        door.user_of(request), public_id, post.get("tier", ""), post.get("reason", "")
    )
    door.say(request, _("It stands on the list proposal; both sides sign next."), undo)
    return door.back(request, "inbound")


@door.deed
def send_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send a company back untouched."""
    actions.send_back(door.user_of(request), public_id, request.POST.get("reason", ""))
    door.say(request, _("Sent back untouched. It waits for a quarter at least."))
    return door.back(request, "inbound")
