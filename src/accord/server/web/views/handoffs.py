"""Hand-offs: the queue, one on one screen, and what is answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.server.actions import handoffs as actions
from accord.server.records.queries import handoffs as queries
from accord.server.records.queries import programs
from accord.server.web import door, facts
from accord.server.web.display import handoff_sheet, handoffs_sheet
from accord.server.web.views.account import found, pinned
from accord.values import ids


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show the queue: one's own, or everybody's."""
    is_mine = request.GET.get("whose", "mine") != "all"
    sheet = handoffs_sheet.sheet(
        door.user_of(request), programs.current_program(), timezone.now(), is_mine=is_mine
    )
    return render(request, "handoffs/list.html", {"page": sheet})


@door.page
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one hand-off."""
    row, program, user = queries.find(public_id), programs.current_program(), door.user_of(request)
    now = timezone.now().astimezone(program.zone)
    page = found(ids.public_id(row.account))
    brief = facts.brief_now(row.account, program, pinned().as_of_day)
    sheet = handoff_sheet.sheet(row, page, facts.what_to_say(brief), program, now)
    sheet |= handoff_sheet.deciding(row, user, program, now) | {"headline": brief.headline}
    return render(request, "handoffs/one.html", {"page": sheet})


@door.deed
def accept(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it."""
    actions.accept(door.user_of(request), public_id)
    door.say(request, _("Yours. The clock of the follow-up runs."))
    return redirect("handoff", public_id)


@door.deed
def reject(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give it back with a reason."""
    post = request.POST
    then = actions.reject(
        door.user_of(request), public_id, post.get("reason", ""), post.get("note", "")
    )
    said = _("Given back. What follows: %(what)s.") % {"what": _(handoffs_sheet.FOLLOWS[then])}
    door.say(request, said)
    return redirect("handoff", public_id)


@door.deed
def give(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give it to somebody else."""
    actions.give(door.user_of(request), public_id, request.POST.get("to", ""))
    door.say(request, _("Given on. The clock goes on."))
    return redirect("handoffs")


@door.deed
def read(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that it was read."""
    actions.read(door.user_of(request), public_id)
    return redirect("handoff", public_id)


@door.deed
def outcome(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note what came of it."""
    is_done = actions.note_outcome(
        door.user_of(request), public_id, request.POST.get("outcome", "")
    )
    door.say(request, _("The follow-up is complete.") if is_done else _("Noted."))
    return redirect("handoff", public_id)


@door.deed
def follow(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that what a rejection asked for is done."""
    actions.follow(door.user_of(request), public_id)
    door.say(request, _("Done. It leaves the list."))
    return door.back(request, "handoffs")
