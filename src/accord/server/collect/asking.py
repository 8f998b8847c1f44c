"""A request as it is asked: who sends, from where, and its body within bounds."""

import base64
import binascii
import ipaddress
import zlib
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl

from accord.server.collect.answers import RefusedError

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

_GZIP: Final = b"\x1f\x8b"
_ANY_WRAPPING: Final = 47
_AGENT_AT_MOST: Final = 1_000
_BAD_REQUEST: Final = 400
_TOO_LARGE: Final = 413


class Heading:
    """The headers that matter, found in one pass."""

    __slots__ = (
        "agent",
        "authorization",
        "encoding",
        "forwarded",
        "gpc",
        "host",
        "key",
        "length",
        "origin",
        "preflight",
        "scheme",
    )

    def __init__(self, scope: Scope) -> None:
        self.authorization = self.origin = self.agent = self.encoding = b""
        self.forwarded = self.length = self.host = self.key = self.preflight = b""
        self.scheme = self.gpc = b""
        for name, value in scope["headers"]:
            slot = _SLOTS.get(bytes(name))
            if slot:
                setattr(self, slot, bytes(value))


_SLOTS: Final = {
    b"authorization": "authorization",
    b"origin": "origin",
    b"user-agent": "agent",
    b"content-encoding": "encoding",
    b"x-forwarded-for": "forwarded",
    b"x-forwarded-proto": "scheme",
    b"sec-gpc": "gpc",
    b"content-length": "length",
    b"host": "host",
    b"x-write-key": "key",
    b"access-control-request-headers": "preflight",
}


@lru_cache(maxsize=4096)
def key_of_basic(authorization: bytes) -> str:
    """Return the write key of a Basic header, with or without the colon; "" if there is none."""
    kind, _, coded = authorization.partition(b" ")
    if kind.lower() != b"basic":
        return ""
    try:
        plain = base64.b64decode(coded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return plain.partition(":")[0]


def query_of(scope: Scope) -> list[tuple[str, str]]:
    """Return what stands after the question mark."""
    raw = scope.get("query_string") or b""
    return parse_qsl(raw.decode("latin-1"), keep_blank_values=True) if raw else []


async def body_of(receive: Receive, heading: Heading, bytes_at_most: int) -> bytes:
    """Read the body, unpacked; more than the limit is refused, however it is packed."""
    too_large = RefusedError(
        _TOO_LARGE,
        "too_large",
        f"the body is larger than {bytes_at_most:,} bytes; send fewer events at a time",
    )
    if heading.length and (not heading.length.isdigit() or int(heading.length) > bytes_at_most):
        raise too_large
    message = await receive()
    body = message.get("body", b"")
    if message.get("more_body"):
        body = await _rest(receive, body, bytes_at_most, too_large)
    if len(body) > bytes_at_most:
        raise too_large
    if body[:2] == _GZIP or heading.encoding in {b"gzip", b"deflate", b"x-gzip"}:
        return _inflated(body, bytes_at_most, too_large)
    return bytes(body)


async def _rest(
    receive: Receive, first: bytes, bytes_at_most: int, too_large: RefusedError
) -> bytes:
    parts, size = [first], len(first)
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RefusedError(_BAD_REQUEST, "cut_off", "the body ended before its end")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > bytes_at_most:
            raise too_large
        if not message.get("more_body"):
            return b"".join(parts)


def _inflated(body: bytes, bytes_at_most: int, too_large: RefusedError) -> bytes:
    """Unpack no more than the limit, whatever the packed size promises."""
    unpacker = zlib.decompressobj(_ANY_WRAPPING)
    try:
        plain = unpacker.decompress(body, bytes_at_most + 1)
    except zlib.error as error:
        message = f"the body is not the gzip that it says it is ({error})"
        raise RefusedError(_BAD_REQUEST, "bad_gzip", message) from None
    if len(plain) > bytes_at_most:
        raise too_large
    if not unpacker.eof:
        raise RefusedError(_BAD_REQUEST, "bad_gzip", "the packed body ends before its end")
    return plain


def address_of(scope: Scope, heading: Heading) -> str:
    """Return the sender's network address, as the proxy in front says where there is one."""
    client = scope.get("client")
    return behind_proxy(str(client[0]) if client else "", heading.forwarded.decode("latin-1"))


def behind_proxy(peer: str, forwarded: str) -> str:
    """Return who asked, where `peer` may be a proxy of one's own that says for whom it asks."""
    if not forwarded or not _is_near(peer):
        return peer
    said = forwarded.rpartition(",")[2].strip()
    return said if _is_address(said) else peer


@lru_cache(maxsize=4096)
def _is_near(address: str) -> bool:
    """Tell whether an address is of this machine or network, where proxies stand."""
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def agent_of(heading: Heading) -> str:
    """Return the agent that the request names."""
    return heading.agent.decode("utf-8", "replace")[:_AGENT_AT_MOST]
