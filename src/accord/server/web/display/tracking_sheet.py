"""The pages of tracking: what to paste, whether it arrives, what could not be used."""

from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.server.collect import items
from accord.server.records.models import QuarantinedEvent, WriteKey
from accord.server.records.queries import collecting
from accord.server.records.queries.collecting import Came
from accord.server.web import wording
from accord.values import ids, time

_A_PAGE: Final = 50
_RAW_SHOWN: Final = 160
_DEEDS: Final = {
    "rename": gettext_noop("%(name)s is its name now."),
    "rotate": gettext_noop("%(name)s has a new key. The former one works for seven days more."),
    "end_former": gettext_noop("The former key of %(name)s works no longer."),
    "on": gettext_noop("%(name)s can send again."),
    "off": gettext_noop("%(name)s can't send any more."),
    "limit": gettext_noop("The limits of %(name)s are kept."),
}


def deed_words(deed: str, row: WriteKey) -> str:
    """Say what was done to a write key."""
    return _(_DEEDS.get(deed, gettext_noop("Nothing was changed."))) % {"name": row.name}


def keys() -> dict[str, Any]:
    """Return what the list of write keys shows."""
    came, today = collecting.came(), collecting.today_by_source()
    rows = collecting.list_keys()
    return {
        "headline": _keys_headline(rows, came),
        "keys": [_key_row(row, came.get(row.source, Came()), today) for row in rows],
        "aside": sum(reason["n"] for reason in collecting.list_reasons()),
    }


def _keys_headline(rows: list[WriteKey], came: dict[str, Came]) -> str:
    if not rows:
        return _("Nothing is tracked yet. Make a write key, and paste its snippet.")
    silent = [row for row in rows if row.is_enabled and row.source not in came]
    if silent:
        return _("%(name)s has not sent anything yet.") % {"name": silent[0].name}
    total = sum(one.heard for one in came.values())
    return ngettext("One event was heard.", "%(n)s events were heard.", total) % {"n": f"{total:,}"}


def _key_row(row: WriteKey, came: Came, today: dict[str, int]) -> dict[str, Any]:
    return {
        "name": row.name,
        "source": row.source,
        "link": reverse("tracking_key", args=[row.public_id]),
        "state": _("Sends") if row.is_enabled else _("Switched off"),
        "is_enabled": row.is_enabled,
        "heard": came.heard,
        "today": today.get(row.source, 0),
        "quarantined": came.quarantined,
        "last": ago(came.last_us),
    }


def key(row: WriteKey, base: str) -> dict[str, Any]:
    """Return what a write key's page shows."""
    came = collecting.came().get(row.source, Came())
    former = row.former_until if row.former_key else None
    return {
        "row": row,
        "headline": _arriving(row, came),
        "is_heard": came.heard > 0,
        "came": came,
        "last": ago(came.last_us),
        "base": base,
        "snippet": f'<script async src="{base}/a.js" data-key="{row.key}"></script>',
        "former_until": former if former and former > timezone.now() else None,
        "counts": [
            (_("Accepted"), came.accepted + came.waiting),
            (_("Heard before"), came.duplicate),
            (_("Set aside"), came.quarantined),
        ],
    }


def _arriving(row: WriteKey, came: Came) -> str:
    if not row.is_enabled:
        return _("%(name)s is switched off: what it sends is refused.") % {"name": row.name}
    if not came.heard:
        return _("Waiting for the first event of %(name)s.") % {"name": row.name}
    return _("%(name)s sends. The last event came %(when)s.") % {
        "name": row.name,
        "when": ago(came.last_us),
    }


def live() -> dict[str, Any]:
    """Return the newest activities."""
    found = collecting.newest()
    return {
        "headline": _("The last activity came %(when)s.") % {"when": ago(found[0]["received_at"])}
        if found
        else _("Nothing came within the last hour."),
        "rows": [_live_row(row) for row in found],
    }


def _live_row(row: dict[str, Any]) -> dict[str, Any]:
    account = row["account"] or 0
    return {
        "when": ago(row["received_at"]),
        "at": time.from_us(row["received_at"]),
        "what": wording.words(row["kind_name"]),
        "where": row["asset_name"] or row["title"] or "",
        "who": row["email"] or _("somebody unknown"),
        "is_known": bool(row["email"]),
        "source": row["source"],
        "account": reverse("account", args=[ids.public_id(account)]) if account else "",
    }


def aside(reason: str, start: int) -> dict[str, Any]:
    """Return what was set aside, all or of one reason."""
    reasons = collecting.list_reasons()
    total = sum(one["n"] for one in reasons)
    rows = collecting.list_aside(reason, start, _A_PAGE + 1)
    more = len(rows) > _A_PAGE
    return {
        "headline": ngettext(
            "One event could not be used.", "%(n)s events could not be used.", total
        )
        % {"n": f"{total:,}"}
        if total
        else _("Every event could be used."),
        "reason": reason,
        "reasons": [_reason(one, reason) for one in reasons],
        "rows": [_aside_row(row) for row in rows[:_A_PAGE]],
        "more": start + _A_PAGE if more else 0,
    }


def _reason(found: dict[str, Any], chosen: str) -> dict[str, Any]:
    code = found["reason"]
    return {
        "code": code,
        "title": wording.words(code),
        "words": _(items.REASONS.get(code, "")),
        "n": found["n"],
        "last": ago(found["last"]),
        "is_chosen": code == chosen,
    }


def _aside_row(row: QuarantinedEvent) -> dict[str, Any]:
    text = bytes(row.raw[: _RAW_SHOWN * 2]).decode("utf-8", "replace")
    return {
        "link": reverse("tracking_event", args=[row.public_id]),
        "title": wording.words(row.reason),
        "source": row.source,
        "at": time.from_us(row.received_us),
        "raw": text[:_RAW_SHOWN] or _("(empty)"),
    }


def event(row: QuarantinedEvent) -> dict[str, Any]:
    """Return one event that was set aside."""
    return {
        "row": row,
        "at": time.from_us(row.received_us),
        "title": wording.words(row.reason),
        "words": _(items.REASONS.get(row.reason, "")),
        "bytes": f"{len(row.raw):,}",
        "text": collecting.readable(row),
        "replayed_by": row.replayed_by,
    }


def ago(us: int) -> str:
    """Say how long ago a moment was."""
    if not us:
        return _("never")
    seconds = max(0, (time.to_us(timezone.now()) - us) // time.SECOND)
    if seconds < 2:  # noqa: PLR2004 - "just now"
        return _("just now")
    for size, one, many in (
        (86_400, "one day ago", "%(n)s days ago"),
        (3_600, "one hour ago", "%(n)s hours ago"),
        (60, "one minute ago", "%(n)s minutes ago"),
    ):
        if seconds >= size:
            n = seconds // size
            return ngettext(one, many, n) % {"n": n}
    return wording.counted(seconds, "1 second ago", "%(n)s seconds ago")
