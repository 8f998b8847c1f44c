"""Health: alive, and ready to take facts and show pages."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from django.db import connection, connections

_OK: Final = 200
_NOT_READY: Final = 503


async def check(path: str, ask_door: Callable[[], Awaitable[str]]) -> tuple[int, str]:
    """Return status and words of one health address; the door says whether it can store."""
    if CHECK_BY_PATH[path] == "alive":
        return _OK, "alive\n"
    problem = await ask_door() or await asyncio.to_thread(_problem)
    return (_NOT_READY, f"not ready: {problem}\n") if problem else (_OK, "ready\n")


def _problem() -> str:
    """Say what is missing before work can be done; nothing when all is well."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from records_watermark")
        return _facts_problem()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        return f"{type(error).__name__}: {error}"
    finally:
        connections.close_all()


def _facts_problem() -> str:
    from accord.server import manifest  # models can be imported only once the pages are set up

    return manifest.problem()


CHECK_BY_PATH: Final = {
    "/healthz": "alive",
    "/health": "alive",
    "/readyz": "ready",
    "/ready": "ready",
}
"""The addresses of health."""
