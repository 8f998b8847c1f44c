"""The pages of connections: state, runs and issues in plain words."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.server.records.models import AppUser
from accord.server.records.queries.connections import Issue, Linked, Run
from accord.server.syncing import schedules, systems
from accord.server.web import wording
from accord.server.web.display import warehouse_sheet

_STATES: Final = {
    "running": (gettext_noop("Reading now"), "refresh", "ok"),
    "refused": (gettext_noop("Needs you"), "plug-x", "bad"),
    "paused": (gettext_noop("Paused"), "hand-stop", "quiet"),
    "waiting": (gettext_noop("Waits for a limit"), "hourglass", "warn"),
    "failed": (gettext_noop("Tried again soon"), "alert-triangle", "warn"),
    "new": (gettext_noop("Begins soon"), "clock", "quiet"),
    "done": (gettext_noop("Up to date"), "check", "ok"),
}
_RUNS: Final = {
    "running": gettext_noop("reading"),
    "done": gettext_noop("done"),
    "failed": gettext_noop("ended early"),
    "waiting": gettext_noop("stopped by a limit"),
}
_HOUR_S: Final = 3_600
_DAY_S: Final = 86_400


def every(linked: Sequence[Linked], user: AppUser) -> dict[str, Any]:
    """Return the page of all connections."""
    rows = rows_of(linked)
    troubled = [row for row in rows if row["tone"] == "bad"]
    again = [row for row in rows if row["error"]]
    if not rows:
        headline = _(
            "Connect your CRM. Accord only reads until you say more, and you see every field first."
        )
    elif troubled:
        headline = ngettext(
            "One connection needs you.", "%(n)s connections need you.", len(troubled)
        ) % {"n": len(troubled)}
    elif again:
        headline = ngettext(
            "One connection did not come through; it is tried again by itself.",
            "%(n)s connections did not come through; they are tried again by themselves.",
            len(again),
        ) % {"n": len(again)}
    else:
        headline = _("Every connection is at work.")
    return {
        "headline": headline,
        "rows": rows,
        "systems": [
            {"name": system.name, "title": system.title, "rights": system.rights}
            for system in systems.SYSTEMS.values()
        ],
        "can_connect": user.is_admin,
        "can_write": user.can_write,
    }


def rows_of(linked: Sequence[Linked]) -> list[dict[str, Any]]:
    """Return a row for each connection."""
    return [_row(each) for each in linked]


def one(
    linked: Linked, told: tuple[Sequence[Run], Sequence[Issue]], user: AppUser
) -> dict[str, Any]:
    """Return the page of one connection."""
    runs, issues = told
    row = _row(linked)
    system = systems.find(linked.system)
    return row | {
        "headline": _headline(linked, row),
        "runs": [_run(run) for run in runs],
        "issues": issues,
        "rights": system.rights,
        "details": [
            (_("System"), system.title),
            (_("Read"), _(schedules.CHOICES.get(linked.schedule, linked.schedule))),
            (_("Records read so far"), wording.number(linked.read)),
            (_("Records not taken"), wording.number(linked.rejected)),
            (_("As old as"), row["lag"]),
        ],
        "can_write": user.can_write,
        "is_admin": user.is_admin,
        "has_fields": bool(system.shapes),
        "can_be_written": system.write is not None,
        "writing_error": linked.writing_error,
        "has_queries": system.name == "warehouse",
        "queries": warehouse_sheet.listed(linked),
    }


def asking(system: str, user: AppUser, linked: Linked | None = None) -> dict[str, Any]:
    """Return the page on which a system is connected or changed."""
    found = systems.find(system)
    return {
        "system": found.name,
        "title": found.title,
        "rights": found.rights,
        "public_id": linked.public_id if linked else "",
        "name": linked.name if linked else found.title,
        "headline": _("What Accord needs to read %(system)s") % {"system": found.title},
        "is_admin": user.is_admin,
    }


def _row(linked: Linked) -> dict[str, Any]:
    state = _state(linked)
    words, icon, tone = _STATES[state]
    last = linked.last
    return {
        "public_id": linked.public_id,
        "name": linked.name,
        "system": systems.find(linked.system).title,
        "state": state,
        "state_words": _(words),
        "icon": icon,
        "tone": tone,
        "is_paused": linked.state == "paused",
        "last_run": last.started_at if last else None,
        "next_run": schedules.next_run(linked.number),
        "read": last.read if last else 0,
        "rejected": linked.rejected,
        "lag": _age(linked.lag),
        "error": last.error if last and last.error and state != "done" else "",
    }


def _state(linked: Linked) -> str:
    if linked.state in {"refused", "paused"}:
        return linked.state
    if schedules.is_running(linked.number):
        return "running"
    return linked.last.state if linked.last else "new"


def _headline(linked: Linked, row: dict[str, Any]) -> str:
    name = linked.name
    return {
        "refused": _("%(name)s lets us in no more. What was read stays."),
        "paused": _("%(name)s rests. Nothing is read until you let it go on."),
        "running": _("%(name)s is being read."),
        "waiting": _("%(name)s allows no more calls for now; the rest follows by itself."),
        "failed": _("%(name)s could not be read to the end; it is tried again by itself."),
        "new": _("%(name)s is connected; the first read begins soon."),
    }.get(row["state"], _("%(name)s is read up to date.")) % {"name": name}


def _run(run: Run) -> dict[str, Any]:
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else None
    streams = [
        _("%(n)s %(stream)s")
        % {"n": wording.number(n["read"]), "stream": wording.small_words(name)}
        for name, n in run.by_stream.items()
        if n["read"]
    ]
    return {
        "started_at": run.started_at,
        "state_words": _(_RUNS.get(run.state, run.state)),
        "is_bad": run.state == "failed",
        "read": run.read,
        "rejected": run.rejected,
        "facts": run.facts,
        "streams": wording.joined(streams),
        "seconds": _("%(n)s s") % {"n": wording.number(seconds)} if seconds is not None else "–",
        "asked_by": run.asked_by,
        "error": run.error,
    }


def _age(lag: timedelta | None) -> str:
    """Say how old the newest change may be that is not read yet."""
    if lag is None:
        return _("not read to the end yet")
    seconds = int(lag.total_seconds())
    if seconds < 2 * _HOUR_S:
        return _("%(n)s minutes") % {"n": max(1, seconds // 60)}
    if seconds < 2 * _DAY_S:
        return _("%(n)s hours") % {"n": seconds // _HOUR_S}
    return wording.days(seconds // _DAY_S)
