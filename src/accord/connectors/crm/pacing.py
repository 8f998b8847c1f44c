"""Keeping within a system's limits: so many calls in so many seconds, so many a day."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from accord.connectors.crm.faults import LimitError

_MARGIN: Final = 1.01
"""How much longer than the window we count: calls arrive less evenly than they are sent."""
_LONGEST_WAIT_S: Final = 120.0
"""A wait that is longer ends the run; it goes on from its cursor when the limit is free again."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls within any window of so many seconds."""

    calls: int
    window_s: float


@dataclass(frozen=True, slots=True)
class Clock:
    """What tells the time and lets it pass."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Pacer:
    """Lets calls through as fast as a rolling window allows, and never faster.

    A rolling window is what the vendors count: a bucket that refills evenly would break it
    after a pause, one that refills at once would break it at the window's edge.
    """

    def __init__(self, limit: Limit | None, clock: Clock | None = None) -> None:
        self._limit = limit
        self._window_s = limit.window_s * _MARGIN if limit else 0.0
        self._clock = clock or Clock()
        self._sent: deque[float] = deque()
        self._free_at = 0.0
        self._lock = threading.Lock()
        self.waited_s = 0.0

    def wait(self) -> None:
        """Wait until one more call is allowed, and count it."""
        with self._lock:
            now = self._clock.now()
            until = self._free_at
            if self._limit is not None:
                while self._sent and self._sent[0] <= now - self._window_s:
                    self._sent.popleft()
                if len(self._sent) >= self._limit.calls:
                    until = max(until, self._sent[0] + self._window_s)
            if until > now:
                self._clock.sleep(until - now)
                self.waited_s += until - now
                now = max(until, self._clock.now())
            if self._limit is not None:
                if len(self._sent) >= self._limit.calls:
                    self._sent.popleft()
                self._sent.append(now)

    def hold(self, seconds: float, why: str) -> None:
        """Let nothing through for so long, as the system asked; too long ends the run.

        Errors: `LimitError` where the wait is longer than a run should stand still.
        """
        if seconds > _LONGEST_WAIT_S:
            raise LimitError(why, seconds)
        with self._lock:
            self._free_at = max(self._free_at, self._clock.now() + seconds)
