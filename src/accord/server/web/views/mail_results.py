"""Mail results: the address that providers post to, and the page that says whether they do."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from accord.server import errors
from accord.server.actions import mail_senders
from accord.server.mailing.hearing import AskedError
from accord.server.records.queries import mail_senders as queries
from accord.server.web import door
from accord.server.web.display import mail_sheet, tracking_sheet
from accord.server.web.forms.tracking import KeyForm, SenderForm, SigningForm
from accord.values.errors import AccordError

_UNAUTHORIZED = 401
_TRY_AGAIN = 503


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def take(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take what a provider tells; what is answered with success is on disk."""
    try:
        row = queries.find(public_id)
        events = 0 if request.method == "HEAD" else mail_senders.take(row, request)
    except AskedError as error:
        asked = JsonResponse(
            {"code": "no_password", "message": error.message}, status=_UNAUTHORIZED
        )
        asked["WWW-Authenticate"] = 'Basic realm="Accord mail results"'
        return asked
    except AccordError as error:
        status = int(errors.status_of(error))
        said = {"code": "refused", "message": error.message}
        answer = JsonResponse(said, status=status)
        if status == _TRY_AGAIN:
            answer["Retry-After"] = "5"
        return answer
    return JsonResponse({"success": True, "events": events})


@door.deed
def add(request: HttpRequest) -> HttpResponse:
    """Let a provider tell its results."""
    form = SenderForm(request.POST)
    if not form.is_valid():
        page = tracking_sheet.keys() | mail_sheet.senders()
        page |= {"form": KeyForm(), "sender_form": form}
        return render(request, "tracking/list.html", {"page": page}, status=422)
    given = form.cleaned_data
    row = mail_senders.add(door.user_of(request), given["provider"], given["key"])
    door.say(request, _("Ready. Enter the address there."))
    return redirect("tracking_mail", row.public_id)


@require_GET
@door.page
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the address and the secret of a provider, and whether results arrive."""
    row = queries.find(public_id)
    page = mail_sheet.one(row, request.build_absolute_uri("/").rstrip("/"), door.user_of(request))
    page |= {"form": SigningForm(label=page["key_label"])}
    return render(request, "tracking/mail.html", {"page": page})


@door.deed
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Switch a provider on or off, or change its secret."""
    user, row = door.user_of(request), queries.find(public_id)
    asked = request.POST.get("deed", "")
    if asked in {"on", "off"}:
        mail_senders.switch(user, row, is_enabled=asked == "on")
    elif asked == "secret":
        mail_senders.change_secret(user, row, request.POST.get("key", ""))
    door.say(request, mail_sheet.deed_words(asked))
    return redirect("tracking_mail", public_id)
