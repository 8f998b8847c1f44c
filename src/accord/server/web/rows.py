"""Rows of the accounts list, drawn once per generation: what repeats is not rendered again."""

from collections import OrderedDict
from threading import Lock
from typing import Any, Final

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accord.server.records.queries import picture
from accord.server.records.queries.accounts import AccountRow

MOST: Final = 4_000
"""Rows that are kept drawn: about ten megabytes."""

_drawn: "OrderedDict[tuple[Any, ...], SafeString]" = OrderedDict()
_lock = Lock()


def draw(row: AccountRow, page: dict[str, Any], frame: Any) -> SafeString:
    """Return a row as HTML; a row that was derived since the generation is drawn anew."""
    reader = picture.reader()
    if row.is_fresh or reader is None:
        return _render(row, page, frame)
    shown = tuple(column.code for column in page["shown"])
    key = (
        reader.version[0],
        row.account,
        shown,
        page["today"],
        page["spark_top"],
        bool(frame.can_write),
        get_language(),
    )
    with _lock:
        found = _drawn.get(key)
        if found is not None:
            _drawn.move_to_end(key)
            return found
    html = _render(row, page, frame)
    with _lock:
        _drawn[key] = html
        while len(_drawn) > MOST:
            _drawn.popitem(last=False)
    return html


def _render(row: AccountRow, page: dict[str, Any], frame: Any) -> SafeString:
    context = {"row": row, "page": page, "frame": frame}
    return SafeString(get_template("accounts/row.html").render(context))
