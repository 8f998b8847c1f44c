"""Plays and campaigns: planned, launched, watched, paused and ended."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.server.actions import campaigns as actions
from accord.server.actions import sending_mail
from accord.server.playing import preview as previews
from accord.server.records.models import Campaign
from accord.server.records.queries import campaigns as queries
from accord.server.records.queries import picture
from accord.server.web import door
from accord.server.web.display import campaign_sheet, plays_sheet, sending_sheet


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show what runs and what may be started."""
    user = door.user_of(request)
    sheet = plays_sheet.sheet(queries.cards(), queries.unread(user.email), user)
    return render(request, "plays/list.html", {"page": sheet})


@door.deed
def plan(request: HttpRequest, play: str) -> HttpResponse:
    """Begin a draft: where the play may start now, or for the signed list."""
    with picture.pinning():
        if request.POST.get("who") == "signed":
            found = queries.signed(request.POST.get("tier", "any"))
        else:
            found = queries.starting().get(play, [])
        public = actions.plan(door.user_of(request), play, found)
    return redirect("campaign", public)


@door.page
def campaign(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a campaign."""
    row = queries.find(public_id)
    user = door.user_of(request)
    if row.state == Campaign.State.DRAFT:
        sheet = campaign_sheet.draft(row, user)
        return render(request, "plays/draft.html", {"page": sheet})
    progress = queries.progress(row, len(queries.play_of(row).steps))
    sheet = campaign_sheet.running(row, progress, user)
    return render(request, "plays/campaign.html", {"page": sheet})


@door.page
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who would get what."""
    row = queries.find(public_id)
    shown = campaign_sheet.preview(previews.of(row, timezone.now()))
    name = "preview" if request.headers.get("HX-Request") else "preview_page"
    return render(request, f"plays/{name}.html", {"steps": shown, "row": row})


@door.deed
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Save what a draft says."""
    actions.change(door.user_of(request), public_id, request.POST.dict())
    door.say(request, _("Saved."))
    return redirect("campaign", public_id)


@door.deed
def mail(request: HttpRequest, public_id: str, place: str) -> HttpResponse:
    """Save the mail of a step, and send it to who writes it when they ask for it."""
    number = int(place) if place.isascii() and place.isdigit() else -1
    subject, body = request.POST.get("subject", ""), request.POST.get("body", "")
    user = door.user_of(request)
    actions.write_mail(user, public_id, number, subject, body)
    said = _("The mail of step %(n)s is saved.") % {"n": number + 1}
    if request.POST.get("then") == "try":
        text = queries.text_of(queries.find(public_id), number)
        said = sending_sheet.became(sending_mail.try_text(user, text))
    door.say(request, said)
    return redirect("campaign", public_id)


@door.deed
def take_out(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take accounts out of a draft."""
    numbers = [int(text) for text in request.POST.getlist("account") if text.isdigit()]
    actions.take_out(door.user_of(request), public_id, numbers)
    door.say(request, _("Taken out."))
    return redirect("campaign", public_id)


@door.deed
def read(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that the briefing was read."""
    actions.read_briefing(door.user_of(request), public_id)
    door.say(request, _("Thank you; marketing sees that you know."))
    return redirect("campaign", public_id)


@door.deed
def launch(request: HttpRequest, public_id: str) -> HttpResponse:
    """Launch a draft."""
    actions.launch(door.user_of(request), public_id)
    door.say(request, _("Launched. The first step is being done."))
    return redirect("campaign", public_id)


@door.deed
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Pause a campaign, let it go on, end it, or throw its draft away."""
    user, what = door.user_of(request), request.POST.get("what", "")
    if what == "discard":
        actions.discard(user, public_id)
        door.say(request, _("The draft is gone."))
        return redirect("plays")
    if what == "end":
        actions.end(user, public_id, request.POST.get("reason", ""))
    elif what == "pause":
        actions.pause(user, public_id)
    elif what == "resume":
        actions.resume(user, public_id)
    return redirect("campaign", public_id)
