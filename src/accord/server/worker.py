"""The worker: takes what is due, one piece at a time, and keeps its lease while it works."""

import logging
import signal
import subprocess
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Final

from django.db import close_old_connections

from accord.server import (
    backup,
    compactor,
    fresh,
    generations,
    heavy,
    home,
    inbox,
    jobs,
    manifest,
    merging,
    process,
    retention,
)
from accord.server.actions import sign_in, throttle
from accord.server.erasing import aging
from accord.server.handing import work as handing
from accord.server.playing import work
from accord.server.records.models import Job
from accord.server.records.queries import picture, programs
from accord.server.syncing import schedules
from accord.server.webhooks import work as telling
from accord.server.writing_back import work as writing
from accord.values.errors import AccordError, BusyError

_log = logging.getLogger(__name__)
_PAUSE_S: Final = 0.25
_STEPS: Final = 2
"""Pages come first, and what shows clicks before what takes long."""
_EXTEND_EVERY_S: Final = 15.0
_SCHEDULE_EVERY_S: Final = 60.0
_SCHEDULES: Final = {"derive": "5 0 * * *", "tidy": "35 2 * * *"}
_HEAVY: Final = frozenset({"age", "derive", "erase", "preview", "import", "merge"})
"""Work that takes from seconds to minutes; it has a lane of its own, or clicks would wait for it."""
_REMOVING: Final = {
    "age": "facts that grew too old are being taken out",
    "erase": "somebody is being erased",
}
"""Work that takes facts away, and why others wait for it."""
_PLAYING: Final = frozenset({work.NAME})
"""Work of campaigns: mail servers let one wait, and clicks must not wait with it."""
_TELLING: Final = frozenset({telling.NAME})
"""Webhooks: a receiver that hangs holds up nothing but other webhooks."""
_SLOW: Final = frozenset({"sync", writing.NAME})
"""Work that waits for others most of its time; it has a lane of its own too."""
_IN_CHILDREN: Final = _HEAVY | _SLOW
"""Heavy work runs in a process of its own, which gives all its memory back."""


@dataclass(frozen=True)
class Lane:
    """Which work a worker does: some names only, or all but some."""

    only: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()
    keeps_watch: bool = True
    """Looks at the clock and into the inbox between pieces of work."""


EVERYTHING: Final = Lane(but=_SLOW)
QUICK: Final = Lane(but=_IN_CHILDREN | _PLAYING | _TELLING)
PLAYING: Final = Lane(only=_PLAYING, keeps_watch=False)
TELLING: Final = Lane(only=_TELLING, keeps_watch=False)
HEAVY: Final = Lane(only=_HEAVY, keeps_watch=False)
SLOW: Final = Lane(only=_SLOW, keeps_watch=False)


def compact(_job: Job) -> None:
    """File the inbox; what was new makes accounts dirty, or asks for a generation."""
    if words := manifest.problem():
        # Asked for again as soon as they are back: what was acknowledged waits in the inbox.
        _log.error("nothing is filed: %s", words)
        return
    with compactor.lease():
        filed = compactor.Compactor().drain()
    if merging.is_due():
        jobs.enqueue("merge")
    if filed.is_widespread or (filed.new and manifest.current_generation() is None):
        jobs.enqueue("derive")
    elif filed.new:
        jobs.enqueue("tick")


def tick(_job: Job) -> None:
    """Derive the accounts that are out of date, unless facts are being taken out just now."""
    removing = Job.objects.filter(name__in=_REMOVING, state=Job.State.RUNNING).first()
    if removing is not None:
        why = _REMOVING[removing.name]
        message = f"{why}; what was read before that must not be shown after it"
        raise BusyError(message)
    fresh.tick()
    picture.forget()
    telling.ask()


def tidy(_job: Job) -> None:
    """Delete what nobody can need any more."""
    with compactor.lease():
        compactor.Compactor().sweep()
    generations.retire()
    retention.enforce()
    aging.ask()
    sign_in.forget_old()
    throttle.forget_old()
    backup.delete_old()


def play(_job: Job) -> None:
    """Do what is due in campaigns."""
    work.run()


def tell(_job: Job) -> None:
    """Tell addresses of what happened, by webhook."""
    telling.run()


def hand_over(_job: Job) -> None:
    """Open hand-offs, keep their clocks, and see how far follow-ups are."""
    handing.run()


def in_a_child(job: Job) -> None:
    """Run heavy work in a process of its own that dies with this one."""
    child = process.start(
        ["-m", "accord.server.heavy", str(job.pk)], stderr=subprocess.PIPE, start_new_session=True
    )
    _, errors = child.communicate()
    if child.returncode:
        words = errors.decode(errors="replace").strip()[-2000:]
        if child.returncode == heavy.IS_BUSY:
            raise BusyError(words)
        raise AccordError(words or f"{job.name} ended with {child.returncode}")


HANDLER_BY_NAME: Final[dict[str, Callable[[Job], None]]] = {
    "compact": compact,
    "tick": tick,
    "tidy": tidy,
    work.NAME: play,
    telling.NAME: tell,
    handing.NAME: hand_over,
    **dict.fromkeys(_IN_CHILDREN, in_a_child),
}
"""What does the work of each name."""


class Worker:
    """One worker in its lane; `run` returns after `stop`."""

    def __init__(self, lane: Lane = EVERYTHING) -> None:
        self._lane = lane
        self._is_stopping = threading.Event()
        self._last_schedule = 0.0

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Finish the piece of work at hand, then end."""
        self._is_stopping.set()

    def run(self) -> None:
        """Take what is due until told to stop."""
        while not self._is_stopping.is_set():
            close_old_connections()
            try:
                if not self.step():
                    self._is_stopping.wait(_PAUSE_S)
            except Exception:  # noqa: BLE001 - a worker that ends helps nobody
                _log.exception("the worker goes on after a surprise")
                self._is_stopping.wait(_PAUSE_S * 4)

    def step(self) -> bool:
        """Do one piece of work; False when nothing is due."""
        if self._lane.keeps_watch:
            self._keep_schedules()
            self._look_into_inbox()
        job = jobs.claim(only=self._lane.only, but=self._lane.but)
        if job is None:
            if self._lane.keeps_watch:
                fresh.warm()
            return False
        with Lease(job):
            self._do(job)
        return True

    def _do(self, job: Job) -> None:
        begun = time.monotonic()
        try:
            HANDLER_BY_NAME[job.name](job)
        except BusyError as error:
            jobs.wait(job, error.message)
        except Exception as error:  # noqa: BLE001 - the job keeps it, whatever it is
            _log.warning("%s failed: %s", job.name, error)
            detail = error.message if isinstance(error, AccordError) else traceback.format_exc()
            jobs.fail(job, detail)
        else:
            jobs.finish(job)
            _log.info("%s done in %.1f s", job.name, time.monotonic() - begun)

    def _keep_schedules(self) -> None:
        if time.monotonic() - self._last_schedule < _SCHEDULE_EVERY_S and self._last_schedule:
            return
        self._last_schedule = time.monotonic()
        zone = programs.current_program().zone
        for name, expression in _SCHEDULES.items():
            jobs.schedule(name, expression, zone)
        schedules.keep(zone)
        if work.is_due():
            jobs.enqueue(work.NAME)
        telling.ask()
        writing.ask_all()
        if handing.is_due():
            jobs.enqueue(handing.NAME)

    def _look_into_inbox(self) -> None:
        waits = inbox.count_after(home.path("inbox.db"), manifest.watermark())
        if waits and not manifest.problem():
            jobs.enqueue("compact")


class Lease:
    """Keeps a job's lease while the work goes on."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="lease", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _keep(self) -> None:
        from django.db import connection

        while not self._done.wait(_EXTEND_EVERY_S):
            jobs.extend(self._job)
        connection.close()


def main() -> None:
    """Work until a signal says to stop."""
    workers = [Worker(lane) for lane in (QUICK, HEAVY, SLOW, PLAYING, TELLING)]

    def stop(number: int = 0, frame: FrameType | None = None) -> None:
        for worker in workers:
            worker.stop(number, frame)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    process.stand_back(_STEPS)
    for worker in workers[1:]:
        threading.Thread(target=worker.run, daemon=True).start()
    workers[0].run()  # children of the other lanes end with this process, and are done again
