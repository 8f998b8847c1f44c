"""The description of the addresses that are answered without Django: events and health."""

from typing import Any, Final

_EVENT_TYPES: Final = ("track", "identify", "page", "screen", "group", "alias")
_SAID: Final = {
    "type": "object",
    "properties": {
        "success": {"const": False},
        "code": {"type": "string"},
        "message": {"type": "string"},
        "error": {"type": "string"},
    },
    "required": ["success", "code", "message"],
}
_WHY: Final = {
    "400": "the body can't be read",
    "401": "there is no such write key",
    "403": "the key may not be used on that site",
    "404": "the key was switched off",
    "405": "asked by another method",
    "413": "the body is too large",
    "429": "more events than the key may send in a minute; Retry-After says when",
    "503": "nothing can be stored now; Retry-After says when",
}
_KEYS: Final[list[dict[str, list[str]]]] = [
    {"WriteKey": []},
    {"WriteKeyHeader": []},
    {"WriteKeyQuery": []},
]
_SCHEMES: Final = {
    "WriteKey": {"type": "http", "scheme": "basic", "description": "the key as user name"},
    "WriteKeyHeader": {"type": "apiKey", "in": "header", "name": "X-Write-Key"},
    "WriteKeyQuery": {"type": "apiKey", "in": "query", "name": "writeKey"},
}


def complete(found: dict[str, Any]) -> None:
    """Add to a description what the door answers, and health."""
    paths = found["paths"]
    for name in _EVENT_TYPES:
        paths[f"/v1/{name}"] = {"post": _posted(f"send_{name}", f"Send one {name} event")}
    paths["/v1/batch"] = {"post": _posted("send_batch", "Send events of any type in `batch`")}
    for name in ("page", "track"):
        paths[f"/pixel/v1/{name}"] = {"get": _pixel(name)}
    paths["/v1/projects/{key}/settings"] = {"get": _settings()}
    for path, said in (("/health", "Tell that it lives"), ("/ready", "Tell whether it can work")):
        paths[path] = {"get": _health(path.strip("/"), said)}
    found["components"].setdefault("securitySchemes", {}).update(_SCHEMES)
    found["tags"] = [{"name": "events"}, {"name": "health"}]


def _posted(name: str, summary: str) -> dict[str, Any]:
    good = {"type": "object", "properties": {"success": {"const": True}}, "required": ["success"]}
    return {
        "operationId": name,
        "summary": summary,
        "description": (
            "As Segment's libraries send it. Whatever can be read is answered with 200 once it is "
            "on disk; an event that can't be used is set aside with its reason."
        ),
        "tags": ["events"],
        "security": _KEYS,
        "requestBody": {"required": True, "content": {"application/json": {"schema": {}}}},
        "responses": {"200": _json("On disk.", good)} | _problems(),
    }


def _pixel(name: str) -> dict[str, Any]:
    return {
        "operationId": f"pixel_{name}",
        "summary": f"Send one {name} event as a picture of one pixel",
        "tags": ["events"],
        "security": [{"WriteKeyQuery": []}],
        "parameters": [
            {"name": said, "in": "query", "schema": {"type": "string"}}
            for said in ("anonymousId", "userId", "event", "messageId")
        ],
        "responses": {"200": {"description": "On disk.", "content": {"image/gif": {}}}}
        | _problems(),
    }


def _settings() -> dict[str, Any]:
    return {
        "operationId": "library_settings",
        "summary": "Tell a browser's library where its events go",
        "tags": ["events"],
        "security": [],
        "parameters": [
            {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}
        ],
        "responses": {"200": _json("The settings.", {"type": "object"})} | _problems(),
    }


def _health(name: str, summary: str) -> dict[str, Any]:
    plain = {"text/plain": {"schema": {"type": "string"}}}
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["health"],
        "security": [],
        "responses": {
            "200": {"description": "Yes.", "content": plain},
            "503": {"description": "No, and why.", "content": plain},
        },
    }


def _problems() -> dict[str, Any]:
    return {status: _json(words, _SAID) for status, words in _WHY.items()}


def _json(words: str, schema: Any) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}
