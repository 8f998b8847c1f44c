"""The processes that answer addresses: pages and health on one port."""

import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from accord.server import configuration, process


def main(host: str, port: int) -> None:
    """Serve until told to stop."""
    process.die_with_parent()
    Server(
        "accord.server.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=configuration.load().web_processes,
        log_level=LogLevels.warning,
        workers_kill_timeout=5,
        respawn_failed_workers=True,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
