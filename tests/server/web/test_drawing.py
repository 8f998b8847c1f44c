import re

import pytest

from accord.server.web import drawing


def widths(svg: str) -> dict[str, float]:
    """Return the width of each named piece of a drawing, in percent."""
    found = re.findall(r'<rect class="(\w+)" x="[\d.]+%" y="3" width="([\d.]+)%"', svg)
    return {name: float(width) for name, width in found}


def test_seats_read_from_a_row_in_the_order_of_its_letters() -> None:
    svg = drawing.seats_of_shape("erk.", 3, 4, 1)
    assert svg.count("ac-seat-full") == 1
    assert svg.count("ac-seat-half") == 1
    assert svg.count("ac-seat-none") == 1


def test_seats_without_a_shape_are_drawn_from_their_counts() -> None:
    svg = drawing.seats_of_shape("", 5, 8, 4)
    assert svg.count("ac-seat-full") == 4
    assert svg.count("ac-seat-none") == 3


def test_a_gap_in_a_sparkline_is_a_dotted_tick_and_never_a_zero() -> None:
    svg = drawing.spark([10, None, 30], 30)
    assert svg.count('class="gap"') == 1
    assert svg.count("M") == 2


def test_a_tier_over_its_capacity_runs_past_the_tick() -> None:
    pieces = widths(drawing.room(38, 44, 40))
    tick = float(re.findall(r'class="cap" x1="([\d.]+)%', drawing.room(38, 44, 40))[0])
    assert pieces["over"] > 0
    assert pieces["signed"] + pieces["added"] == pytest.approx(tick, abs=0.1)


def test_a_tier_that_loses_accounts_shows_what_is_gone() -> None:
    assert set(widths(drawing.room(40, 38, 40))) == {"signed", "gone"}


def test_no_estimate_is_a_hatch_and_no_mark() -> None:
    svg = drawing.interval(drawing.Axis(-20, 40, 0), None, "not-enough")
    assert "hatch" in svg
    assert "mark" not in svg


@pytest.mark.parametrize(
    ("badge", "shape"),
    [("randomised", 'class="mark"'), ("adjusted", "mark ring"), ("descriptive", "<path")],
)
def test_the_mark_says_how_far_to_believe_it(badge: str, shape: str) -> None:
    assert shape in drawing.interval(drawing.Axis(0, 100), (18, 5, 31), badge)


def test_a_late_promise_is_a_dashed_ring() -> None:
    assert "late" in drawing.clock(-0.2, is_late=True)
    assert "half" in drawing.clock(0.3)
    assert "half" not in drawing.clock(0.8)


def test_nothing_that_is_drawn_carries_an_inline_style() -> None:
    drawn = [
        drawing.spark([1, 2], 2),
        drawing.room(1, 2, 3),
        drawing.clock(0.5),
        drawing.bar(0.4),
        drawing.usual(72, 33, 41, 50),
        drawing.interval(drawing.Axis(0, 1), (0.5, 0.4, 0.6), "adjusted"),
    ]
    assert not any("style=" in each for each in drawn)


def test_a_name_in_a_drawing_is_escaped() -> None:
    svg = drawing.funnel_bar(drawing.FunnelBar(None, None, None, 1), "<script>")
    assert "<script>" not in svg
