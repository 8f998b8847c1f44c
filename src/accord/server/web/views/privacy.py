"""Privacy: erasing people with a receipt, handing out what is held of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.server import retention, typed
from accord.server.actions import erase as actions
from accord.server.erasing import aging
from accord.server.records.queries import privacy as queries
from accord.server.web import door
from accord.server.web.display import privacy_page
from accord.server.web.forms.privacy import EraseForm, PersonForm
from accord.values.errors import AccordError


def _render(request: HttpRequest, **forms: object) -> HttpResponse:
    page = privacy_page.sheet() | {"erase_form": EraseForm(), "export_form": PersonForm()}
    page |= privacy_page.kept_for() | privacy_page.facts_kept()
    page |= forms
    status = 422 if {"erase_form", "export_form"} & forms.keys() else 200
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
def keep_facts_for(request: HttpRequest) -> HttpResponse:
    """Show what a table would take out, or put it in force."""
    user = door.user_of(request)
    said = {kind.name: request.POST.get(kind.name, "").strip() for kind in aging.KINDS}
    wanted = {name: typed.whole(text) if text else 0 for name, text in said.items()}
    table = {name: n for name, n in wanted.items() if n is not None}
    if len(table) < len(wanted):
        raise AccordError(_("Give whole days, or nothing to keep it for ever."))
    aging.check(table)
    if "keep" not in request.POST and any(table.values()):
        return _render(request, facts=privacy_page.facts_preview(table))
    actions.keep_facts_for(user, table, now="keep" in request.POST)
    door.say(
        request,
        _("Kept. What is too old goes now, and every night from now on.")
        if any(table.values())
        else _("Kept: facts stay for ever."),
    )
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
