"""Where the links of mails lead: no session, no cookie, nothing but what was signed."""

import logging
from contextlib import suppress
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accord.server.actions import mail_links, throttle
from accord.server.actions.mail_links import Hit
from accord.server.collect import answers, asking
from accord.server.mailing import how, links
from accord.server.mailing.links import WrongLinkError
from accord.server.web.door import View
from accord.values.errors import BusyError

_LOG = logging.getLogger("accord.mail_links")
_ANY = ("GET", "HEAD", "POST")
_WHAT = "mail link"


def _told_apart(view: View) -> View:
    """Answer a link that is not ours, slowly told to whoever tries many, and keep no trace."""

    @wraps(view)
    def shown(request: HttpRequest, token: str) -> HttpResponse:
        try:
            answer = view(request, token)
        except WrongLinkError:
            answer = _wrong(request)
        answer["Cache-Control"] = "no-store"
        answer["X-Robots-Tag"] = "noindex"
        return answer  # type: ignore[return-value]

    return csrf_exempt(shown)


@require_http_methods(["GET", "HEAD"])
@_told_apart
def click(request: HttpRequest, token: str) -> HttpResponse:
    """Write a click down and lead on."""
    try:
        return HttpResponseRedirect(mail_links.click(token, _hit(request)))
    except BusyError:  # who reads a mail is not kept waiting for our books
        return HttpResponseRedirect(links.read_click(token)[1])


@require_http_methods(["GET", "HEAD"])
@_told_apart
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Answer with a picture of one point, and write down that it was asked for."""
    with suppress(BusyError):
        mail_links.opened(token, _hit(request))
    return HttpResponse(answers.GIF, content_type="image/gif")


@require_http_methods(_ANY)
@_told_apart
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask by GET, which changes nothing; withdraw by POST, as RFC 8058 has it."""
    links.read_leave(token)
    if request.method != "POST":
        return _page("asked")
    if request.POST.get("List-Unsubscribe") != "One-Click":
        return _page("asked", 400)
    try:
        mail_links.leave(token, _hit(request))
    except BusyError:
        answer = _page("busy", 503)
        answer["Retry-After"] = "5"
        return answer
    return _page("done")


def _hit(request: HttpRequest) -> Hit:
    return Hit(request.method or "", request.META.get("HTTP_USER_AGENT", ""), _place(request))


def _place(request: HttpRequest) -> str:
    meta = request.META
    return asking.behind_proxy(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""))


def _page(state: str, status: int = 200) -> HttpResponse:
    """Render without the request, so that nothing of a session is read or begun."""
    context = {"state": state, "company": how.load().from_name}
    return HttpResponse(render_to_string("mailing/leave.html", context), status=status)


def _wrong(request: HttpRequest) -> HttpResponse:
    """Say that a link is not ours; who tries many waits, and right ones are never kept waiting."""
    place = _place(request)
    if throttle.is_closed_to(_WHAT, place):
        answer = HttpResponse(_("Too many wrong links. Wait ten minutes."), status=429)
        answer["Retry-After"] = "600"
        return answer
    throttle.note_wrong_try(_WHAT, place)
    _LOG.warning("a link of a mail was not whole")
    return _page("wrong", 400)
