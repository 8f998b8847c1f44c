"""How points are rounded: to a whole number where they are read, to a decimal in receipts."""

from typing import Final

from accord.values import points

_HALF: Final = points.MILLION // 2


def whole(millionths: int | None) -> str:
    """Write points as the whole number nearest to them, a half upwards; unknown is a dash.

    Below zero the half goes away from zero, so that a gain and a loss of one size read alike.
    """
    if millionths is None:
        return "–"
    size = (abs(millionths) + _HALF) // points.MILLION
    return f"\N{MINUS SIGN}{size:,}" if millionths < 0 and size else f"{size:,}"


def change(millionths: int | None) -> str:
    """Write a change of points as a whole number with its sign; no sign where it is zero."""
    text = whole(millionths or 0)
    return f"+{text}" if (millionths or 0) >= _HALF else text
