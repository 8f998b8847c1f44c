"""The door as a process of its own, without the pages: `python -m accord.server.collect.alone`."""

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from accord.server import configuration, process
from accord.server.collect import app, routes
from accord.server.collect.answers import RefusedError, refused

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_found = configuration.load()
_door = app.Door(_found.home, _found.inbox_limit_bytes)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the door's addresses and health, and nothing else."""
    if scope["type"] == "lifespan":
        await app.live(_door, receive, send)
        return
    route = routes.find(scope["path"])
    if route:
        await _door.answer(route, scope, receive, send)
    elif scope["path"] in {"/health", "/healthz"}:
        await app.plain(send, 200, b"alive\n")
    elif scope["path"] in {"/ready", "/readyz"}:
        problem = await _door.ask_problem()
        await app.plain(send, 503 if problem else 200, f"{problem or 'ready'}\n".encode())
    elif scope["path"] == "/robots.txt":
        await app.plain(send, 200, app.ROBOTS)
    else:
        error = RefusedError(404, "not_found", "only events are taken here")
        await refused(send, error, [])


def main(host: str, port: int) -> None:
    """Serve until told to stop."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    process.die_with_parent()
    Server(
        "accord.server.collect.alone:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        log_level=LogLevels.warning,
        workers_kill_timeout=5,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
