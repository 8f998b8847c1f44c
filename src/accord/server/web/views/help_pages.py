"""Help, keys and the glossary."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accord.server.web import door
from accord.server.web.display import help_sheet


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show the keys, the places and how shapes read."""
    return render(request, "help/page.html", {"places": help_sheet.places()})


@door.page
def glossary(request: HttpRequest) -> HttpResponse:
    """Show every word and every measure's formula."""
    return render(request, "help/glossary.html", {"entries": help_sheet.glossary()})


@door.page
def more(request: HttpRequest) -> HttpResponse:
    """Show on a phone what the side bar holds on a desk."""
    return render(request, "me.html")
