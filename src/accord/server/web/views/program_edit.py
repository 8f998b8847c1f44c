"""Changing the rules: by form or as text, as a draft that is previewed before it is adopted."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.program import editing
from accord.server import typed
from accord.server.actions import programs as actions
from accord.server.records.queries import programs
from accord.server.web import door, zones
from accord.server.web.display import program_draft, program_form, program_sheet
from accord.values.errors import AccordError, NotFoundError


def _base(request: HttpRequest) -> programs.Version:
    """Return the draft that is edited, else the version in force."""
    name = request.POST.get("draft") or request.GET.get("draft") or ""
    found = programs.find_version(name) if name else programs.find_current()
    if found is None:
        message = _("No rules are in force yet. Begin with a preset.")
        raise NotFoundError(message)
    return found


def _save(request: HttpRequest, base: programs.Version, words: str, title: str) -> str:
    """Keep a text as the draft it came from, or as a new one, and ask what it would change."""
    user = door.user_of(request)
    draft = base.version
    if base.is_draft:
        revision = typed.whole(request.POST.get("revision") or str(base.revision))
        if revision is None:
            message = _("The form does not say which revision it changes; open the draft again.")
            raise AccordError(message)
        actions.save_draft(user, draft, words, revision=revision, title=title or None)
    else:
        draft = actions.start_draft(user, title, words)
    if not program_draft.errors(programs.check_text(words)):
        actions.start_preview(user, draft)
    return draft


def _sound(base: programs.Version, section: str) -> Any:
    """Return the clause as the rules in force have it, to know the kinds of a draft's values."""
    return editing.current(programs.current_text(), section) if base.is_draft else None


@door.page
def section(request: HttpRequest, section: str) -> HttpResponse:
    """Show one section as a form; sent, keep it as a draft."""
    base = _base(request)
    data = editing.current(base.text, section)
    if data is None:
        message = _("The rules have no section called %(name)s.") % {"name": section}
        raise NotFoundError(message)
    if request.method == "POST":
        given = program_form.changed(
            data, section, dict(request.POST.lists()), _sound(base, section)
        )
        words = editing.set_values(base.text, given)
        if given:
            return redirect(
                "program_draft", _save(request, base, words, request.POST.get("note", ""))
            )
        door.say(request, _("Nothing was different, so no draft was made."))
        return redirect("program")
    return render(
        request, "program/section.html", {"page": program_sheet.form(base, section, data)}
    )


@door.page
def text(request: HttpRequest) -> HttpResponse:
    """Show the rules as text; sent, check them or keep them as a draft."""
    base = _base(request)
    words = request.POST.get("text", base.text).replace("\r\n", "\n")
    title = request.POST.get("title", base.title if base.is_draft else "")
    if request.POST.get("do") == "save":
        draft = _save(request, base, words, title)
        return redirect("program_draft", draft)
    problems = programs.check_text(words) if request.method == "POST" else ()
    sheet = program_sheet.editor(
        base, words, problems, title=title, is_checked=request.method == "POST"
    )
    return render(request, "program/text.html", {"page": sheet})


@door.page
def draft(request: HttpRequest, version: str) -> HttpResponse:
    """Show what a draft would change."""
    found = programs.find_version(version)
    if request.method == "POST":
        actions.start_preview(door.user_of(request), version)
        return redirect("program_draft", version)
    sheet = program_sheet.draft(
        found,
        programs.find_current(),
        programs.find_preview(version),
        asked=program_sheet.Asked(
            door.user_of(request), zones.of_workspace(), "all" in request.GET
        ),
    )
    return render(request, "program/draft.html", {"page": sheet})


@door.deed
def adopt(request: HttpRequest, version: str) -> HttpResponse:
    """Say yes to a draft."""
    note = request.POST.get("note", "").strip() or _("adopted on the page")
    read = request.POST.get("revision", "")
    is_adopted = actions.adopt_draft(
        door.user_of(request), version, note, revision=typed.whole(read)
    )
    if is_adopted:
        door.say(request, _("Adopted. Accord works out the new numbers now."))
        return redirect("program")
    door.say(request, _("Your side has said yes. The other side is asked next."))
    return redirect("program_draft", version)


@door.deed
def discard(request: HttpRequest, version: str) -> HttpResponse:
    """Put a draft aside."""
    actions.discard_draft(door.user_of(request), version)
    door.say(request, _("The draft is put aside."))
    return redirect("program")
