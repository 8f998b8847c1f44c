"""The door as an application of its own: asks for the key, takes the body, answers from disk."""

import asyncio
import gc
import shutil
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from accord.server import configuration
from accord.server.collect import (
    adapters,
    answers,
    asking,
    networks,
    pixels,
    routes,
    scripts,
    sdk_settings,
)
from accord.server.collect.answers import Headers, RefusedError, Send
from accord.server.collect.asking import Heading, Receive, Scope
from accord.server.collect.intake import Intake
from accord.server.collect.parcels import Parcel
from accord.server.collect.routes import Route
from accord.server.collect.splitting import Parts
from accord.server.collect.tally import Tally
from accord.server.collect.write_keys import FILE, Book, Key
from accord.server.inbox import Inbox, trial
from accord.values.errors import BusyError

_RETRY_S: Final = 2
_TRIAL_S: Final = 1.5
_ROOM_BYTES: Final = 300_000
"""Less than that is left: a commit may need as much."""
_BROWSER: Final = b"Mozilla/"
ROBOTS: Final = b"User-agent: *\nDisallow: /\n"
Sink = Callable[[Parcel], Awaitable[None]]


class Door:
    """Answers the addresses of `routes`; the inbox is opened with the first request."""

    def __init__(self, home: Path, limit_bytes: int) -> None:
        self._home = home
        self._limit_bytes = limit_bytes
        self._keeping = configuration.load().addresses
        self._book = Book(home / FILE, Tally(home / "quota"))
        self._inbox: Inbox | None = None
        self._intake: Intake | None = None

    async def ask_problem(self) -> str:
        """Say why events could not be stored now; "" if they could."""
        if shutil.disk_usage(self._home).free < _ROOM_BYTES:
            return "the disk is full"
        problem = await asyncio.to_thread(trial, self._home / "inbox.db", _TRIAL_S)
        return problem or (self._intake.problem if self._intake and self._intake.is_stuck else "")

    async def answer(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        heading = Heading(scope)
        extra = answers.sharing(heading.origin)
        method = scope["method"]
        try:
            if method == "OPTIONS":
                allowed = routes.methods(route)
                await answers.allowed(send, allowed, heading.preflight, extra)
            elif method not in routes.methods(route):
                raise _by_another_method(route)
            elif route.door == "script":
                await scripts.answer(send)
            elif route.door == "settings":
                await self._settings(route, scope, heading, send)
            elif route.is_pixel:
                await self._pixel(route, scope, heading)
                await answers.pixel(send, extra)
            else:
                await self._take(route, scope, receive, heading)
                await answers.success(send, extra)
        except RefusedError as error:
            await answers.refused(send, error, extra)
        except BusyError as error:
            busy = RefusedError(503, "busy", error.message, _RETRY_S)
            await answers.refused(send, busy, extra)

    async def _take(self, route: Route, scope: Scope, receive: Receive, heading: Heading) -> None:
        """Put a posted body on disk."""
        named = heading.key.decode("latin-1").partition(":")[0]
        named = named or asking.key_of_basic(heading.authorization) or _asked_key(scope)
        key = self._allowed(named, heading) if named else None
        body = await asking.body_of(receive, heading, route.bytes_at_most)
        parts = _split(route, body)
        if parts is None:
            message = "the body is no JSON that can be read; nothing of it was kept"
            raise RefusedError(400, "bad_json", message)
        if key is None:
            key = self._allowed(parts.write_key, heading)
        if parts.items and heading.gpc.strip() != b"1":
            await self._store(key, route.door, parts, body, (scope, heading))

    async def _pixel(self, route: Route, scope: Scope, heading: Heading) -> None:
        """Put what a picture's address says on disk."""
        query = asking.query_of(scope)
        named = next((value for name, value in query if name in {"writeKey", "aid"}), "")
        key = self._allowed(named or asking.key_of_basic(heading.authorization), heading)
        if heading.gpc.strip() == b"1":
            return
        is_snowplow = route.door == "snowplow"
        body = adapters.of_query(query) if is_snowplow else pixels.event_of(route.door, query)
        await self._store(key, route.door, Parts([body]), body, (scope, heading))

    async def _store(
        self, key: Key, door: str, parts: Parts, body: bytes, asked: tuple[Scope, Heading]
    ) -> None:
        seconds = self._book.spend(key, len(parts.items))
        if seconds:
            message = f"this write key may send {key.quota:,} events a minute; try again later"
            raise RefusedError(429, "quota", message, seconds)
        scope, heading = asked
        parcel = Parcel(
            source=key.source,
            space=key.space,
            received_us=time.time_ns() // 1000,
            door=door,
            events=len(parts.items),
            network=networks.kept(asking.address_of(scope, heading), self._keeping),
            agent=asking.agent_of(heading),
            is_browser=bool(heading.origin) or heading.agent.startswith(_BROWSER),
            is_pixel=scope["method"] != "POST",
            body=networks.without_addresses(body, self._keeping),
        )
        await self._opened().put(parcel)

    async def _settings(self, route: Route, scope: Scope, heading: Heading, send: Send) -> None:
        """Tell a browser's library where its events go."""
        key = self._allowed(route.key, heading)
        extra = answers.sharing(heading.origin)
        await answers.document(send, sdk_settings.of(key.key, scope, heading), extra)

    def _allowed(self, named: Any, heading: Heading) -> Key:
        """Return the key that is named, if it may be used from there."""
        found = self._book.find(named) if isinstance(named, str) and named else None
        if found is None:
            message = "there is no such write key; copy it from the settings of Accord"
            raise RefusedError(401, "bad_write_key", message)
        if not found.is_enabled:
            message = "this write key was switched off in the settings of Accord"
            raise RefusedError(404, "write_key_off", message)
        if heading.origin and found.origins:
            origin = heading.origin.decode("latin-1")
            if origin not in found.origins:
                message = f"this write key may not be used on {origin}; its settings say where"
                raise RefusedError(403, "bad_origin", message)
        return found

    def _opened(self) -> Intake:
        if self._intake is None:
            self._inbox = Inbox(self._home / "inbox.db", self._limit_bytes, timeout_s=3)
            self._intake = Intake(self._inbox)
            gc.collect()
            gc.freeze()  # what is loaded stays: looking through it again stalls those who wait
        return self._intake

    def close(self) -> None:
        """Write what waits and stop."""
        if self._inbox is not None:
            self._inbox.close()


def _split(route: Route, body: bytes) -> Parts | None:
    try:
        return adapters.split(route.door, body)
    except msgspec.MsgspecError:
        return None


def _by_another_method(route: Route) -> RefusedError:
    methods = routes.methods(route)
    error = RefusedError(405, "bad_method", f"this address is asked with {' or '.join(methods)}")
    error.allow = ", ".join([*methods, "OPTIONS"])
    return error


def _asked_key(scope: Scope) -> str:
    if not scope.get("query_string"):
        return ""
    query = dict(asking.query_of(scope))
    return query.get("writeKey") or query.get("write_key") or ""


async def plain(send: Send, status: int, body: bytes) -> None:
    """Answer in one line of plain text."""
    headers: Headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def live(door: Door, receive: Receive, send: Send) -> None:
    """Follow the server's start and end; what was taken is written before the end."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.shutdown":
            door.close()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
