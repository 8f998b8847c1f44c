"""Signing in by one-time link or password, and out."""

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.server.actions import sign_in as actions
from accord.server.actions import throttle
from accord.server.records.models import AppUser
from accord.server.web.forms.people import SignInForm

_BACKEND = "django.contrib.auth.backends.ModelBackend"


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "/"


def show(request: HttpRequest) -> HttpResponse:
    """Ask for mail address and password."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _tried(request, form)
        if user is not None:
            login(request, user)
            return redirect(_next(request))
    context = {
        "form": form,
        "next": _next(request),
        "headline": _("Sign in to see whom to look at."),
        "under": _("With your mail address, or by the one-time link you were given."),
        "button": _("Sign in"),
    }
    return render(request, "sign_in.html", context, status=422 if form.errors else 200)


def _tried(request: HttpRequest, form: SignInForm) -> AppUser | None:
    """Return who gave the right password; say on the form why nobody did."""
    email, password = form.cleaned_data["email"].lower(), form.cleaned_data["password"]
    place = request.META.get("REMOTE_ADDR", "")
    if throttle.is_closed(email, place):
        form.add_error(
            None,
            _(
                "Too many wrong passwords came for this address. Use a one-time link: ask an "
                "admin for one, or run accord sign-in-link %(email)s. Or wait ten minutes."
            )
            % {"email": email},
        )
        return None
    user = authenticate(request, username=email, password=password)
    if user is not None:
        throttle.forget(email, place)
        return user
    throttle.note_wrong(email, place)
    form.add_error(None, _("This address and password do not go together."))
    return None


def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before the link is used up: mail scanners open links, people press buttons."""
    if request.method == "POST":
        user = actions.use_link(token)
        login(request, user, backend=_BACKEND)
        return redirect("today")
    context = {
        "headline": _("This link signs you in once."),
        "under": _("After that, set a password in Settings, or ask for another link."),
        "button": _("Sign in"),
        "next": "/",
    }
    return render(request, "sign_in.html", context)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("sign_in")
