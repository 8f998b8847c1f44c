"""What is read ahead comes in order, whole, with its error, and no further than needed."""

import threading
import time
from collections.abc import Iterator

import pytest

from accord.connectors.crm import ahead


def test_pages_come_in_order_and_whole() -> None:
    assert list(ahead.of(range(500))) == list(range(500))


def test_an_error_comes_after_the_pages_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("the third page")

    pages = ahead.of(broken())
    assert [next(pages), next(pages)] == [1, 2]
    with pytest.raises(ValueError, match="the third page"):
        next(pages)


def test_only_some_pages_are_held_and_stopping_ends_the_reading() -> None:
    made = []

    def endless() -> Iterator[int]:
        while True:
            made.append(1)
            yield len(made)

    pages = ahead.of(endless())
    next(pages)
    time.sleep(0.3)
    assert len(made) < 20
    before = threading.active_count()
    pages.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before - 1
