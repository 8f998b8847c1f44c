"""Small drawings made on the server: shapes that survive a black-and-white print."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accord.values import points as point_values

_SEAT: Final = {
    "engaged": '<svg viewBox="0 0 12 12"><circle class="ac-seat-full" cx="6" cy="6" r="4.75"/></svg>',
    "reachable": (
        '<svg viewBox="0 0 12 12"><circle class="ac-seat-line" cx="6" cy="6" r="4.75"/>'
        '<path class="ac-seat-half" d="M6 1.25a4.75 4.75 0 0 0 0 9.5z"/></svg>'
    ),
    "known": '<svg viewBox="0 0 12 12"><circle class="ac-seat-line" cx="6" cy="6" r="4.75"/></svg>',
    "empty": '<svg viewBox="0 0 12 12"><circle class="ac-seat-none" cx="6" cy="6" r="4.75"/></svg>',
}
SEATS_BY_LETTER: Final = {"e": "engaged", "a": "reachable", "r": "reachable", "k": "known"}
"""Letters of a row's `seats_shape`; any other letter is an empty seat."""

_TIER_DOTS: Final = {
    "one_to_one": ((6, 6, 2.4),),
    "one_to_few": ((6, 2.6, 1.8), (2.6, 8.6, 1.8), (9.4, 8.6, 1.8)),
    "one_to_many": tuple((x, y, 1.2) for y in (2, 6, 10) for x in (2, 6, 10)),
}
SPARK_WIDTH: Final = 84
SPARK_HEIGHT: Final = 22
_LABEL_WIDTH: Final = 34
_NEAR_EDGE: Final = 20
_HALF: Final = 0.5


def seat(state: str) -> SafeString:
    """Draw one seat: engaged full, reachable half, known ring, empty dashed."""
    return SafeString(_SEAT.get(state, _SEAT["empty"]))


def seats(states: Sequence[str]) -> SafeString:
    """Draw a row of seats; the words stand beside it, so it says nothing to a reader aloud."""
    return format_html(
        '<span class="ac-seats" aria-hidden="true">{}</span>',
        format_html_join("", "{}", ((seat(state),) for state in states)),
    )


def seats_of_shape(shape: str, known: int, required: int, engaged: int) -> SafeString:
    """Draw the seats of a list row, from its shape or, without one, from its counts."""
    if shape and len(shape) <= 2 * max(required, 1):
        return seats([SEATS_BY_LETTER.get(letter.lower(), "empty") for letter in shape])
    full = min(engaged, required)
    ring = max(0, min(known, required) - full)
    return seats(["engaged"] * full + ["known"] * ring + ["empty"] * (required - full - ring))


def tier_dots(tier: str | None) -> SafeString:
    """Draw a tier as one, three or nine dots."""
    circles = format_html_join(
        "", '<circle cx="{}" cy="{}" r="{}"/>', _TIER_DOTS.get(tier or "", ())
    )
    return format_html('<svg viewBox="0 0 12 12" aria-hidden="true">{}</svg>', circles)


def spark(values: Sequence[int | None], top: int) -> SafeString:
    """Draw 26 weeks on the scale of the whole list; a gap is a dotted tick, never a zero."""
    if not values:
        return SafeString("")
    step = SPARK_WIDTH / max(1, len(values) - 1)
    spots = [_spot(index * step, value, top) for index, value in enumerate(values)]
    path, pen = "", "M"
    for spot in spots:
        path += f"{pen}{spot[0]:.1f} {spot[1]:.1f}" if spot else ""
        pen = "L" if spot else "M"
    last = spots[-1] or (SPARK_WIDTH, SPARK_HEIGHT)
    gaps = format_html_join(
        "",
        '<line class="gap" x1="{}" x2="{}" y1="21" y2="21"/>',
        ((f"{i * step - 2:.1f}", f"{i * step + 2:.1f}") for i, s in enumerate(spots) if not s),
    )
    return format_html(
        '<svg class="ac-spark" viewBox="0 0 88 24" aria-hidden="true">'
        '<line x1="0" x2="84" y1="22.5" y2="22.5"/>{}<path d="{}"/>'
        '<circle cx="{}" cy="{}" r="2.2"/></svg>',
        gaps,
        path,
        f"{last[0]:.1f}",
        f"{last[1]:.1f}",
    )


def _spot(x: float, value: int | None, top: int) -> tuple[float, float] | None:
    """Place one week on the sparkline."""
    if value is None:
        return None
    return x, SPARK_HEIGHT - 1 - (SPARK_HEIGHT - 4) * min(1.0, max(0, value) / max(1, top))


def bar(share: float, kind: str = "") -> SafeString:
    """Draw a thin bar of a share between 0 and 1."""
    width = f"{100 * min(1.0, max(0.0, share)):.1f}%"
    return format_html(
        '<svg class="ac-bar {}" aria-hidden="true"><rect class="{}" width="{}" height="100%" rx="2"/></svg>',
        "l" if kind == "l" else "",
        kind,
        width,
    )


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis that all intervals of one table share."""

    low: float
    high: float
    zero: float | None = None

    def x(self, value: float) -> float:
        """Return where a value stands, in percent of the width between 2 and 98."""
        span = (self.high - self.low) or 1.0
        return 2 + 96 * min(1.0, max(0.0, (value - self.low) / span))


def interval(axis: Axis, estimate: tuple[float, float, float] | None, badge: str) -> SafeString:
    """Draw an estimate with its interval; without one, the hatch that says anything fits."""
    if axis.zero is None:
        zero = SafeString("")
    else:
        zero = format_html(
            '<line class="zero" x1="{0}%" x2="{0}%" y1="2" y2="26"/>', _p(axis.x(axis.zero))
        )
    line = SafeString('<line class="axis" x1="2%" x2="98%" y1="14" y2="14"/>')
    if estimate is None:
        hatch = SafeString('<line class="hatch" x1="2%" x2="98%" y1="14" y2="14"/>')
        return _interval_frame("not-enough", line, zero, hatch)
    value, low, high = estimate
    caps = format_html_join(
        "",
        '<line class="cap" x1="{0}%" x2="{0}%" y1="9" y2="19"/>',
        ((_p(axis.x(v)),) for v in (low, high)),
    )
    whisker = format_html(
        '<line class="whisk" x1="{}%" x2="{}%" y1="14" y2="14"/>', _p(axis.x(low)), _p(axis.x(high))
    )
    return _interval_frame(badge, line, zero, whisker, caps, _mark(axis.x(value), badge))


def _p(value: float) -> str:
    return f"{value:.2f}"


def _mark(x: float, badge: str) -> SafeString:
    """Draw the mark of an estimate: dot (randomised), ring (adjusted), diamond (descriptive)."""
    if badge == "descriptive":
        return format_html(
            '<svg x="{}%" y="14" overflow="visible"><path class="mark" d="M0-5.5L5.5 0L0 5.5L-5.5 0z"/></svg>',
            _p(x),
        )
    shape = "mark" if badge == "randomised" else "mark ring"
    return format_html('<circle class="{}" cx="{}%" cy="14" r="4.5"/>', shape, _p(x))


def _interval_frame(badge: str, *parts: SafeString) -> SafeString:
    return format_html(
        '<svg class="ac-interval {}" aria-hidden="true">{}</svg>',
        badge,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


@lru_cache(maxsize=512)
def options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """Draw the choices of a field, one of them chosen; every person of a page has the same ones."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (code, SafeString(" selected") if code == chosen else "", title)
            for code, title in choices
        ),
    )


def clock(left: float, *, is_late: bool = False) -> SafeString:
    """Draw what is left of a promise as an arc; late is a dashed ring with a mark."""
    if is_late:
        return SafeString(
            '<svg class="ac-clock late" viewBox="0 0 30 30" aria-hidden="true">'
            '<circle class="left" cx="15" cy="15" r="12"/><path class="hand" d="M15 9v7M15 20v.5"/></svg>'
        )
    around = 75.4
    length = around * min(1.0, max(0.02, left))
    return format_html(
        '<svg class="ac-clock {}" viewBox="0 0 30 30" aria-hidden="true"><circle class="track" cx="15" cy="15" r="12"/>'
        '<circle class="left" cx="15" cy="15" r="12" stroke-dasharray="{} {}" transform="rotate(-90 15 15)"/>'
        '<path class="hand" d="M15 10v5.5l3 2"/></svg>',
        "half" if left < _HALF else "",
        f"{length:.1f}",
        around,
    )


def room(signed: int, after: int, capacity: int) -> SafeString:
    """Draw a tier's room: signed solid, added diagonal, gone dashed, a tick at capacity.

    The track runs 8 % past the tick, so that overflow has somewhere to be seen.
    """
    scale = (
        100 / (1.08 * max(capacity, after, signed, 1))
        if after > capacity
        else 100 / (1.08 * max(capacity, 1))
    )
    kept = min(signed, after)
    pieces = [_piece("signed", 0, min(kept, capacity) * scale)]
    if after > signed:
        pieces.append(_piece("added", kept * scale, (min(after, capacity) - kept) * scale))
    if signed > after:
        pieces.append(_piece("gone", after * scale, (signed - after) * scale))
    if after > capacity:
        pieces.append(_piece("over", capacity * scale, (after - capacity) * scale))
    return format_html(
        '<svg class="ac-room" aria-hidden="true"><rect class="track" x="0" y="3" width="100%" height="10" rx="3"/>{}'
        '<line class="cap" x1="{}%" x2="{}%" y1="0" y2="16"/></svg>',
        format_html_join("", "{}", ((piece,) for piece in pieces)),
        _p(capacity * scale),
        _p(capacity * scale),
    )


def _piece(kind: str, x: float, width: float) -> SafeString:
    paint = f"url(#ac-{kind})" if kind in {"added", "over"} else ""
    return format_html(
        '<rect class="{}" x="{}%" y="3" width="{}%" height="10" fill="{}"/>',
        kind,
        _p(x),
        _p(max(0.0, width)),
        paint,
    )


@dataclass(frozen=True, slots=True)
class FunnelBar:
    """People per account at one stage, with its interval, on the widest stage's scale."""

    value: float | None
    low: float | None
    high: float | None
    top: float


def funnel_bar(stage: FunnelBar, words: str) -> SafeString:
    """Draw one centred bar of the inverted funnel, or the dashed frame of "not enough"."""
    if stage.value is None:
        return format_html(
            '<svg aria-hidden="true"><rect class="none" x="10%" y="1" width="80%" height="24" rx="4"/>'
            '<text class="q" x="50%" y="17">{}</text></svg>',
            words,
        )
    width = max(10.0, 84 * stage.value / max(stage.top, 0.001))
    whisker: SafeString | str = ""
    if stage.low is not None and stage.high is not None:
        ends = [50 + 42 * v / max(stage.top, 0.001) for v in (stage.low, stage.high)]
        whisker = format_html(
            '<line class="w" x1="{0}%" x2="{1}%" y1="13" y2="13"/><line class="w" x1="{0}%" x2="{0}%" y1="8" y2="18"/>'
            '<line class="w" x1="{1}%" x2="{1}%" y1="8" y2="18"/>',
            _p(min(ends[0], 100)),
            _p(min(ends[1], 100)),
        )
    return format_html(
        '<svg aria-hidden="true"><rect class="b" x="{}%" y="1" width="{}%" height="24" rx="4"/>{}<text x="50%" y="17">{}</text></svg>',
        _p(50 - width / 2),
        _p(width),
        whisker,
        words,
    )


def usual(now: int, low: int, middle: int, high: int) -> SafeString:
    """Draw where a figure stands against its own usual range (diamond with whiskers)."""
    axis = Axis(0, 1.12 * max(now, high, 1))
    ends = [_p(axis.x(value)) for value in (low, middle, high, now)]
    words = _("usual %(m)s (%(l)s to %(h)s)") % {
        "m": point_values.in_words(middle, 0),
        "l": point_values.in_words(low, 0),
        "h": point_values.in_words(high, 0),
    }
    is_close = abs(axis.x(now) - axis.x(middle)) < _LABEL_WIDTH
    return format_html(
        '<svg class="ac-interval descriptive ac-usual" role="img" aria-label="{words}, {spoken}">'
        '<line class="axis" x1="2%" x2="98%" y1="14" y2="14"/><line class="whisk" x1="{low}%" x2="{high}%" y1="14" y2="14"/>'
        '<line class="cap" x1="{low}%" x2="{low}%" y1="9" y2="19"/><line class="cap" x1="{high}%" x2="{high}%" y1="9" y2="19"/>'
        '<svg x="{mid}%" y="14" overflow="visible"><path class="mark" d="M0-5.5L5.5 0L0 5.5L-5.5 0z"/></svg>'
        '<circle class="now" cx="{now}%" cy="14" r="5"/>'
        '<text x="{mid}%" y="36" text-anchor="{anchor}">{words}</text><text class="b" x="{now}%" y="{text_y}" text-anchor="{now_anchor}">{spoken}</text></svg>',
        words=words,
        spoken=_("now %(n)s") % {"n": point_values.in_words(now)},
        low=ends[0],
        mid=ends[1],
        high=ends[2],
        now=ends[3],
        text_y=52 if is_close else 36,
        anchor=_anchor(axis.x(middle)),
        now_anchor=_anchor(axis.x(now)),
    )


def _anchor(x: float) -> str:
    """Keep a label inside its drawing."""
    return "start" if x < _NEAR_EDGE else "end" if x > 100 - _NEAR_EDGE else "middle"
