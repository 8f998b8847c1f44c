"""One page of the list of accounts, gathered from what the queries answer."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from accord.server.records.models import AppUser
from accord.server.records.queries import accounts, kept_out, picture, programs, views
from accord.server.web.display import account_filters, account_list, empty_list
from accord.server.web.forms.decisions import ACTIONS

PAGE = 50


def sheet(
    asked: account_list.Asked, user: AppUser, shown: Sequence[str], *, is_part: bool
) -> dict[str, Any]:
    """Return what the list's template reads; a part leaves out what stands around the rows."""
    page = accounts.list_accounts(asked.filters, asked.sort, asked.after, PAGE)
    pinned = picture.pin()
    columns = account_list.columns(asked, shown)
    parts: dict[str, Any] = {
        "rows": page.rows,
        "total": page.total,
        "today": pinned.as_of_day if pinned else 0,
        "spark_top": account_list.spark_top(page.rows),
        "columns": columns,
        "shown": [column for column in columns if column.is_shown],
        "is_wide": sum(column.is_shown for column in columns) > len(account_list.DEFAULT_COLUMNS),
        "range_words": _range(asked, page),
        "next_link": account_list.link(asked.filters, asked.sort, after=page.next)
        if page.next
        else "",
        "first_link": account_list.link(asked.filters, asked.sort) if asked.after else "",
        "bulk_actions": ACTIONS,
    }
    if not page.rows:
        parts["known"] = accounts.count_accounts(accounts.Filters())
        parts["is_empty_workspace"] = parts["known"] == 0
        if parts["known"] and account_list.is_plain(asked):
            parts["none"] = _why_none(parts["known"])
    if not is_part:
        parts |= _around(asked, user, page)
    return _context(asked, **parts)


def _why_none(known: int) -> dict[str, Any]:
    """Say why no account is a target, though some are known."""
    program = programs.current_program()
    absent = kept_out.list_absent(empty_list.least_fit(program))
    return empty_list.sheet(absent, known, program)


def _range(asked: account_list.Asked, page: accounts.Page) -> str:
    """Say how many rows of how many are shown; a later page does not count those before it."""
    counts = {"n": f"{len(page.rows):,}", "total": f"{page.total:,}"}
    if asked.after:
        return _("%(n)s more of %(total)s") % counts
    return _("1 to %(n)s of %(total)s") % counts


def _around(asked: account_list.Asked, user: AppUser, page: accounts.Page) -> dict[str, Any]:
    """Return headline, tabs and menus."""
    saved = views.list_views(user)
    tabs = account_list.tabs(asked, saved, user)
    risen = accounts.Filters(chosen={"tier": account_list.TIERS}, is_rising=True)
    rising = accounts.list_accounts(risen, "-engagement_change", None, 1)
    view = next((v for v in saved if v.public_id == asked.view), None)
    return {
        "headline": account_list.headline(asked, page, tabs[0].n or 0, rising),
        "tabs": tabs,
        "facets": account_filters.facet_menus(asked, accounts.list_facets(asked.filters)),
        "view": {"public_id": view.public_id, "is_mine": view.owner == user.name} if view else None,
    }


def _context(asked: account_list.Asked, **parts: Any) -> dict[str, Any]:
    """Gather what the list's template reads."""
    return {
        "text": asked.filters.text,
        "chips": account_filters.chips(asked),
        "flags": account_filters.flag_links(asked),
        "kept": account_list.kept(asked),
        "query": account_list.address(asked.filters, asked.sort),
        "sorted_by": account_list.sorted_by(asked.sort),
        "clear_link": account_list.link(accounts.Filters(), "rank"),
        **parts,
    }
