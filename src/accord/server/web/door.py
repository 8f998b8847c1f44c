"""What every page asks before it is shown: who you are, and which picture you read."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.server.records.models import AppUser
from accord.server.records.queries import picture
from accord.server.web import zones
from accord.values.errors import AccordError, AgainstRuleError, RefusedError

View = Callable[..., HttpResponseBase]


def page(view: View) -> View:
    """Show a page to somebody signed in, from one published picture, in the workspace's zone."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with picture.pinning(), timezone.override(zones.of_workspace()):
            return view(request, *args, **kwargs)

    return cast("View", login_required(shown))


def deed(view: View) -> View:
    """Do something for somebody signed in; what is refused is said where they came from."""

    @wraps(view)
    def done(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_of(request).can_write:
            message = _("Nothing was changed. Readers look; an admin can give you another role.")
            raise RefusedError(message)
        try:
            with timezone.override(zones.of_workspace()):
                return view(request, *args, **kwargs)
        except AccordError as error:
            if isinstance(error, RefusedError) and not isinstance(error, AgainstRuleError):
                raise
            messages.error(request, error.message)
            return back(request)

    return cast("View", login_required(require_POST(done)))


def user_of(request: HttpRequest) -> AppUser:
    """Return who is signed in."""
    return cast("AppUser", request.user)


def back(request: HttpRequest, fallback: str = "today", *args: object) -> HttpResponseRedirect:
    """Go where the form says, or back to the page it stood on, never off this site."""
    for wanted in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
            return HttpResponseRedirect(wanted)
    return redirect(fallback, *args)


def is_drawer(request: HttpRequest) -> bool:
    """Tell whether only the drawer's content is asked for."""
    return request.headers.get("X-Accord-Drawer") == "1"


def say(request: HttpRequest, words: str, undo: str | None = None) -> None:
    """Say what was done on the next page, with a way to undo it."""
    messages.success(request, words, extra_tags=f"undo:{undo}" if undo else "")
