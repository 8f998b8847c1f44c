"""Clocks for parts of a derivation: wall and CPU time, and the peak of memory."""

import functools
import resource
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar

from accord.accounts import select
from accord.derive import account_rows, publishing
from accord.engine import log
from accord.groups import assemble, complete
from accord.identity import going_on, resolve
from accord.measurement import measure
from accord.plays import propose
from accord.scoring import counting, engagement, fit, increment, intent, ledger, people, rising
from accord.stages import place

Result = TypeVar("Result")

PARTS: tuple[tuple[str, ModuleType | type, str], ...] = (
    ("open", log, "open_log"),
    ("prints", going_on, "made_of"),
    ("identity", resolve, "resolve"),
    ("ledger", ledger, "make"),
    ("ledger and counts gone on", increment, "make"),
    ("counted", counting, "make"),
    ("engagement", people, "make"),
    ("engagement", engagement, "make"),
    ("intent", intent, "make"),
    ("rising", rising, "make"),
    ("fit", fit, "make"),
    ("groups", assemble, "assemble"),
    ("journeys", place, "place"),
    ("choosing", select, "select"),
    ("groups", complete, "complete"),
    ("plays", propose, "propose"),
    ("measures", measure, "measure"),
    ("rows", account_rows, "make"),
    ("publish", publishing.Outgoing, "_take"),
)
"""Which function is which part; parts of one name add up, and some go on beside others."""


class Clock:
    """Adds up the seconds of parts by name; of two at a time, both have the CPU of both."""

    def __init__(self) -> None:
        self.parts: dict[str, dict[str, float]] = {}
        self._spans: list[tuple[str, float, float]] = []

    def while_any(self, names: tuple[str, ...]) -> float:
        """Return for how many seconds at least one of some parts went on."""
        total, until = 0.0, 0.0
        for _, begin, end in sorted(
            (span for span in self._spans if span[0] in names), key=lambda span: span[1]
        ):
            total += max(0.0, end - max(begin, until))
            until = max(until, end)
        return total

    def run(self, name: str, work: Callable[[], Result]) -> Result:
        """Do some work and add its time to a part."""
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        end = time.perf_counter()
        self._spans.append((name, wall, end))
        part = self.parts.setdefault(name, {"wall": 0.0, "cpu": 0.0})
        part["wall"] += end - wall
        part["cpu"] += time.process_time() - cpu
        return result


def wrap(clock: Clock) -> None:
    """Put a clock around every part."""
    for name, module, attribute in PARTS:
        inner = getattr(module, attribute)

        @functools.wraps(inner)
        def timed(*args: Any, _name: str = name, _inner: Any = inner, **options: Any) -> Any:
            return clock.run(_name, lambda: _inner(*args, **options))

        setattr(module, attribute, timed)


def peak_mb() -> float:
    """Return the most memory that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
