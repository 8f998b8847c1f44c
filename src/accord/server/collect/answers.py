"""What the door answers: always JSON with a code and a message, or a picture of one pixel."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final

import msgspec

Headers = list[tuple[bytes, bytes]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

GIF: Final = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
_SUCCESS: Final = b'{"success":true}'
_JSON: Final = (b"content-type", b"application/json")
_NO_STORE: Final = (b"cache-control", b"no-store")
_GOOD: Final[Headers] = [_JSON, (b"content-length", str(len(_SUCCESS)).encode()), _NO_STORE]
_DAY: Final = b"86400"


class RefusedError(Exception):
    """A request that is answered otherwise than with success."""

    allow: str = ""
    """By which methods the address is asked, where it was asked by another."""

    def __init__(self, status: int, code: str, message: str, retry_after: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


async def success(send: Send, extra: Headers) -> None:
    """Say that everything is on disk."""
    headers = _GOOD + extra if extra else _GOOD
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": _SUCCESS})


async def pixel(send: Send, extra: Headers) -> None:
    """Answer with a transparent picture of one pixel."""
    await _say(send, 200, GIF, [(b"content-type", b"image/gif"), _NO_STORE, *extra])


async def refused(send: Send, error: RefusedError, extra: Headers) -> None:
    """Say what is wrong, in the words that stock clients look for."""
    body = msgspec.json.encode(
        {"success": False, "code": error.code, "message": error.message, "error": error.message}
    )
    headers = [_JSON, _NO_STORE, *extra]
    if error.allow:
        headers.append((b"allow", error.allow.encode()))
    if error.retry_after:
        headers.append((b"retry-after", str(error.retry_after).encode()))
    await _say(send, error.status, body, headers)


async def document(send: Send, found: object, extra: Headers) -> None:
    """Answer with JSON."""
    await _say(send, 200, msgspec.json.encode(found), [_JSON, _NO_STORE, *extra])


async def allowed(send: Send, methods: Iterable[str], asked: bytes, extra: Headers) -> None:
    """Answer what a browser asks before it sends."""
    headers: Headers = [
        (b"access-control-allow-methods", ", ".join([*methods, "OPTIONS"]).encode()),
        (b"access-control-allow-headers", asked or b"authorization, content-type"),
        (b"access-control-max-age", _DAY),
        *extra,
    ]
    await _say(send, 204, b"", headers)


def sharing(origin: bytes) -> Headers:
    """Return the headers by which a browser lets a page of another site read the answer."""
    if not origin:
        return []
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]


async def _say(send: Send, status: int, body: bytes, headers: Headers) -> None:
    whole = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": whole})
    await send({"type": "http.response.body", "body": body})
