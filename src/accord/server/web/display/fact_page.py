"""One fact as its page shows it: head, body, and when it was known."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from accord.measurement import visits
from accord.server.records.queries import programs
from accord.server.web import wording
from accord.server.web.display import channels_page
from accord.values import ids, time

_KEYS: Final = frozenset(
    {
        "day",
        "known_day",
        "half_hour",
        "kind",
        "channel",
        "asset",
        "agent",
        "person_key",
        "company_key",
        "kind_of_fact",
    }
)
_TIMES: Final = frozenset({"occurred_at", "known_at", "received_at"})


def sheet(fact: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fact's columns in words; numbers that only machines join by are left out."""
    kind = fact.get("kind_name") or fact.get("kind_of_fact") or ""
    lines = [
        (wording.words(name), _value(name, value))
        for name, value in fact.items()
        if name not in _KEYS and value not in (None, "", 0, "{}", [])
    ]
    lines += _came_by(fact)
    when = time.from_us(fact["occurred_at"]) if fact.get("occurred_at") else None
    headline = _("%(what)s, %(when)s.") % {
        "what": wording.words(kind) or _("A fact"),
        "when": wording.moment(when),
    }
    return {"headline": headline, "lines": lines}


def _came_by(fact: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Say by which channel a visit came, by the rules in force, and which rule says so."""
    found = visits.of_activity(programs.current_program().visits, fact)
    if found is None:
        return []
    marks, origin = found
    told = f"{marks.source} / {marks.medium}"
    lines = [(_("Came from"), told), (_("By the channel"), wording.words(origin.channel))]
    if origin.campaign:
        lines.append((_("Of the campaign"), origin.campaign))
    if origin.play:
        lines.append((_("Of the play"), wording.words(origin.play)))
    rule = channels_page.rule_words(origin)
    return [*lines, (_("Because of the rule"), rule)]


def _value(name: str, value: Any) -> str:
    if name in _TIMES:
        return wording.moment(time.from_us(value))
    if name in {"account", "person"}:
        return ids.public_id(value)
    if name.endswith("_on") and isinstance(value, int):
        return wording.full_day(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
