"""Sending mail: set by admins, tried by marketing too."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.server.actions import sending_mail as actions
from accord.server.mailing import how as hows
from accord.server.web import door
from accord.server.web.display import sending_sheet
from accord.server.web.forms.sending import SendingForm, initial
from accord.values.errors import AccordError, RefusedError


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show how mails leave, and take another way."""
    user = door.user_of(request)
    base = request.build_absolute_uri("/").rstrip("/")
    form = SendingForm(request.POST or None, initial=initial(hows.load(), base))
    if request.method == "POST" and form.is_valid():
        try:
            given = {name: value for name, value in form.cleaned_data.items() if value is not None}
            actions.keep(user, given, given)
        except RefusedError:
            raise
        except AccordError as problem:
            form.add_error(None, problem.message)
        else:
            door.say(request, _("Kept. Send yourself a test mail now."))
            return redirect("sending")
    is_looked_up = request.GET.get("domain") == "1"
    page = sending_sheet.page(user, form, is_looked_up=is_looked_up)
    status = 422 if form.errors else 200
    return render(request, "settings/sending.html", {"page": page, "form": form}, status=status)


@door.deed
def try_out(request: HttpRequest) -> HttpResponse:
    """Send a test mail, and say what became of it."""
    user = door.user_of(request)
    outcome = actions.try_out(user, request.POST.get("address", "") or user.email)
    if outcome.state != "sent":
        raise AccordError(sending_sheet.became(outcome))
    door.say(request, sending_sheet.became(outcome))
    return redirect("sending")
