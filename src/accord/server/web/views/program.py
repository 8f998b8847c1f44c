"""Rules and charter as they are: in force, earlier versions, presets."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.program import presets
from accord.server.actions import programs as actions
from accord.server.records.queries import programs
from accord.server.web import door, zones
from accord.server.web.display import program_sheet


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show the rules in force, in words."""
    current = programs.find_current()
    if current is None:
        return redirect("program_presets")
    sheet = program_sheet.in_force(
        current, programs.current_program(), programs.list_drafts(), zones.of_workspace()
    )
    return render(request, "program/page.html", {"page": sheet})


@door.page
def versions(request: HttpRequest) -> HttpResponse:
    """Show every version, adopted or drafted."""
    found = (*programs.list_drafts(), *programs.list_versions())
    return render(
        request,
        "program/versions.html",
        {
            "versions": found,
            "headline": program_sheet.versions_headline(found),
            "who_may": program_sheet.who_may_revert(),
        },
    )


@door.page
def compare(request: HttpRequest, version: str) -> HttpResponse:
    """Show where a version differs from the rules in force."""
    found, current = programs.find_version(version), programs.find_current()
    return render(request, "program/compare.html", program_sheet.comparison(found, current))


@door.deed
def revert(request: HttpRequest, version: str) -> HttpResponse:
    """Bring an earlier version back."""
    note = request.POST.get("note", "") or _("brought back")
    actions.revert(door.user_of(request), version, note)
    door.say(request, _("These rules are in force again. Their numbers come back exactly."))
    return redirect("program")


@door.page
def presets_page(request: HttpRequest) -> HttpResponse:
    """Show the presets that come along."""
    return render(
        request,
        "program/presets.html",
        program_sheet.presets_sheet(has_rules=programs.find_current() is not None),
    )


@door.page
def preset(request: HttpRequest, name: str) -> HttpResponse:
    """Compare a preset with the rules in force; posted, try it as a draft."""
    if request.method == "POST":
        user = door.user_of(request)
        title = presets.program(name).title
        draft = actions.start_draft(user, title, presets.text(name))
        actions.start_preview(user, draft)
        return redirect("program_draft", draft)
    return render(
        request,
        "program/compare.html",
        program_sheet.preset_comparison(name, programs.find_current()),
    )
