"""The page of who takes hand-offs: zones, holidays, absences, who stands in, who left."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from accord.plays import clock
from accord.server.actions import sellers
from accord.server.handing.desks import Desks
from accord.server.records.models import Absence, AppUser, Desk
from accord.server.records.queries import handoffs
from accord.server.web import wording
from accord.server.web.display.handoffs_sheet import person
from accord.values.errors import AccordError

_KEEPERS: Final = frozenset({"admin", "marketing"})


def sheet(user: AppUser, now: datetime) -> dict[str, Any]:
    """Return what the template reads."""
    desks = Desks()
    away: dict[str, list[Absence]] = {}
    for row in Absence.objects.filter(last_on__gte=now.date()).order_by("first_on"):
        away.setdefault(row.email, []).append(row)
    shown = [_row(each, user, desks, away, now) for each in desks.users.values() if each.can_write]
    alone = [row for row in shown if row["is_seller"] and not row["backup"]]
    return {
        "headline": _headline(shown, alone),
        "rows": shown,
        "departures": [
            {
                "public": row.public,
                "who": person(row.email),
                "to": person(row.to),
                "handoffs": len(row.moved),
                "accounts": row.n_accounts,
                "at": row.done_at,
            }
            for row in handoffs.departures()
        ],
        "can_keep": user.access_role in _KEEPERS,
    }


def _headline(rows: list[dict[str, Any]], alone: list[dict[str, Any]]) -> str:
    if not any(row["is_seller"] for row in rows):
        return _("Nobody can take a hand-off yet: invite somebody from sales.")
    if alone:
        names = wording.joined([row["name"] for row in alone[:3]])
        return _("Nobody stands in for %(who)s.") % {"who": names}
    return _("Somebody stands in for everybody.")


def _row(
    each: AppUser, user: AppUser, desks: Desks, away: dict[str, list[Absence]], now: datetime
) -> dict[str, Any]:
    email = each.email.lower()
    row = desks.rows.get(email) or Desk(email=email)
    mine = user.access_role in _KEEPERS or user.email.lower() in {email, desks.manager(email)}
    return {
        "public_id": each.public_id,
        "email": email,
        "name": each.name,
        "is_seller": each.access_role == "sales",
        "zone": row.time_zone,
        "country": row.country,
        "backup": row.backup,
        "backup_name": person(row.backup) if row.backup else "",
        "manager": row.manager,
        "manager_name": person(row.manager) if row.manager else "",
        "territories": ", ".join(row.territories),
        "is_away": clock.is_away(desks.working(email), now),
        "away": away.get(email, []),
        "others": [(e, u.name) for e, u in desks.users.items() if e != email],
        "can_change": user.can_write and mine,
        "leaving": _leaving(email) if user.access_role in _KEEPERS else None,
    }


def _leaving(email: str) -> dict[str, Any] | None:
    """Return what would move if somebody left, or what is missing for it."""
    try:
        found = sellers.preview_leaving(email)
    except AccordError:
        return None
    return {
        "to": person(found.to),
        "handoffs": len(found.handoffs),
        "accounts": len(found.accounts),
    }
