"""What the browser library of Segment asks first: where to send its events."""

from typing import Any

from accord.server.collect.asking import Heading, Scope


def of(key: str, scope: Scope, heading: Heading) -> dict[str, Any]:
    """Return the settings of a write key: one destination, which is this server."""
    host = heading.host.decode("latin-1")
    scheme = heading.scheme.decode("latin-1").partition(",")[0].strip()
    return {
        "integrations": {
            "Segment.io": {
                "apiKey": key,
                "apiHost": f"{host}/v1",
                "protocol": scheme or str(scope.get("scheme", "http")),
                "unbundledIntegrations": [],
                "addBundledMetadata": True,
                "maybeBundledConfigIds": {},
                "versionSettings": {"version": "4.4.7", "componentTypes": ["browser"]},
            }
        },
        "plan": {
            name: {"__default": {"enabled": True, "integrations": {}}}
            for name in ("track", "identify", "group")
        },
        "edgeFunction": {},
        "analyticsNextEnabled": True,
        "middlewareSettings": {},
        "enabledMiddleware": {},
        "metrics": {"sampleRate": 0},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
    }
