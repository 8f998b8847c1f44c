"""The page of one account, its receipts, its timeline and its facts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accord.server.records.queries import account_page as queries
from accord.server.records.queries import picture, programs, receipts
from accord.server.web import door, facts
from accord.server.web.display import account_head, account_sheet, account_story, fact_page
from accord.server.web.display import receipt as sheets
from accord.values.errors import NotFoundError


def found(public_id: str) -> queries.AccountPage:
    """Return an account's page, or say where to look for it."""
    page = queries.find_account(public_id)
    if page is None:
        message = _("There is no account at this address. Search for it by name or domain.")
        raise NotFoundError(message)
    return page


def pinned() -> picture.Pinned:
    """Return the picture that an account was found in."""
    pin = picture.pin()
    assert pin is not None  # noqa: S101 - there is no account without a picture
    return pin


@door.page
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the account."""
    page = found(public_id)
    program = programs.current_program()
    brief = facts.brief_now(page.row.account, program, pinned().as_of_day)
    sheet = account_sheet.sheet(page, program, pinned(), facts.what_to_say(brief))
    sheet["headline"] = brief.headline
    return render(request, "account/page.html", {"page": sheet})


@door.page
def timeline(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show everything that happened."""
    page = found(public_id)
    context = {
        "row": page.row,
        "headline": _("%(n)s at %(name)s, the latest first.")
        % {"n": account_story.timeline_words(page), "name": page.row.name},
        "entries": account_story.timeline(pinned().as_of_day, page.timeline),
    }
    return render(request, "account/timeline_page.html", context)


def _engagement(page: queries.AccountPage) -> sheets.Sheet:
    return sheets.of_engagement(page, receipts.find_engagement(page.row.public_id), pinned())


def _fit(page: queries.AccountPage) -> sheets.Sheet:
    if page.fit is None:
        message = _("Nothing is known of its fit yet: no profile or no facts.")
        raise NotFoundError(message)
    return sheets.of_fit(page, page.fit, pinned())


def _completeness(page: queries.AccountPage) -> sheets.Sheet:
    group = account_head.main_group(page)
    if group is None:
        message = _("There is no buying group here yet: no person is known.")
        raise NotFoundError(message)
    return sheets.of_completeness(page, group, pinned())


def _stage(page: queries.AccountPage) -> sheets.Sheet:
    return sheets.of_stage(page, pinned())


RECEIPTS: Final[dict[str, Callable[[queries.AccountPage], sheets.Sheet]]] = {
    "engagement": _engagement,
    "fit": _fit,
    "completeness": _completeness,
    "stage": _stage,
}
"""The figures of an account that open, by their name in addresses."""


def _narrowed(page: queries.AccountPage, solution: str) -> queries.AccountPage:
    """Return the page with one solution's group alone, where it has that."""
    groups = tuple(group for group in page.groups if group.solution == solution)
    return replace(page, groups=groups) if groups else page


@door.page
def receipt(request: HttpRequest, public_id: str, measure: str) -> HttpResponse:
    """Show what a figure is made of: in the drawer, or as a page of its own."""
    if measure not in RECEIPTS:
        message = _("There is no receipt for %(what)s; there are %(all)s.")
        raise NotFoundError(message % {"what": measure, "all": ", ".join(RECEIPTS)})
    page = _narrowed(found(public_id), request.GET.get("solution", ""))
    template = "account/receipt.html" if door.is_drawer(request) else "account/receipt_page.html"
    return render(request, template, {"receipt": RECEIPTS[measure](page), "row": page.row})


@door.page
def fact(request: HttpRequest, public_id: str, fact_id: str) -> HttpResponse:
    """Show one fact as it was received."""
    page = found(public_id)
    found_fact = facts.find_fact(page.row.account, fact_id)
    if found_fact is None:
        message = _("There is no such fact at this account.")
        raise NotFoundError(message)
    return render(request, "account/fact.html", {"row": page.row, **fact_page.sheet(found_fact)})
