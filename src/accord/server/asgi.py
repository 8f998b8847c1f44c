"""The one application that is served: health and events without Django, pages by Django."""

import os
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

from accord.server import configuration, health, home, process
from accord.server.collect import app as collecting
from accord.server.collect import routes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.server.settings")
if "granian" in sys.modules:
    process.die_with_parent()  # the server starts this process, and must not leave it behind
home.prepare()

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

django_application = get_wsgi_application()
if "granian" in sys.modules:
    from accord.server import warming  # models can be imported only now

    warming.begin()
_pages = WSGIMiddleware(
    django_application,  # type: ignore[arg-type]  # both are WSGI; their types differ
    workers=configuration.load().web_threads,
)
_door = collecting.Door(home.path(), configuration.load().inbox_limit_bytes)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer health at once, and everything else by Django."""
    if scope["type"] == "lifespan":
        await collecting.live(_door, receive, send)
    elif scope["type"] == "http" and scope["path"] in health.CHECK_BY_PATH:
        await _answer_health(scope, send)
    elif scope["type"] == "http" and (route := routes.find(scope["path"])):
        await _door.answer(route, scope, receive, send)
    elif scope["type"] == "http" and scope["path"] == "/robots.txt":
        await collecting.plain(send, 200, collecting.ROBOTS)
    else:
        await _to_django(scope, receive, send)


async def _to_django(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand a request to Django; bodies are read from its threads, which need real coroutines."""

    async def heard() -> MutableMapping[str, Any]:
        return await receive()

    async def said(message: MutableMapping[str, Any]) -> None:
        await send(message)

    await _pages(scope, heard, said)  # type: ignore[arg-type]  # our scopes are plain maps


async def _answer_health(scope: Scope, send: Send) -> None:
    """Say in one line whether the process lives, or could do its work."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    if scope["method"] in {"GET", "HEAD"}:
        status, words = await health.check(scope["path"], _door.ask_problem)
    else:
        status, words = 405, "this address is asked with GET\n"
        headers.append((b"allow", b"GET, HEAD"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
