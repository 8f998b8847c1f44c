"""What every page's frame shows: the workspace, the menu, the rules in force, who you are."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accord.server.records.models import AppUser, Setting
from accord.server.records.queries import (
    accounts,
    campaigns,
    handoffs,
    lists,
    picture,
    programs,
    seeing,
)
from accord.server.web import door, wording, zones


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu."""

    title: str
    link: str
    icon: str
    is_here: bool
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A titled part of the menu."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a page."""

    workspace: str
    menu: tuple[Group, ...] = ()
    tabs: tuple[Item, ...] = ()
    pinned: picture.Pinned | None = None
    zone_name: str = ""
    program_label: str = ""
    adopted_on: str = ""
    as_of: str = ""
    user_name: str = ""
    access_role: str = ""
    can_write: bool = False
    is_admin: bool = False


_MENU: Final = (
    ("", (("today", gettext_noop("Today"), "sun"),)),
    (
        gettext_noop("Work"),
        (
            ("accounts", gettext_noop("Accounts"), "building"),
            ("empty_seats", gettext_noop("Empty seats"), "armchair"),
            ("handoffs", gettext_noop("Hand-offs"), "user-check"),
            ("plays", gettext_noop("Plays"), "flag"),
            ("inbound", gettext_noop("Inbound queue"), "user-plus"),
            ("imports", gettext_noop("Import"), "file-import"),
            ("connections", gettext_noop("Connections"), "plug"),
            ("tracking", gettext_noop("Tracking"), "activity"),
        ),
    ),
    (
        gettext_noop("Agree"),
        (
            ("targets", gettext_noop("Target account list"), "writing-sign"),
            ("program", gettext_noop("Rules and charter"), "adjustments-horizontal"),
        ),
    ),
    (
        gettext_noop("Tell"),
        (
            ("scorecard", gettext_noop("Scorecard"), "chart-dots"),
            ("reconciliation", gettext_noop("Reconciliation"), "git-compare"),
            ("gaps", gettext_noop("Data gaps"), "hourglass"),
        ),
    ),
)
_OF_ALL: Final = frozenset({"imports", "connections", "reconciliation", "scorecard"})
"""What is about all accounts: hidden from whoever sees only some."""
_TABS: Final = (
    ("today", gettext_noop("Today"), "sun"),
    ("accounts", gettext_noop("Accounts"), "building"),
    ("targets", gettext_noop("List"), "writing-sign"),
    ("scorecard", gettext_noop("Scorecard"), "chart-dots"),
    ("more", gettext_noop("More"), "dots"),
)


def frame(request: HttpRequest) -> dict[str, object]:
    """Give every template the frame, made only when a template asks for it."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> Frame:
    name = _workspace()
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return Frame(name)
    user = door.user_of(request)
    pinned = picture.pin()
    zone = zones.of_workspace()
    adoption = programs.current_adoption()
    counts = _counts(user)
    return Frame(
        workspace=name,
        menu=tuple(
            Group(_(title) if title else "", _items(items, request, counts))
            for title, items in _MENU
        ),
        tabs=_items(_TABS, request, {}),
        pinned=pinned,
        zone_name=zones.name(),
        program_label=pinned.program_version[:8] if pinned else "",
        adopted_on=date_format(adoption.adopted_at.astimezone(zone), "j M") if adoption else "",
        as_of=date_format(pinned.as_of.astimezone(zone), "j M, H:i") if pinned else "",
        user_name=user.name,
        access_role=_(wording.ACCESS_ROLES.get(user.access_role, user.access_role)),
        can_write=user.can_write,
        is_admin=user.is_admin,
    )


def _items(
    items: tuple[tuple[str, str, str], ...], request: HttpRequest, counts: dict[str, int]
) -> tuple[Item, ...]:
    found = []
    is_limited = seeing.sight() is not None
    for name, title, icon in items:
        if is_limited and name in _OF_ALL:
            continue
        link = reverse(name)
        here = request.path == link or (link != "/" and request.path.startswith(link))
        found.append(Item(_(title), link, icon, here, counts.get(name)))
    return tuple(found)


def _counts(user: AppUser) -> dict[str, int]:
    """Count what the menu tells: target accounts, objections and briefings that wait."""
    found = {"accounts": accounts.count_accounts(accounts.Filters())}
    waiting = sum(len(each) for each in lists.list_objections().values())
    unread = len(campaigns.unread(user.email))
    asked = handoffs.count_open(user)
    found |= {"handoffs": asked} if asked else {}
    return found | ({"targets": waiting} if waiting else {}) | ({"plays": unread} if unread else {})


def _workspace() -> str:
    row = Setting.objects.filter(name="workspace_name").first()
    return str(row.value) if row else ""
