"""Calls go as fast as a rolling window allows, never faster, and wait when asked to."""

import pytest

from accord.connectors.crm.faults import LimitError
from accord.connectors.crm.pacing import Clock, Limit, Pacer


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def clock(self) -> Clock:
        return Clock(lambda: self.now, self.sleep)


def test_no_window_of_the_limit_ever_holds_more_calls() -> None:
    time = Time()
    pacer = Pacer(Limit(19, 1.0), time.clock())
    sent = []
    for place in range(400):
        time.now += 0.004 if place % 50 else 0.7  # a pause now and then must not save calls up
        pacer.wait()
        sent.append(time.now)
    for start in sent:
        assert sum(start <= moment < start + 1.0 for moment in sent) <= 19


def test_nearly_all_of_the_limit_is_used() -> None:
    time = Time()
    pacer = Pacer(Limit(190, 10.0), time.clock())
    for _ in range(1_901):
        pacer.wait()
    assert 100.0 <= time.now - 100.0 < 105.0


def test_a_wait_that_is_asked_for_is_kept_by_everybody() -> None:
    time = Time()
    pacer = Pacer(None, time.clock())
    pacer.hold(7.0, "wait")
    pacer.wait()
    assert time.now == 107.0
    assert pacer.waited_s == 7.0


def test_a_wait_too_long_to_stand_still_ends_the_run() -> None:
    with pytest.raises(LimitError, match="come back") as caught:
        Pacer(None, Time().clock()).hold(3_600.0, "come back")
    assert caught.value.wait_s == 3_600.0
