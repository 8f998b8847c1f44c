"""The page of the inbound queue: who came by themselves, how well they fit, and why now."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.program.model import Program
from accord.server.records.models import AppUser
from accord.server.records.queries.accounts import AccountRow
from accord.server.records.queries.inbound import Queue
from accord.server.web import wording


def sheet(queue: Queue, program: Program, user: AppUser) -> dict[str, Any]:
    """Return what the page's template reads."""
    return {
        "headline": ngettext(
            "One company came by itself and is on no list.",
            "%(n)s companies came by themselves and are on no list.",
            queue.total,
        )
        % {"n": wording.number(queue.total)}
        if queue.total
        else _("Nobody waits. Who comes by themselves stands here."),
        "rows": [_row(row) for row in queue.rows],
        "more": queue.total - len(queue.rows),
        "tiers": [(code, wording.words(code)) for code in reversed(list(program.tiers))],
        "can_write": user.can_write,
    }


def _row(row: AccountRow) -> dict[str, Any]:
    industry = wording.words(row.industry) if row.industry else ""
    place = ", ".join(filter(None, (industry, row.country)))
    return {
        "public_id": row.public_id,
        "name": row.name,
        "domain": row.domain or "",
        "place": place,
        "fit": row.fit,
        "fit_words": wording.words(row.fit_band) if row.fit_band else _("Unknown"),
        "engagement": row.engagement,
        "why": row.why_now,
        "people": row.seats_engaged,
        "spark": row.spark,
        "top": max([*row.spark, 1]),
    }
