"""The process tree: pages and worker under one parent that leaves nothing behind."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Final

from accord.server import process

_BACKOFF_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_STEADY_S: Final = 60.0
_PATIENCE_S: Final = 10.0
_LOOK_EVERY_S: Final = 0.2


@dataclass
class Child:
    """One process of the tree, started again when it ends without being told to."""

    name: str
    command: list[str]
    running: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        """Start the process; it dies with this one, however this one dies."""
        # A session of its own: Ctrl-C reaches the parent only, which then tells the others.
        self.running = process.start(self.command, start_new_session=True)
        self.started = time.monotonic()

    def look(self) -> None:
        """Start the process again if it ended, later each time it ends soon."""
        now = time.monotonic()
        if self.running is None:
            if now >= self.not_before:
                self.start()
            return
        code = self.running.poll()
        if code is None:
            return
        self.restarts = 0 if now - self.started > _STEADY_S else self.restarts + 1
        pause = _BACKOFF_S[min(self.restarts, len(_BACKOFF_S) - 1)]
        print(f"{self.name} ended with {code}; starting it again in {pause:g} s", file=sys.stderr)  # noqa: T201
        self.running, self.not_before = None, now + pause


class Supervisor:
    """Runs children until a signal comes, then ends them all."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self._children = [Child(name, command) for name, command in commands.items()]
        self._is_stopping = False

    def run(self, when_started: Callable[[], None] | None = None) -> None:
        """Start everything and watch over it until SIGINT or SIGTERM."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        for child in self._children:
            child.start()
        try:
            if when_started is not None:
                when_started()
            while not self._is_stopping:
                time.sleep(_LOOK_EVERY_S)
                for child in self._children:
                    child.look()
        finally:
            self._end()

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_stopping = True

    def _end(self) -> None:
        """Ask every child to end, and kill what does not within ten seconds."""
        living = [child.running for child in self._children if child.running is not None]
        for running in living:
            if running.poll() is None:
                running.terminate()
        deadline = time.monotonic() + _PATIENCE_S
        for running in living:
            try:
                running.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def commands(host: str, port: int) -> dict[str, list[str]]:
    """Return what Python runs for the pages and for the worker."""
    return {
        "pages": ["-m", "accord.server.pages", host, str(port)],
        "worker": ["-m", "accord.server.working"],
    }
