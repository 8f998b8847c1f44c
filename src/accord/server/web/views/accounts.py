"""The list of accounts: searched, filtered, sorted, saved, changed, exported."""

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.server import exporting
from accord.server.actions import decide_accounts, saved_views
from accord.server.records.queries import views
from accord.server.web import door, exports, wording
from accord.server.web.display import account_list, accounts_page, bulk_page
from accord.server.web.forms.decisions import BulkForm
from accord.server.web.forms.people import ViewForm
from accord.values.errors import AccordError


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show a page of the list; asked by the search field, only its rows."""
    query = request.GET.copy()
    if not query:
        query.setlist("tier", list(account_list.TIERS))
    asked = account_list.read(query)
    shown = request.session.get("columns", ())
    is_part = request.headers.get("HX-Request") == "true" and "HX-Target" in request.headers
    page = accounts_page.sheet(asked, door.user_of(request), shown, is_part=is_part)
    return render(
        request, "accounts/results.html" if is_part else "accounts/list.html", {"page": page}
    )


@require_POST
@door.page
def columns(request: HttpRequest) -> HttpResponse:
    """Keep which columns somebody wants to see."""
    request.session["columns"] = request.POST.getlist("column")[:20]
    return door.back(request, "accounts")


@door.deed
def bulk(request: HttpRequest) -> HttpResponse:
    """Preview a change to several accounts, then make it."""
    chosen = bulk_page.chosen(request.POST)
    action = request.POST.get("action", "owner_set")
    is_typed = "do" in request.POST
    form = BulkForm(action, request.POST if is_typed else None)
    if request.POST.get("do") == "apply" and form.is_valid():
        batch = decide_accounts.apply(door.user_of(request), chosen, form.change())
        door.say(
            request,
            wording.counted(len(chosen), "1 account changed.", "%(n)s accounts changed."),
            undo=batch,
        )
        return redirect(f"{reverse('accounts')}?{request.POST.get('query', '')}")
    found = bulk_page.preview(door.user_of(request), chosen, form)
    sheet = bulk_page.sheet(request.POST, form, chosen, found)
    return render(request, "accounts/bulk.html", sheet)


@door.deed
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what was decided last."""
    n = decide_accounts.undo(door.user_of(request), request.POST.get("token", ""))
    door.say(
        request,
        wording.counted(
            n, "1 account stands again as before.", "%(n)s accounts stand again as before."
        ),
    )
    return door.back(request, "accounts")


@door.page
def export(request: HttpRequest, kind: str) -> FileResponse:
    """Give the list as a file that imports back unchanged."""
    asked = account_list.read(request.GET)
    if kind not in exporting.ENDINGS:
        message = _("Accounts are exported as csv or xlsx.")
        raise AccordError(message)
    return exports.accounts(kind, asked.filters, asked.sort)


@door.page
def save_view(request: HttpRequest) -> HttpResponse:
    """Ask for a name, and keep the filters under it."""
    query = request.META.get("QUERY_STRING", "")
    form = ViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = account_list.read(QueryDict(query))
        data = form.cleaned_data
        public_id = saved_views.save_view(
            door.user_of(request),
            data["name"],
            asked.filters,
            asked.sort,
            is_shared=data["is_shared"],
        )
        door.say(request, _("Saved as “%(name)s”.") % {"name": data["name"]})
        return redirect(account_list.link(asked.filters, asked.sort, view=public_id))
    return render(request, "accounts/view_save.html", {"form": form, "query": query})


@door.deed
def delete_view(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete a saved view."""
    view = views.find_view(public_id, door.user_of(request))
    saved_views.delete_view(door.user_of(request), public_id)
    door.say(request, _("The view “%(name)s” is gone.") % {"name": view.name})
    return redirect("accounts")
