"""Audiences: whom platforms are told of, by rules, in step with the list."""

import io

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accord.server.actions import audiences as actions
from accord.server.records.queries import audiences as queries
from accord.server.records.queries import picture
from accord.server.web import door
from accord.server.web.display import audience_sheet


@require_GET
@door.page
def show(request: HttpRequest) -> HttpResponse:
    """List the audiences, and offer another."""
    page = audience_sheet.sheet(queries.list_audiences(), door.user_of(request))
    return render(request, "audiences/list.html", {"page": page})


@require_GET
@door.page
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who would stand in an audience now, who is kept back, and what changed."""
    page = audience_sheet.one(queries.find(public_id), door.user_of(request))
    return render(request, "audiences/one.html", {"page": page})


@door.deed
def add(request: HttpRequest) -> HttpResponse:
    """Make an audience."""
    post = request.POST
    rule: dict[str, list[str] | str | bool] = {
        "tiers": post.getlist("tier"),
        "roles": post.getlist("role"),
        "play": post.get("play", ""),
        "is_acquisition": post.get("is_acquisition") == "yes",
    }
    row = actions.add(
        door.user_of(request), post.get("name", ""), post.get("platform", ""), rule=rule
    )
    door.say(
        request, _("%(name)s is there. Nothing leaves before you download it.") % {"name": row.name}
    )
    return redirect("audience", row.public)


@door.deed
def file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Give the file of this moment."""
    with picture.pinning():
        found = actions.write(door.user_of(request), queries.find(public_id))
    stream = io.BytesIO(found.content)
    return FileResponse(
        stream, as_attachment=True, filename=found.name, content_type="text/csv; charset=utf-8"
    )


@door.deed
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an audience away."""
    row = queries.find(public_id)
    actions.remove(door.user_of(request), row)
    door.say(
        request, _("%(name)s is gone here. Take it away at the platform too.") % {"name": row.name}
    )
    return redirect("audiences")
