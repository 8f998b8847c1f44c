"""The page on which somebody says what goes into a CRM, and sees every write before it leaves."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accord.connectors.crm import writing
from accord.server.records.models import AppUser, CrmWrite
from accord.server.records.queries import accounts
from accord.server.records.queries.connections import Linked
from accord.server.records.queries.writing import Written
from accord.server.syncing import systems
from accord.server.web import wording
from accord.server.writing_back import wishes
from accord.values import ids

SHOWN: Final = 200
_State = CrmWrite.State
TO_SEND: Final = (_State.PLANNED, _State.WAITING, _State.CLAIMED)
NOT_SENT: Final = (_State.KEPT, _State.FAILED)
_MEASURES: Final = {
    "tier": gettext_noop("Tier"),
    "stage": gettext_noop("Journey stage"),
    "fit_band": gettext_noop("Fit band"),
    "engagement": gettext_noop("Engagement, points"),
    "why_now": gettext_noop("Why now"),
    "qualified": gettext_noop("Qualified"),
}
_POLICIES: Final = {
    writing.FILL: gettext_noop("only where it is empty, or ours"),
    writing.REPLACE: gettext_noop("over whatever stands there"),
}
_STATES: Final = {
    _State.PLANNED: gettext_noop("not sent yet"),
    _State.WAITING: gettext_noop("leaves next"),
    _State.CLAIMED: gettext_noop("is leaving"),
    _State.KEPT: gettext_noop("left as it is"),
    _State.FAILED: gettext_noop("refused there"),
    _State.WRITTEN: gettext_noop("written"),
}
_WHAT: Final = {
    CrmWrite.Kind.TASK: gettext_noop("a task"),
    CrmWrite.Kind.MEMBER: gettext_noop("campaign member"),
}


def sheet(
    linked: Linked, written: Written, found: Mapping[str, Sequence[CrmWrite]], user: AppUser
) -> dict[str, Any]:
    """Return what the page's template reads; `found` holds the writes to send, not sent and done."""
    said, system = written.said, systems.find(linked.system)
    counts = written.counts
    listed = [row for rows in found.values() for row in rows]
    names = accounts.list_rows(sorted({row.account for row in listed}))
    return {
        "public_id": linked.public_id,
        "name": linked.name,
        "title": system.title,
        "rights": system.writing_rights,
        "headline": _headline(written, linked.name),
        "error": said.error,
        "again": said.not_before,
        "is_at_work": written.is_at_work,
        "is_on": said.is_on,
        "is_mapped": said.pk is not None,
        "looked_at": said.looked_at,
        "fields": _fields(said.fields),
        "policies": [(code, _(words)) for code, words in _POLICIES.items()],
        "has_tasks": said.has_tasks,
        "has_members": said.has_members,
        "campaigns": _campaigns(linked.system),
        "planned": counts.get(_State.PLANNED, 0),
        "written": counts.get(_State.WRITTEN, 0),
        "same": said.counts.get("same", 0),
        "lists": {
            name: [_row(row, names.get(row.account)) for row in rows]
            for name, rows in found.items()
        },
        "more": {
            "to_send": max(0, sum(counts.get(one, 0) for one in TO_SEND) - SHOWN),
            "not_sent": max(0, sum(counts.get(one, 0) for one in NOT_SENT) - SHOWN),
        },
        "can_write": user.can_write,
        "is_admin": user.is_admin,
    }


def mapped(given: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what a form says of the fields."""
    return [
        {
            "measure": measure,
            "field": given.get(f"field:{measure}", "").strip(),
            "policy": given.get(f"policy:{measure}", writing.FILL),
        }
        for measure in wishes.MEASURES
    ]


def _headline(written: Written, name: str) -> str:
    counts, said = written.counts, written.said
    if said.error:
        return _("Writing to %(name)s did not come through.") % {"name": name}
    if written.is_at_work:
        return _("%(name)s is being compared. Open this page again in a moment.") % {"name": name}
    if said.pk is None:
        return _("Nothing is written to %(name)s. Say what goes where, and look first.") % {
            "name": name
        }
    if n := counts.get(_State.PLANNED, 0):
        return wording.counted(
            n, "1 write is ready. Nothing has been sent.", "%(n)s writes are ready. None was sent."
        )
    return _("%(name)s holds what Accord says, as far as the mapping lets it.") % {"name": name}


def _fields(said: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    by_measure = {each["measure"]: each for each in said}
    return [
        {
            "measure": measure,
            "words": _(words),
            "field": by_measure.get(measure, {}).get("field", ""),
            "policy": by_measure.get(measure, {}).get("policy", writing.FILL),
        }
        for measure, words in _MEASURES.items()
    ]


def _campaigns(system: str) -> str:
    if system == "salesforce":
        return _("Who was sent a mail of a campaign whose CRM id is a campaign there (701…)")
    return _("Who was sent a mail of a campaign whose CRM id is the number of a static list there")


def _row(row: CrmWrite, account: accounts.AccountRow | None) -> dict[str, Any]:
    is_field = row.kind == CrmWrite.Kind.FIELD
    return {
        "account": ids.public_id(row.account),
        "name": account.name if account else "–",
        "record": row.record if is_field else row.field,
        "field": row.field if is_field else _(_WHAT[CrmWrite.Kind(row.kind)]),
        "old": row.old,
        "new": row.new,
        "why": row.why,
        "words": row.words,
        "state": _(_STATES[_State(row.state)]),
        "is_bad": row.state == _State.FAILED,
        "written_at": row.written_at,
    }
