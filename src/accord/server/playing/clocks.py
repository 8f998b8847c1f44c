"""The time zones of a country, from the public list that comes with Python's zones."""

from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from accord.identity import countries


@lru_cache(maxsize=300)
def of_country(name: str) -> tuple[ZoneInfo, ...]:
    """Return the zones of a country by its code or name; none where it is not known."""
    code = countries.code(name) if name else None
    return tuple(ZoneInfo(zone) for zone in _zones().get(code or "", ()))


@lru_cache(maxsize=1)
def _zones() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    text = (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            code, _place, zone = line.split("\t")[:3]
            found.setdefault(code, []).append(zone)
    return found
