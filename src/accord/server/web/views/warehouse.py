"""Saved queries of a warehouse: written, tried, kept, taken away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.server.actions import warehouse as actions
from accord.server.records.queries import connections as queries
from accord.server.web import door
from accord.server.web.display import warehouse_sheet
from accord.server.web.forms.connecting import QueryForm
from accord.values.errors import AccordError, RefusedError


@door.page
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write or change a query: tried first, then kept."""
    linked, user = queries.find_connection(public_id), door.user_of(request)
    before = request.GET.get("name", "")
    kept = warehouse_sheet.find(linked, before)
    form = QueryForm(request.POST or None, initial=kept)
    tried = None
    if request.method == "POST" and form.is_valid():
        try:
            asked = warehouse_sheet.asked(form.cleaned_data, request.POST.dict())
            if request.POST.get("do") == "save":
                actions.save(user, public_id, asked, before)
                door.say(request, _("Kept. It is read now."))
                return redirect("connection", public_id)
            tried = actions.attempt(user, public_id, asked)
        except RefusedError:
            raise
        except AccordError as error:
            form.add_error(None, error.message)
    sheet = warehouse_sheet.sheet(linked, kept, tried, user)
    said = warehouse_sheet.said(request.POST.dict()) if request.method == "POST" else sheet["said"]
    sheet["said"] = said
    sheet["columns"] = warehouse_sheet.mapping_rows(form["kind"].value() or "", tried, said)
    status = 422 if form.errors else 200
    return render(request, "connections/query.html", {"page": sheet, "form": form}, status=status)


@door.deed
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a query away; what it brought stays."""
    actions.remove(door.user_of(request), public_id, request.POST.get("name", ""))
    door.say(request, _("Taken away. What it brought stays."))
    return redirect("connection", public_id)
