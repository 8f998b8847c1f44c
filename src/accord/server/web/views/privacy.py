"""Privacy: erasing people with a receipt, handing out what is held of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.server import retention, typed
from accord.server.actions import erase as actions
from accord.server.records.queries import privacy as queries
from accord.server.web import door
from accord.server.web.display import privacy_page
from accord.server.web.forms.privacy import EraseForm, PersonForm
from accord.values.errors import AccordError


def _render(request: HttpRequest, **forms: object) -> HttpResponse:
    page = privacy_page.sheet() | {"erase_form": EraseForm(), "export_form": PersonForm()} | forms
    page |= privacy_page.kept_for()
    status = 422 if forms else 200
    return render(request, "privacy/page.html", {"page": page}, status=status)


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show who was erased, what is kept out, which backups are kept."""
    return _render(request)


@door.page
def receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the receipt of an erasure."""
    page = privacy_page.receipt(queries.find_erasure(public_id))
    return render(request, "privacy/receipt.html", {"page": page})


@door.deed
def erase(request: HttpRequest) -> HttpResponse:
    """Ask for an erasure; the worker does it."""
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _render(request, erase_form=form)
    data = form.cleaned_data
    public_id = actions.ask(door.user_of(request), data["person"], is_full=data["is_full"])
    door.say(request, _("From this moment nothing new of them is stored. The receipt follows."))
    return redirect("erasure", public_id)


@door.deed
def keep_for(request: HttpRequest) -> HttpResponse:
    """Put another table of how long things are kept in force."""
    said = {kind.name: typed.whole(request.POST.get(kind.name, "")) for kind in retention.KINDS}
    if None in said.values():
        raise AccordError(_("Give whole days for every class."))
    actions.keep_for(door.user_of(request), {name: n for name, n in said.items() if n is not None})
    door.say(request, _("Kept: it counts from the next night on."))
    return redirect("privacy")


@door.deed
def export(request: HttpRequest) -> HttpResponse:
    """Give everything that is held of a person as one JSON file."""
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _render(request, export_form=form)
    text = actions.export(door.user_of(request), form.cleaned_data["person"])
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="person.json"'
    return response
