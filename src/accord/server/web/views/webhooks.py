"""Webhooks: addresses that are told of what happens at accounts, set by admins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accord.server.actions import webhooks as actions
from accord.server.records.queries import webhooks as queries
from accord.server.web import door
from accord.server.web.display import webhooks_sheet


@require_GET
@door.page
def show(request: HttpRequest) -> HttpResponse:
    """List the addresses and what they were told; a new secret is shown once."""
    user = door.user_of(request)
    page = webhooks_sheet.sheet(queries.list_endpoints(), queries.latest(), user)
    page["secret"] = request.session.pop("new_webhook_secret", "")
    return render(request, "settings/webhooks.html", {"page": page})


@door.deed
def add(request: HttpRequest) -> HttpResponse:
    """Tell an address."""
    post = request.POST
    row, secret = actions.add(
        door.user_of(request), post.get("name", ""), post.get("url", ""), post.getlist("kind")
    )
    request.session["new_webhook_secret"] = secret
    door.say(request, _("%(name)s is told from now on. Copy its secret now.") % {"name": row.name})
    return redirect("webhooks")


@door.deed
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Try an address, give it a new secret, pause it, let it go on, or take it away."""
    user, deed = door.user_of(request), request.POST.get("deed", "")
    row = queries.find(public_id)
    if deed == "try":
        actions.try_out(user, row)
        door.say(request, _("A test is on its way; its answer stands below in a moment."))
    elif deed == "rotate":
        request.session["new_webhook_secret"] = actions.rotate(user, row)
        door.say(request, _("Copy the new secret now; for a day both sign."))
    elif deed in {"pause", "resume"}:
        actions.switch(user, row, is_on=deed == "resume")
    elif deed == "remove":
        actions.remove(user, row)
        door.say(request, _("%(name)s is told nothing any more.") % {"name": row.name})
    return redirect("webhooks")


@door.deed
def retry(request: HttpRequest, message_id: str) -> HttpResponse:
    """Send again what was given up."""
    actions.retry(door.user_of(request), queries.delivery(message_id))
    door.say(request, _("It is sent again, under the same id."))
    return redirect("webhooks")
