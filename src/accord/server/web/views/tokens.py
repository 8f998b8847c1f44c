"""Tokens: by what programs come in, made, rotated and revoked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accord.server.actions import api_tokens
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import api_tokens as queries
from accord.server.web import door


@require_GET
@door.page
def show(request: HttpRequest) -> HttpResponse:
    """List the tokens; a new secret is shown once."""
    user = door.user_of(request)
    rows = queries.list_tokens(user)
    working = sum(row.revoked_at is None for row in rows)
    roles = api_tokens.MAY_HAND_OUT.get(user.access_role, frozenset())
    page = {
        "headline": ngettext("%(n)s program may come in.", "%(n)s programs may come in.", working)
        % {"n": working or _("No")},
        "rows": rows,
        "now": timezone.now(),
        "roles": [(code, title) for code, title in AccessRole.choices if code in roles],
        "secret": request.session.pop("new_token", ""),
        "base": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "settings/tokens.html", {"page": page})


@door.deed
def add(request: HttpRequest) -> HttpResponse:
    """Make a token."""
    post = request.POST
    row, secret = api_tokens.add(
        door.user_of(request), post.get("name", ""), post.get("access_role", "")
    )
    request.session["new_token"] = secret
    door.say(request, _("%(name)s can come in. Copy its token now.") % {"name": row.name})
    return redirect("tokens")


@door.deed
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Rotate or revoke a token."""
    user = door.user_of(request)
    row = queries.find_token(public_id, user)
    if request.POST.get("deed") == "rotate":
        request.session["new_token"] = api_tokens.rotate(user, row)
        door.say(request, _("Copy the new token now; the former works for a week."))
    elif request.POST.get("deed") == "revoke":
        api_tokens.revoke(user, row)
        door.say(request, _("%(name)s can't come in any more.") % {"name": row.name})
    return redirect("tokens")
