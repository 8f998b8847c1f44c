"""The pages of trust in figures: the CRM's pipeline and ours, and sources that fell silent."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.measurement.data_gaps import Gap
from accord.server.records.queries.connections import Linked
from accord.server.records.queries.gaps import Silence, Source
from accord.server.records.queries.reconciling import Compared
from accord.server.web import wording
from accord.server.web.display import connections_sheet

_CAUSES: Final = {
    "rejected": gettext_noop("could not be taken: see the connection's page"),
    "not_read": gettext_noop("changed there since we read it, or read and not derived yet"),
    "left_out": gettext_noop("left out by the rules: an ignored stage or owner"),
    "closed_by_now": gettext_noop("closed in our facts, still open there when it was counted"),
    "closed_there": gettext_noop("closed or deleted there since we read it"),
    "changed": gettext_noop("another amount in our facts than there"),
    "no_account": gettext_noop("of no account that we know"),
    "off_list": gettext_noop("of accounts that are not on the target list"),
}
_SHOWN: Final = 8


def bridges(compared: Sequence[Compared]) -> dict[str, Any]:
    """Return the page of reconciliation."""
    rest = sum(abs(each.bridge.unexplained) for each in compared)
    if not compared:
        headline = _("Nothing to compare yet: connect a CRM, and its own figure stands here.")
    elif rest:
        headline = _("Some of the difference has no cause: that is an error of ours; tell us.")
    else:
        headline = _("Every difference between the CRM's open pipeline and ours has a cause.")
    return {"headline": headline, "bridges": [_bridge(each) for each in compared]}


def _bridge(each: Compared) -> dict[str, Any]:
    bridge, currency = each.bridge, each.currency
    return {
        "public_id": each.public_id,
        "name": each.name,
        "read_at": each.read_at,
        "theirs": wording.amount(bridge.theirs, currency),
        "theirs_n": bridge.count_theirs,
        "ours": wording.amount(bridge.ours, currency),
        "ours_n": bridge.count_ours,
        "unexplained": wording.amount(bridge.unexplained, currency),
        "is_explained": bridge.unexplained == 0,
        "steps": [
            {
                "words": _(_CAUSES[step.cause]),
                "n": len(step.ids),
                "amount": _signed(step.minor, currency),
                "examples": [
                    {"name": each.names.get(one) or one, "why": each.reasons.get(one, "")}
                    for one in step.ids[:_SHOWN]
                ],
                "more": max(0, len(step.ids) - _SHOWN),
            }
            for step in bridge.steps
        ],
        "apart": [
            _("%(n)s opportunities, %(amount)s: no rate is known, so they stand apart")
            % {"n": wording.number(n), "amount": wording.amount(minor, code)}
            for code, (minor, n) in sorted(bridge.apart.items())
        ],
    }


def _signed(minor: int, currency: str) -> str:
    words = wording.amount(minor, currency)
    return f"+{words}" if minor > 0 else words


def silence(found: Silence | None, linked: Sequence[Linked]) -> dict[str, Any]:
    """Return the page of data gaps."""
    gaps = [_gap(source, gap, found.today) for source, gap in found.gaps] if found else []
    is_open = [gap for gap in gaps if gap["is_open"]]
    late = [row for row in connections_sheet.rows_of(linked) if row["tone"] in {"bad", "warn"}]
    if is_open or late:
        n = len(is_open) + len(late)
        headline = ngettext("One source is silent now.", "%(n)s sources are silent now.", n) % {
            "n": n
        }
    elif gaps:
        headline = _("Every source speaks now. There were gaps in the last 26 weeks.")
    else:
        headline = _("No gaps: every source spoke as it usually does in the last 26 weeks.")
    return {
        "headline": headline,
        "gaps": gaps,
        "late": late,
        "sources": [_source(source, found.today) for source in found.sources] if found else [],
    }


def _gap(source: Source, gap: Gap, today: int) -> dict[str, Any]:
    return {
        "source": wording.words(source.name) or _("Unnamed source"),
        "first": wording.day(gap.first_day, today),
        "last": _("now") if gap.is_open else wording.day(gap.last_day, today),
        "days": wording.days(gap.days),
        "usual": wording.days(gap.usual_pause) if gap.usual_pause else _("none"),
        "is_open": gap.is_open,
    }


def _source(source: Source, today: int) -> dict[str, Any]:
    return {
        "name": wording.words(source.name) or _("Unnamed source"),
        "activities": source.activities,
        "days": source.days,
        "last": wording.day(source.last_day, today),
        "gaps": len(source.gaps),
    }
