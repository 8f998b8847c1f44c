"""Tracking: write keys with their snippets, what arrives, what was set aside."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accord.server.actions import quarantine, write_keys
from accord.server.records.queries import collecting
from accord.server.web import door
from accord.server.web.display import mail_sheet, tracking_sheet
from accord.server.web.forms.tracking import KeyForm, LimitForm, SenderForm

_DIGITS = 10


@require_GET
@door.page
def show(request: HttpRequest) -> HttpResponse:
    """List the write keys."""
    page = tracking_sheet.keys() | mail_sheet.senders()
    page |= {"form": KeyForm(), "sender_form": SenderForm()}
    return render(request, "tracking/list.html", {"page": page})


@door.deed
def add(request: HttpRequest) -> HttpResponse:
    """Make a write key."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        page = tracking_sheet.keys() | mail_sheet.senders()
        page |= {"form": form, "sender_form": SenderForm()}
        return render(request, "tracking/list.html", {"page": page})
    row = write_keys.add(door.user_of(request), form.cleaned_data["name"])
    door.say(request, _("%(name)s can send now.") % {"name": row.name})
    return redirect("tracking_key", row.public_id)


@require_GET
@door.page
def key(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a write key: what to paste, and whether events arrive."""
    row = collecting.find_key(public_id)
    base = request.build_absolute_uri("/").rstrip("/")
    page = tracking_sheet.key(row, base)
    known = {"origins": "\n".join(row.origins), "quota": row.quota or None}
    page |= {
        "limit_form": LimitForm(initial=known),
        "name_form": KeyForm(initial={"name": row.name}),
    }
    return render(request, "tracking/key.html", {"page": page})


@door.deed
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Rename, rotate, switch or limit a write key."""
    user, row = door.user_of(request), collecting.find_key(public_id)
    asked = request.POST.get("deed", "")
    if asked == "rename":
        write_keys.rename(user, row, request.POST.get("name", ""))
    elif asked == "rotate":
        write_keys.rotate(user, row)
    elif asked == "end_former":
        write_keys.end_former(user, row)
    elif asked in {"on", "off"}:
        write_keys.switch(user, row, is_enabled=asked == "on")
    elif asked == "limit" and (form := LimitForm(request.POST)).is_valid():
        data = form.cleaned_data
        write_keys.limit(user, row, data["origins"], data["quota"] or 0)
    door.say(request, tracking_sheet.deed_words(asked, row))
    return redirect("tracking_key", public_id)


@require_GET
@door.page
def live(request: HttpRequest) -> HttpResponse:
    """Show activities as they arrive, the newest first."""
    return render(request, "tracking/live.html", {"page": tracking_sheet.live()})


@require_GET
@door.page
def aside(request: HttpRequest) -> HttpResponse:
    """Show what was set aside, by reason."""
    reason, start = request.GET.get("reason", ""), request.GET.get("from", "0")
    is_place = start.isdecimal() and len(start) < _DIGITS
    page = tracking_sheet.aside(reason, int(start) if is_place else 0)
    return render(request, "tracking/quarantine.html", {"page": page})


@door.deed
def replay_all(request: HttpRequest) -> HttpResponse:
    """Bring in again everything of a reason that can be used now."""
    again, still = quarantine.replay_all(door.user_of(request), request.POST.get("reason", ""))
    words = ngettext("One event is in.", "%(n)s events are in.", again) % {"n": f"{again:,}"}
    if still:
        words += " " + _("%(n)s can't be used yet: open and mend them.") % {"n": f"{still:,}"}
    door.say(request, words)
    return redirect("tracking_quarantine")


@require_GET
@door.page
def event(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one event that was set aside, to be mended."""
    page = tracking_sheet.event(collecting.find_aside(public_id))
    return render(request, "tracking/event.html", {"page": page})


@door.deed
def replay(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring one event in as it was mended."""
    row = collecting.find_aside(public_id)
    is_new = quarantine.replay(door.user_of(request), row, request.POST.get("text", ""))
    said = _("The event is in.") if is_new else _("It is in already; nothing was added.")
    door.say(request, said)
    return redirect("tracking_quarantine")
