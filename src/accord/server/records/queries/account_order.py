"""In which order a list of accounts stands, and where a page of it ended."""

import base64
import json
from typing import Any, Final

from accord.engine.session import Value
from accord.values.errors import AccordError

_LAST: Final = 2**62
_BEYOND: Final = 2**63
_ORDER_BY_SORT: Final = {
    "rank": f"coalesce(rank, {_LAST})",
    "name": "lower(coalesce(nullif(name, ''), nullif(domain, ''), '(no name)'))",
    "engagement": "coalesce(engagement, 0)",
    "engagement_change": "coalesce(engagement_change, 0)",
    "fit": "coalesce(fit, -1)",
    "completeness": "coalesce(completeness, -1)",
    "employees": "coalesce(employees, -1)",
    "since_day": "coalesce(since_day, 0)",
    "last_day": "coalesce(last_day, 0)",
}
SORTS: Final = tuple(_ORDER_BY_SORT)
"""What a list can be sorted by; a leading "-" turns it round."""


def expression(sort: str) -> tuple[str, bool]:
    """Return the expression of a sort and whether it runs down."""
    name = sort.removeprefix("-")
    if name not in _ORDER_BY_SORT:
        message = f"accounts can't be sorted by {name!r}; try {', '.join(SORTS)}"
        raise AccordError(message)
    return _ORDER_BY_SORT[name], sort.startswith("-")


def cursor(account: int, value: Any, sort: str) -> str:
    """Write where a page ended: the value sorted by and the account."""
    text = json.dumps([sort, value, account])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(words: str, sort: str) -> tuple[Value, int]:
    """Read where a page begins; refuse what `cursor` did not write for this sort."""
    try:
        padded = words + "=" * (-len(words) % 4)
        made_for, value, account = json.loads(base64.urlsafe_b64decode(padded))
        fits = isinstance(value, str) if sort.endswith("name") else _is_number(value)
        if made_for == sort and fits and _is_number(account) and isinstance(account, int):
            return value, account
    except (ValueError, TypeError, RecursionError):
        pass
    message = "this page of the list is out of date; begin at the first page"
    raise AccordError(message)


def _is_number(value: Any) -> bool:
    """Tell whether a value is a number that a column can be compared with."""
    is_one = isinstance(value, int | float) and not isinstance(value, bool)
    return is_one and abs(value) < _BEYOND
