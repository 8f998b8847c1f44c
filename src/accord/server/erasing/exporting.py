"""Everything that is held of a person, as one JSON text."""

import json
from typing import Any

from django.utils import timezone

from accord.server.erasing import person as people
from accord.server.erasing.places.every import PLACES
from accord.server.erasing.places.shape import Asked
from accord.server.erasing.traces import Traces
from accord.values import time


def export(asked_for: str) -> str:
    """Return every row about a person, by place and kind."""
    person = people.find(asked_for)
    asked = Asked(person, Traces(person))
    places: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for place in PLACES:
        kinds = places.setdefault(place.name, {})
        for kind, row in place.export(asked):
            kinds.setdefault(kind, []).append(_readable(row))
    told = {
        "written_at": timezone.now().isoformat(),
        "asked_for": asked_for,
        "addresses": person.emails,
        "names": person.names,
        "phones": person.phones,
        "browsers": person.anonymous_ids,
        "records": [{"source": source, "record": record} for source, record in person.records],
        "places": {name: kinds for name, kinds in places.items() if kinds},
    }
    return json.dumps(told, ensure_ascii=False, indent=1, default=str) + "\n"


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known, and write moments as people read them."""
    found = {}
    for name, value in row.items():
        if value is None or isinstance(value, bytes | memoryview):
            continue
        is_moment = name.endswith("_at") and isinstance(value, int)
        found[name] = time.from_us(value).isoformat() if is_moment else value
    return found
