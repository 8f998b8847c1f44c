"""Who may be contacted: the legal-basis table, whom the team suppressed, and one person's case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.server import contact_now
from accord.server.actions import contact as actions
from accord.server.records.queries import legal_basis as queries
from accord.server.records.queries import programs
from accord.server.web import door
from accord.server.web.display import privacy_page
from accord.server.web.forms import basis
from accord.server.web.forms.decisions import day_of
from accord.server.web.forms.privacy import ConsentForm, SuppressForm
from accord.server.web.views.account import found as found_account
from accord.values.errors import NotFoundError


def _render(request: HttpRequest, form: SuppressForm) -> HttpResponse:
    context = {
        "form": form,
        "suppressed": queries.list_suppressed(),
        "version": queries.in_force(timezone.now()),
        "grounds": privacy_page.GROUNDS,
        "senders": privacy_page.SENDERS,
    }
    return render(request, "privacy/contact.html", context, status=422 if form.errors else 200)


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show whom the team does not contact, and on what ground it contacts the others."""
    return _render(request, SuppressForm())


@door.deed
def suppress(request: HttpRequest) -> HttpResponse:
    """Suppress a person, a domain or an account."""
    form = SuppressForm(request.POST)
    if not form.is_valid():
        return _render(request, form)
    data = form.cleaned_data
    user, until = door.user_of(request), day_of(data["until"])
    actions.suppress(user, data["scope"], data["subject"], data["reason"], until)
    door.say(request, _("Kept. Whatever is queued for them is not sent."))
    return door.back(request, "contact_rules")


@door.deed
def allow(request: HttpRequest, fact_id: str) -> HttpResponse:
    """Lift a suppression."""
    actions.allow(door.user_of(request), fact_id, request.POST.get("reason", ""))
    door.say(request, _("Lifted. What they said themselves and what the law asks for still stand."))
    return redirect("contact_rules")


@door.page
def table(request: HttpRequest) -> HttpResponse:
    """Show the legal-basis table to be changed, or put a changed one in force."""
    version = queries.in_force(timezone.now())
    rows = basis.rows_of(request.POST if request.method == "POST" else None, version.table)
    error = ""
    if request.method == "POST":
        error = basis.put_in_force(door.user_of(request), request.POST)
        if not error:
            door.say(request, _("This table is in force from now on."))
            return redirect("contact_rules")
    context = {
        "rows": rows,
        "version": version,
        "error": error,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "privacy/table.html", context, status=422 if error else 200)


@door.page
def person(request: HttpRequest, public_id: str, person_id: str) -> HttpResponse:
    """Show what may be done with one person and why; write down what they said."""
    page = found_account(public_id)
    who = next((one for one in page.people if one.public_id == person_id), None)
    if who is None:
        raise NotFoundError(_("This person is not known at this account."))
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and who.email:
        data = form.cleaned_data
        actions.record_consent(
            door.user_of(request), who.email, data["purpose"], data["status"], data["wording"]
        )
        door.say(request, _("Kept, with its wording and time; whatever is queued obeys it."))
        return redirect("account_person", public_id, person_id)
    standing = contact_now.standing_of(who.email or "", timezone.now())
    context = {
        "row": page.row,
        "who": who,
        "form": form,
        "country": standing.country,
        "lines": privacy_page.lines(standing, timezone.now()),
        "said": privacy_page.said(standing),
        "program": programs.current_program(),
    }
    return render(request, "privacy/person.html", context)
