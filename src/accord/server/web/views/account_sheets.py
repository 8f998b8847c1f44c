"""What is taken from an account's page: the brief; and what is said on it: role, step, note."""

from importlib.util import find_spec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accord.server.actions import notes, roles, steps
from accord.server.records.queries import receipts
from accord.server.web import door, pdfs
from accord.server.web.display import brief_page
from accord.server.web.views.account import found, pinned
from accord.values.errors import NotFoundError


@door.page
def brief(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the brief, to be read or printed."""
    page = found(public_id)
    sheet = brief_page.sheet(page, receipts.find_brief(public_id), pinned())
    context = {"row": page.row, "brief": sheet, "has_pdf": find_spec("weasyprint") is not None}
    return render(request, "account/brief.html", context)


@door.page
def pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the brief as a PDF where the extra is installed."""
    page = found(public_id)
    sheet = brief_page.sheet(page, receipts.find_brief(public_id), pinned())
    if find_spec("weasyprint") is None:
        message = _("PDF needs the extra: pip install 'accord-abm[pdf]'. The page prints as well.")
        raise NotFoundError(message)
    html = render_to_string("account/brief_print.html", {"row": page.row, "brief": sheet}, request)
    return pdfs.response(html, f"{page.row.name} brief.pdf")


@door.deed
def role(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm which part a person plays."""
    post = request.POST
    said = post.get("role", "")
    batch = roles.confirm_role(
        door.user_of(request), public_id, post.get("person", ""), post.get("solution", ""), said
    )
    door.say(request, _("Kept: the role is confirmed, and the figures follow."), undo=batch)
    return door.back(request, "account", public_id)


@door.deed
def step(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer the next step: done, or not now."""
    post = request.POST
    steps.answer_step(
        door.user_of(request),
        public_id,
        steps.Answer(
            post.get("play", ""),
            post.get("step", ""),
            post.get("outcome", ""),
            post.get("note", ""),
        ),
    )
    door.say(request, _("Kept. What comes next follows from it."))
    return door.back(request, "account", public_id)


@door.deed
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leave a note."""
    notes.add_note(door.user_of(request), public_id, request.POST.get("note", ""))
    door.say(request, _("The note is kept."))
    return door.back(request, "account", public_id)
