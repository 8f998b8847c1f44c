"""Reading ahead: the next pages are fetched while the last ones are mapped and kept."""

import contextlib
import queue
import threading
from collections.abc import Iterable, Iterator
from typing import Final, Generic, TypeVar

T = TypeVar("T")
_PAGES: Final = 8
"""Pages held at most, so that memory stays flat."""
_LOOK_S: Final = 0.2


class _End:
    """The end of what was read ahead, and why if it is an error."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


class _Reader(Generic[T]):
    """Fills a queue from a thread of its own until the source ends or nobody reads on."""

    def __init__(self, pages: Iterable[T]) -> None:
        self._pages = pages
        self.held: queue.Queue[T | _End] = queue.Queue(_PAGES)
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._read, name="pages", daemon=True)

    def _read(self) -> None:
        try:
            for page in self._pages:
                self._put(page)
                if self.is_over.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - it is raised again where pages are used
            self._put(_End(error))
        else:
            self._put(_End())

    def _put(self, page: T | _End) -> None:
        while not self.is_over.is_set():
            with contextlib.suppress(queue.Full):
                self.held.put(page, timeout=_LOOK_S)
                return


def of(pages: Iterable[T]) -> Iterator[T]:
    """Yield what a slow source gives, in its order; its error comes where it would have come."""
    reader = _Reader(pages)
    reader.thread.start()
    try:
        while not isinstance(page := reader.held.get(), _End):
            yield page
        if page.error is not None:
            raise page.error
    finally:
        reader.is_over.set()
        reader.thread.join()
