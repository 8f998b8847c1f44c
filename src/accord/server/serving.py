"""Starting Accord: what must be true first, then the process tree, then where to look."""

import ipaddress
import time
import urllib.request
from collections.abc import Callable
from typing import Final

from accord.server import commands, configuration, supervisor
from accord.values.errors import AccordError

_PATIENCE_S: Final = 60.0
_EVERY_S: Final = 0.1


def serve(host: str, port: int, when_ready: Callable[[str], None]) -> None:
    """Run pages and worker until a signal comes; `when_ready` hears the address."""
    commands.prepare()
    _refuse_strangers(host)
    address = address_of(host, port)
    _refuse_taken(host, port)

    def ready() -> None:
        wait_until_ready(address)
        when_ready(address)

    supervisor.Supervisor(supervisor.commands(host, port)).run(ready)


def address_of(host: str, port: int) -> str:
    """Return where a browser finds the pages."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def wait_until_ready(address: str) -> None:
    """Wait until the pages answer; refuse to wait for ever."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2):  # noqa: S310 - our own
                return
        except OSError:
            time.sleep(_EVERY_S)
    message = f"the pages did not answer at {address} within {_PATIENCE_S:.0f} s; see the log above"
    raise AccordError(message)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_strangers(host: str) -> None:
    """Refuse to be reached from outside before somebody can let people in."""
    from accord.server.actions import users

    if is_loopback(host) or users.has_admin():
        return
    message = (
        f"{host} can be reached by others, and there is no admin yet; first run: "
        "accord users add YOU@EXAMPLE.COM --role admin"
    )
    raise AccordError(message)


def _refuse_taken(host: str, port: int) -> None:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = f"port {port} at {host} can't be used ({error.strerror}); give another --port"
            raise AccordError(message) from None


def describe() -> list[tuple[str, str, str]]:
    """List every setting: its name in the environment, its value, what it is for."""
    found = configuration.load()
    rows = []
    for name, field in configuration.Configuration.model_fields.items():
        value = str(getattr(found, name))
        shown = _without_password(value) if name == "database_url" else value
        rows.append((f"ACCORD_{name.upper()}", shown, field.description or ""))
    return rows


def _without_password(url: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":...@") if parts.password else url
