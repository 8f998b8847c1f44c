"""The privacy page, an erasure's receipt, and what may be done with one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.groups import legal_basis, may_contact
from accord.groups.may_contact import Standing
from accord.server import retention
from accord.server.erasing import aging
from accord.server.records.queries import privacy
from accord.server.web import wording
from accord.values import time

STATES: Final = {
    "waiting": gettext_noop("waits for the worker"),
    "running": gettext_noop("is being done"),
    "done": gettext_noop("done"),
}
GROUNDS: Final = {
    "consent": gettext_noop("Consent"),
    "confirmed_consent": gettext_noop("Consent, confirmed by a click"),
    "legitimate_interest": gettext_noop("Legitimate interest, until they object"),
    "opt_out": gettext_noop("Allowed until they opt out"),
    "never": gettext_noop("Never"),
}
SENDERS: Final = {
    "marketing": gettext_noop("Marketing"),
    "seller": gettext_noop("A seller"),
    "*": gettext_noop("Anybody here"),
}
_MEASURES: Final = (
    ("engagement", gettext_noop("Engagement")),
    ("fit", gettext_noop("Fit")),
    ("seats_known", gettext_noop("Seats known")),
    ("seats_engaged", gettext_noop("Seats engaged")),
    ("stage", gettext_noop("Journey stage")),
)
_POINTS: Final = frozenset({"engagement", "fit"})


@dataclass(frozen=True, slots=True)
class Line:
    """One question about a person: for what, by whom, yes or no, and by which rule."""

    purpose: str
    sender: str
    is_allowed: bool
    words: str
    rule: str


def sheet() -> dict[str, Any]:
    """Return what the privacy page shows."""
    erasures = privacy.list_erasures()
    open_ones = sum(row.state != "done" for row in erasures)
    kept_out = privacy.count_kept_out()
    if open_ones:
        headline = ngettext(
            "%(n)s person is being erased.", "%(n)s people are being erased.", open_ones
        ) % {"n": open_ones}
    elif erasures:
        headline = ngettext(
            "%(n)s person was erased; nothing of them comes in again.",
            "%(n)s people were erased; nothing of them comes in again.",
            len(erasures),
        ) % {"n": f"{len(erasures):,}"}
    else:
        headline = _("Nobody has asked to be erased.")
    return {
        "headline": headline,
        "erasures": [(row, _(STATES.get(row.state, row.state))) for row in erasures],
        "backups": privacy.list_backups(),
        "kept_out": kept_out,
    }


def receipt(row: privacy.ErasureRow) -> dict[str, Any]:
    """Return what an erasure's receipt shows."""
    total = sum(line["rows"] for line in row.places)
    if row.state == "done":
        places = sum(1 for line in row.places if line["rows"])
        headline = _("Erased: %(n)s in %(p)s, in %(s)s seconds.") % {
            "n": wording.counted(total, "1 row or file", "%(n)s rows and files"),
            "p": wording.counted(places, "1 place", "%(n)s places"),
            "s": f"{row.seconds or 0:,.0f}",
        }
    else:
        headline = _("This erasure %(state)s.") % {"state": _(STATES.get(row.state, row.state))}
    return {
        "row": row,
        "headline": headline,
        "changes": [
            (_(title), _measure(name, row.before.get(name)), _measure(name, row.after.get(name)))
            for name, title in _MEASURES
            if row.before and row.after
        ],
    }


def kept_for() -> dict[str, Any]:
    """Return how long what is not a fact is kept, when that was last enforced, and what went."""
    table, (ran_at, gone) = retention.days(), retention.last_run()
    rows = [
        {
            "name": kind.name,
            "title": _(kind.title),
            "days": table[kind.name],
            "at_least": kind.at_least,
            "gone": gone.get(kind.name) if ran_at else None,
        }
        for kind in retention.KINDS
    ]
    return {"kept": rows, "ran_at": ran_at, "next_run": retention.next_run()}


def facts_kept() -> dict[str, Any]:
    """Return how long facts are kept, and what went of them."""
    return {
        "facts": {"rows": _classes(aging.days()), "preview": None},
        "facts_gone": [
            one
            | {
                "at": datetime.fromisoformat(one["at"]),
                "is_done": one["state"] == "done",
                "backups": one.get("backups", []),
            }
            for one in aging.receipts()
        ],
    }


def facts_preview(table: Mapping[str, int]) -> dict[str, Any]:
    """Return what a table that is not in force yet would take out."""
    return {"rows": _classes(table), "preview": aging.count(table)}


def _classes(table: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "name": kind.name,
            "title": _(kind.title),
            "days": table.get(kind.name) or "",
            "at_least": kind.at_least,
        }
        for kind in aging.KINDS
    ]


def lines(standing: Standing, as_of: datetime) -> list[Line]:
    """Return every question about a person with its answer."""
    found = []
    for purpose in legal_basis.PURPOSES:
        for sender in legal_basis.SENDERS:
            answer = may_contact.may_contact(standing, purpose, sender, as_of)
            found.append(
                Line(
                    wording.words(purpose),
                    _(SENDERS[sender]),
                    answer.is_allowed,
                    answer.words,
                    answer.rule,
                )
            )
    return found


def said(standing: Standing) -> Sequence[dict[str, Any]]:
    """Return what somebody said about being contacted, the latest first."""
    return [
        {
            "at": time.from_us(one.occurred_us),
            "purpose": wording.words(one.purpose),
            "status": wording.words(one.status),
            "source": one.source,
            "wording": one.wording,
        }
        for one in sorted(standing.said, key=lambda one: -one.occurred_us)
    ]


def _measure(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if name in _POINTS:
        return wording.number(value / 1_000_000, 1)
    return wording.words(value)
