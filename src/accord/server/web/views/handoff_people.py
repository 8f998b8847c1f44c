"""Who takes hand-offs: when they work, who stands in, and what happens when one leaves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.server.actions import sellers as actions
from accord.server.records.queries import users
from accord.server.web import door
from accord.server.web.display import handoff_people_sheet


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show everybody who takes hand-offs."""
    sheet = handoff_people_sheet.sheet(door.user_of(request), timezone.now())
    return render(request, "handoffs/people.html", {"page": sheet})


@door.deed
def desk(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say when somebody works, and who stands behind them."""
    other = users.find_user(public_id)
    actions.change_desk(door.user_of(request), other.email, request.POST.dict())
    door.say(request, _("Kept. Running clocks are counted anew."))
    return redirect("handoff_people")


@door.deed
def away(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that somebody is away, or take it back."""
    other, post = users.find_user(public_id), request.POST
    number = post.get("drop", "")
    if number.isascii() and number.isdigit():
        actions.drop_absence(door.user_of(request), other.email, int(number))
    else:
        first, last = post.get("first", ""), post.get("last", "")
        actions.add_absence(door.user_of(request), other.email, first, last)
    door.say(request, _("Kept. Running clocks are counted anew."))
    return redirect("handoff_people")


@door.deed
def leave(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let somebody leave: what is theirs goes to whoever stands in."""
    other = users.find_user(public_id)
    actions.leave(door.user_of(request), other.email, request.POST.get("to", ""))
    door.say(
        request,
        _("Moved. Nothing is sent in the name of %(name)s any more.") % {"name": other.name},
    )
    return redirect("handoff_people")


@door.deed
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Undo a leaving."""
    actions.come_back(door.user_of(request), public_id)
    door.say(request, _("Undone: what moved is theirs again."))
    return redirect("handoff_people")
