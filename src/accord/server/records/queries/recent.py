"""Answers that were just given: kept by question, so that the same question costs nothing."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Recent(Generic[_T]):
    """The last answers by question; a question names the generation that it is about."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._answers: OrderedDict[Hashable, _T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, question: Hashable) -> _T | None:
        """Return the answer that was given, if it is still known."""
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
            return self._answers.get(question)

    def put(self, question: Hashable, answer: _T) -> None:
        """Keep an answer; forget the one that was not asked for the longest."""
        with self._lock:
            self._answers[question] = answer
            if len(self._answers) > self._at_most:
                self._answers.popitem(last=False)
