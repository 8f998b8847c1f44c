"""Connections: what is read, how it goes, and what its fields mean."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.server.actions import connections as actions
from accord.server.records.queries import connections as queries
from accord.server.syncing import systems
from accord.server.web import door
from accord.server.web.display import connections_sheet, fields_sheet
from accord.server.web.forms.connecting import ConnectionForm
from accord.values.errors import AccordError, NotFoundError, RefusedError


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show every connection, and what can be connected."""
    sheet = connections_sheet.every(queries.list_connections(), door.user_of(request))
    return render(request, "connections/list.html", {"page": sheet})


@door.page
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one connection: its runs and what it could not take."""
    found = queries.find_connection(public_id)
    runs, issues = queries.list_runs(public_id), queries.list_issues(public_id)
    sheet = connections_sheet.one(found, (runs, issues), door.user_of(request))
    return render(request, "connections/one.html", {"page": sheet})


@door.page
def new(request: HttpRequest, system: str) -> HttpResponse:
    """Connect a system."""
    if system not in systems.SYSTEMS:
        message = _("There is no connector of that name; the connections page lists them.")
        raise NotFoundError(message)
    form = ConnectionForm(system, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            public_id = actions.add(door.user_of(request), system, form.cleaned_data)
        except RefusedError:
            raise
        except AccordError as error:
            form.add_error(None, error.message)
        else:
            door.say(request, _("Connected. The first read begins now."))
            return redirect("connection", public_id)
    sheet = connections_sheet.asking(system, door.user_of(request))
    status = 422 if form.errors else 200
    return render(request, "connections/form.html", {"page": sheet, "form": form}, status=status)


@door.page
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change name, schedule, address or secrets."""
    found = queries.find_connection(public_id)
    initial = {"name": found.name, "schedule": found.schedule, **found.options}
    form = ConnectionForm(found.system, request.POST or None, is_new=False, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(door.user_of(request), public_id, form.cleaned_data)
        except RefusedError:
            raise
        except AccordError as error:
            form.add_error(None, error.message)
        else:
            door.say(request, _("Changed."))
            return redirect("connection", public_id)
    sheet = connections_sheet.asking(found.system, door.user_of(request), found)
    status = 422 if form.errors else 200
    return render(request, "connections/form.html", {"page": sheet, "form": form}, status=status)


@door.page
def fields(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what each field means: tried first, then saved."""
    found, user = queries.find_connection(public_id), door.user_of(request)
    said, tried, error = found.mapping, None, ""
    if request.method == "POST":
        said = fields_sheet.mapped(found, request.POST.dict())
        try:
            if request.POST.get("do") == "save":
                actions.save_mapping(user, public_id, said)
                door.say(request, _("Saved. Everything is read again under it."))
                return redirect("connection", public_id)
            tried = actions.try_mapping(user, public_id, said)
        except RefusedError:
            raise
        except AccordError as problem:
            error = problem.message
    sheet = fields_sheet.sheet(found, said, tried) | {"error": error, "can_write": user.can_write}
    status = 422 if error else 200
    return render(request, "connections/fields.html", {"page": sheet}, status=status)


@door.deed
def run(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read what is new now."""
    actions.run_now(door.user_of(request), public_id)
    door.say(request, _("Asked for. It begins within seconds."))
    return door.back(request, "connection", public_id)


@door.deed
def pause(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a connection rest, or go on."""
    is_paused = request.POST.get("is_paused") == "1"
    actions.pause(door.user_of(request), public_id, is_paused=is_paused)
    door.say(request, _("It rests until you let it go on.") if is_paused else _("It goes on."))
    return door.back(request, "connection", public_id)


@door.deed
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Disconnect; what it brought stays."""
    actions.remove(door.user_of(request), public_id)
    door.say(request, _("Disconnected, and its secrets are deleted. What it brought stays."))
    return redirect("connections")
