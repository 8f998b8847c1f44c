"""The page of settings: the guide of the first run, users, deeds, health."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.server.records.models import AppUser
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import accounts, imports, lists, picture, programs, users
from accord.server.web import wording

_DEEDS = 30
_LONG = 60


def sheet(user: AppUser) -> dict[str, Any]:
    """Return what the page's template reads."""
    guide = _guide()
    done = sum(step["is_done"] for step in guide)
    left = [step["title"] for step in guide if not step["is_done"]]
    return {
        "headline": _("Next: %(what)s.") % {"what": left[0][:1].lower() + left[0][1:]}
        if left
        else _("Everything stands. You can work."),
        "guide": guide,
        "guide_words": _("%(n)s of %(all)s done") % {"n": done, "all": len(guide)},
        "users": users.list_users(),
        "is_admin": user.is_admin,
        "access_roles": AccessRole.choices,
        "audit": [_deed(deed) for deed in users.list_deeds(_DEEDS)] if user.is_admin else [],
        "health": _health(),
    }


def _guide() -> list[dict[str, Any]]:
    """Return the steps from nothing to a signed list, in the order in which they help."""
    n = accounts.count_accounts(accounts.Filters())
    rules = programs.find_current()
    signed = lists.list_signed()
    everybody = users.list_users()
    sides = {person.access_role for person in everybody if person.is_active}
    return [
        _step(
            _("Bring in your accounts"),
            wording.counted(n, "1 account is known", "%(n)s accounts are known"),
            n > 0,
            ("imports", _("Import")),
        ),
        _step(
            _("Adopt rules"),
            _("Version %(v)s is in force") % {"v": rules.version[:8]}
            if rules
            else _("Begin with a preset, change ten things"),
            rules is not None,
            ("program", _("Choose")),
        ),
        _step(
            _("Let marketing and sales in"),
            wording.counted(len(everybody), "1 user", "%(n)s users"),
            {"marketing", "sales"} <= sides,
            ("settings", _("Invite")),
        ),
        _step(
            _("Sign the target account list"),
            ngettext("One list was signed", "%(n)s lists were signed", len(signed))
            % {"n": len(signed)},
            bool(signed),
            ("targets", _("See it")),
        ),
        _step(
            _("Look at what can be told"),
            _("Measures, each with its evidence"),
            bool(imports.list_runs(1)) or n > 0,
            ("scorecard", _("Open")),
        ),
    ]


def _step(title: str, detail: str, is_done: bool, way: tuple[str, str]) -> dict[str, Any]:
    return {
        "title": title,
        "detail": detail,
        "is_done": is_done,
        "link": reverse(way[0]),
        "verb": way[1],
    }


def _deed(deed: users.Deed) -> dict[str, Any]:
    words = wording.words(deed.action)
    subject = deed.subject if len(deed.subject) < _LONG else deed.subject[:12]
    return {
        "done_at": deed.done_at,
        "done_by": deed.done_by,
        "words": f"{words}: {subject}" if subject else words,
    }


def _health() -> list[tuple[str, str]]:
    """Say how fresh the numbers are, and whether newer ones are on their way."""
    pinned = picture.pin()
    if pinned is None:
        return [(_("Picture"), _("none yet: import facts, or wait for the first derivation"))]
    return [
        (_("Facts up to"), wording.moment(pinned.as_of)),
        (_("Published"), wording.moment(pinned.published_at)),
        (_("Generation"), pinned.generation),
        (_("Recalculating"), _("yes") if pinned.is_recalculating else _("no")),
        (_("Accounts"), f"{accounts.count_accounts(accounts.Filters()):,}"),
    ]
