"""Which addresses the door answers, and as what."""

from typing import Final, NamedTuple

_LARGE: Final = 2_097_152
_TYPES: Final = ("track", "identify", "page", "screen", "group", "alias")


class Route(NamedTuple):
    """How an address is answered."""

    door: str
    """"batch", a type of event, an adapter, or "settings"."""
    is_pixel: bool = False
    bytes_at_most: int = 512_000
    key: str = ""
    """The write key, where the address itself names it."""


_POSTED: Final[dict[str, Route]] = {
    **{f"/v1/{name}": Route(name) for name in _TYPES},
    **{f"/v1/{name[0]}": Route(name) for name in _TYPES},
    **{f"/v1/{name}": Route("batch") for name in ("batch", "b", "import")},
    "/beacon/v1/batch": Route("batch"),
    "/com.snowplowanalytics.snowplow/tp2": Route("snowplow", bytes_at_most=_LARGE),
    **{
        path: Route("posthog", bytes_at_most=_LARGE)
        for path in ("/batch", "/capture", "/e", "/i/v0/e")
    },
    **{f"/api/s/s2s/{name}": Route(name) for name in _TYPES},
    **{f"/api/s/{name}": Route(name) for name in _TYPES},
}
_ASKED: Final[dict[str, Route]] = {
    **{f"/pixel/v1/{name}": Route(name, is_pixel=True) for name in ("page", "track")},
    "/i": Route("snowplow", is_pixel=True),
    "/a.js": Route("script"),
}
_PREFIX: Final = "/v1/projects/"
_SUFFIX: Final = "/settings"


def find(path: str) -> Route | None:
    """Return how an address is answered; None when it is not the door's."""
    found = _POSTED.get(path)
    if found:
        return found
    bare = path.rstrip("/")
    if bare.startswith(_PREFIX) and bare.endswith(_SUFFIX):
        return Route("settings", key=bare[len(_PREFIX) : -len(_SUFFIX)])
    return _ASKED.get(bare) or _POSTED.get(bare)


def methods(route: Route) -> tuple[str, ...]:
    """Return by which methods an address is asked."""
    is_asked = route.is_pixel or route.door in {"settings", "script"}
    return ("GET", "HEAD") if is_asked else ("POST",)
