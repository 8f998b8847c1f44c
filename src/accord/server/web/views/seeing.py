"""Who sees which accounts: the admin's table."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.server.actions import seeing as actions
from accord.server.records.queries import seeing as queries
from accord.server.web import door, wording
from accord.values.errors import AccordError, RefusedError


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show whose sight is limited, and to what; admins change it."""
    rule, error, said = queries.rule(), "", None
    if request.method == "POST":
        said = request.POST.get("territories", "")
        try:
            actions.limit(door.user_of(request), request.POST.getlist("role"), said)
        except RefusedError:
            raise
        except AccordError as problem:
            error = problem.message
        else:
            door.say(request, _("Kept: it counts from the next page on."))
            return redirect("seeing")
    chosen = request.POST.getlist("role") if error else list(rule.roles)
    is_admin = door.user_of(request).is_admin
    page = {
        "is_limited": bool(rule.roles),
        "roles": [(r, _(wording.ACCESS_ROLES[r]), r in chosen) for r in queries.LIMITABLE],
        "territories": (said or "") if error else (actions.written(rule) if is_admin else ""),
        "error": error,
    }
    return render(request, "settings/seeing.html", {"page": page}, status=422 if error else 200)
