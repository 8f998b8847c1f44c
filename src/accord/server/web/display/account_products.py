"""Which products an account was seen to use: whose they are, who says so, and until when."""

from typing import Any, Final

from django.utils.translation import gettext as _

from accord.server.records.queries.account_page import AccountPage
from accord.server.web import wording

_SHOWN: Final = 12


def sheet(page: AccountPage, today: int) -> dict[str, Any]:
    """Return the products, those seen last first, and how many more there are."""
    ranked = sorted(
        page.technologies,
        key=lambda row: (-(row.get("last_day") or 0), (row.get("product") or "").lower()),
    )
    more = len(ranked) - _SHOWN
    return {
        "technologies": [_line(row, today) for row in ranked[:_SHOWN]],
        "technologies_words": _("products seen, by whom and when last"),
        "more_technologies": _("And %(n)s more.") % {"n": wording.number(more)} if more > 0 else "",
    }


def _line(row: dict[str, Any], today: int) -> dict[str, Any]:
    said = (row.get("category"), row.get("vendor"))
    told = [text for text in said if text and text != row.get("product")]
    if row.get("source"):
        told.append(_("says %(source)s") % {"source": row["source"]})
    if row.get("first_day"):
        told.append(_("since %(day)s") % {"day": wording.day(row["first_day"], today)})
    return {
        "name": row.get("product") or "",
        "fact_id": row.get("fact_id") or "",
        "detail": " · ".join(told),
        "when": wording.day(row.get("last_day"), today),
    }
