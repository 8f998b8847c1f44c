"""Settings: the first run, users, who did what, password, theme, health."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.server.actions import sign_in, users
from accord.server.records.queries import users as queries
from accord.server.web import door
from accord.server.web.display import settings_sheet
from accord.server.web.forms.people import InviteForm, PasswordForm

_YEAR = 365 * 24 * 3600


def _render(request: HttpRequest, **forms: object) -> HttpResponse:
    sheet = settings_sheet.sheet(door.user_of(request))
    page = sheet | {"invite_form": InviteForm(), "password_form": PasswordForm()} | forms
    page["new_link"] = request.session.pop("new_link", "")
    return render(request, "settings/page.html", {"page": page})


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show the settings."""
    return _render(request)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep whether somebody wants light, dark, or what their device says."""
    response = door.back(request)
    wanted = request.POST.get("theme", "")
    if wanted in {"light", "dark"}:
        response.set_cookie("accord_theme", wanted, max_age=_YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie("accord_theme")
    return response


@require_POST
@door.page
def password(request: HttpRequest) -> HttpResponse:
    """Set one's own password."""
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _render(request, password_form=form)
    user = door.user_of(request)
    user.set_password(form.cleaned_data["password"])
    user.save()
    update_session_auth_hash(request, user)
    door.say(request, _("Your password is set."))
    return redirect("settings")


@door.deed
def invite(request: HttpRequest) -> HttpResponse:
    """Let somebody in, and show their one-time link once."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _render(request, invite_form=form)
    data, user = form.cleaned_data, door.user_of(request)
    users.add_user(user, data["email"], data["name"], data["access_role"])
    base = request.build_absolute_uri("/")
    request.session["new_link"] = sign_in.make_link_for(user, data["email"], base)
    door.say(request, _("%(name)s can sign in with the link below.") % {"name": data["name"]})
    return redirect("settings")


@door.deed
def role(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what somebody may do."""
    other = queries.find_user(public_id)
    wanted = request.POST.get("access_role", "")
    users.change_user(door.user_of(request), other, access_role=wanted, is_active=other.is_active)
    door.say(request, _("%(name)s has another access role now.") % {"name": other.name})
    return redirect("settings")


@door.deed
def active(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sign somebody out for good, or let them in again."""
    other = queries.find_user(public_id)
    is_active = request.POST.get("is_active") == "1"
    users.change_user(
        door.user_of(request), other, access_role=other.access_role, is_active=is_active
    )
    words = _("%(name)s can come in.") if is_active else _("%(name)s can't come in any more.")
    door.say(request, words % {"name": other.name})
    return redirect("settings")
