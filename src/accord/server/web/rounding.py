"""How points read: whole in lists and at the head of pages, with one decimal in receipts."""

from accord.values import points


def whole(millionths: int | None) -> str:
    """Write points as the nearest whole number, a half away from zero; unknown is a dash."""
    return "–" if millionths is None else points.in_words(millionths, 0)
