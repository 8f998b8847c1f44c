"""Work that a campaign asks for: approved, refused and done on its page."""

import io

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accord.server.actions import play_tasks as actions
from accord.server.records.queries import picture
from accord.server.web import door
from accord.values.errors import AccordError


@door.deed
def answer(request: HttpRequest, public_id: str, task: str) -> HttpResponse:
    """Approve, refuse or finish one piece of work."""
    user, said = door.user_of(request), request.POST
    note = said.get("note", "")
    with picture.pinning():
        match said.get("what", ""):
            case "approve":
                is_asked = said.get("policy", "") == "yes"
                actions.approve(
                    user, public_id, task, said.get("cost", ""), is_policy_asked=is_asked
                )
                words = _("Approved.")
            case "refuse":
                actions.refuse(user, public_id, task, note)
                words = _("It will not be done.")
            case "done":
                done = actions.Done(note, said.get("exit", ""))
                actions.finish(user, public_id, task, done)
                words = _("Done.")
            case _:
                message = "say what became of it: approve, refuse or done"
                raise AccordError(message)
    door.say(request, words)
    return redirect("campaign", public_id)


@door.deed
def addresses(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Give the addresses of what was approved to go by post."""
    with picture.pinning():
        found = actions.addresses(door.user_of(request), public_id)
    return FileResponse(
        io.BytesIO(found),
        as_attachment=True,
        filename=f"addresses-{public_id}.csv",
        content_type="text/csv; charset=utf-8",
    )
