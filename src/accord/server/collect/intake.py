"""Group commit: all requests that wait go to disk together, and are answered together."""

import asyncio
from concurrent.futures import Future
from typing import Final

from accord.server.collect import parcels
from accord.server.collect.parcels import Parcel
from accord.server.inbox import Inbox
from accord.values.errors import BusyError

KIND: Final = "collected"
"""The kind of an inbox entry whose facts are read when it is filed."""
_BYTES_AT_MOST: Final = 64_000_000
_BYTES_PER_ENTRY: Final = 8_000_000
_EVENTS_PER_ENTRY: Final = 20_000
_PATIENCE_S: Final = 8.0
_OVERHEAD: Final = 200


class Intake:
    """Takes parcels on one event loop; one commit is under way at a time."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._waiting: list[tuple[Parcel, asyncio.Future[None]]] = []
        self._waiting_bytes = 0
        self._is_committing = False
        self.is_stuck = False
        self.problem = ""
        """Why the last commit failed; empty when it did not."""

    def put(self, parcel: Parcel) -> "asyncio.Future[None]":
        """Take a parcel; what is returned is done once it is on disk.

        Raises:
            BusyError: when too much waits already.
        """
        if self.is_stuck or self._waiting_bytes > _BYTES_AT_MOST:
            raise BusyError("what was taken can't be written fast enough; try again in a moment")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self._waiting.append((parcel, done))
        self._waiting_bytes += len(parcel.body) + _OVERHEAD
        if not self._is_committing:
            self._commit(loop)
        return done

    def _commit(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hand everything that waits to the writer."""
        batch, self._waiting, self._waiting_bytes = self._waiting, [], 0
        self._is_committing = True
        late = loop.call_later(_PATIENCE_S, self._give_up, batch)

        def finished(future: "Future[int]") -> None:
            loop.call_soon_threadsafe(self._finish, batch, future, late)

        try:
            written = self._inbox.append_packed(lambda: _entries(batch))
        except BusyError as error:
            late.cancel()
            self._is_committing = False
            _answer(batch, error)
            return
        written.add_done_callback(finished)

    def _finish(
        self,
        batch: "list[tuple[Parcel, asyncio.Future[None]]]",
        written: "Future[int]",
        late: asyncio.TimerHandle,
    ) -> None:
        late.cancel()
        self._is_committing = self.is_stuck = False
        error = written.exception()
        self.problem = str(error) if error else ""
        _answer(batch, error)
        if self._waiting:
            self._commit(asyncio.get_running_loop())

    def _give_up(self, batch: "list[tuple[Parcel, asyncio.Future[None]]]") -> None:
        """Answer those who wait for a disk that does not answer."""
        self.is_stuck = True
        self.problem = "the disk does not answer"
        waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        _answer([*batch, *waiting], BusyError("it took too long to write; try again"))


def _answer(
    batch: "list[tuple[Parcel, asyncio.Future[None]]]", error: BaseException | None
) -> None:
    for _, done in batch:
        if done.done():
            continue  # the client went away, or was told already
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


def _entries(
    batch: "list[tuple[Parcel, asyncio.Future[None]]]",
) -> list[tuple[str, int, str, bytes]]:
    """Return inbox rows of bounded size for everything in a batch."""
    rows: list[tuple[str, int, str, bytes]] = []
    some: list[Parcel] = []
    size = events = 0
    for parcel, _ in batch:
        some.append(parcel)
        size += len(parcel.body)
        events += parcel.events
        if size >= _BYTES_PER_ENTRY or events >= _EVENTS_PER_ENTRY:
            rows.append((KIND, events, parcels.FORM, parcels.pack(some)))
            some, size, events = [], 0, 0
    if some:
        rows.append((KIND, events, parcels.FORM, parcels.pack(some)))
    return rows
