"""Pages of what is written into a CRM."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.server.actions import write_back as actions
from accord.server.records.models import CrmWrite
from accord.server.records.queries import connections, writing
from accord.server.web import door, wording
from accord.server.web.display import writing_sheet
from accord.values.errors import AccordError, RefusedError


@door.page
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what goes where and every write before it leaves; take a mapping."""
    user, problem = door.user_of(request), ""
    if request.method == "POST":
        try:
            _save(request, public_id)
        except RefusedError:
            raise
        except AccordError as error:
            problem = error.message
        else:
            door.say(request, _("Saved. It is compared now; nothing is sent."))
            return redirect("connection_writing", public_id)
    linked = connections.find_connection(public_id)
    sheet = writing_sheet.sheet(linked, writing.find(public_id), _found(public_id), user)
    status = 422 if problem else 200
    page = sheet | {"problem": problem}
    return render(request, "connections/writing.html", {"page": page}, status=status)


def _save(request: HttpRequest, public_id: str) -> None:
    given = request.POST.dict()
    actions.save(
        door.user_of(request),
        public_id,
        writing_sheet.mapped(given),
        has_tasks="has_tasks" in given,
        has_members="has_members" in given,
    )


def _found(public_id: str) -> dict[str, list[CrmWrite]]:
    return {
        "to_send": writing.rows(public_id, writing_sheet.TO_SEND, writing_sheet.SHOWN),
        "not_sent": writing.rows(public_id, writing_sheet.NOT_SENT, writing_sheet.SHOWN),
        "done": writing.rows(public_id, [CrmWrite.State.WRITTEN], writing_sheet.SHOWN),
    }


@door.deed
def write(request: HttpRequest, public_id: str) -> HttpResponse:
    """Look again, send what was looked at, or let it go by itself or not."""
    user, deed = door.user_of(request), request.POST.get("do", "")
    if deed == "send":
        n = actions.send(user, public_id)
        said = wording.counted(n, "1 write leaves now.", "%(n)s writes leave now.")
    elif deed in {"on", "off"}:
        actions.keep(user, public_id, is_on=deed == "on")
        said = (
            _("Each new picture is written by itself.") if deed == "on" else _("It waits for you.")
        )
    else:
        actions.look(user, public_id)
        said = _("It is compared now; nothing is sent that nobody released.")
    door.say(request, said)
    return redirect("connection_writing", public_id)
