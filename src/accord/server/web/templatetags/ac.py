"""What templates say and draw: icons, seats, tiers, badges, intervals, days and points."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accord.server.web import drawing, people, rows, tiers, wording
from accord.values import points as point_values

register = template.Library()

_BADGE_ICON = {
    "randomised": "arrows-shuffle",
    "adjusted": "scale",
    "descriptive": "eye",
    "not enough data": "hourglass",
}


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Draw one icon of the sprite; it stands beside words, so it is silent."""
    return _icon(name, extra)


@lru_cache(maxsize=512)
def _icon(name: str, extra: str) -> SafeString:
    return format_html(
        '<svg class="ac-icon {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        extra,
        static("accord/icons.svg"),
        name,
    )


@register.simple_tag
def list_row(row: Any, page: dict[str, Any], frame: Any) -> SafeString:
    """Draw one row of the accounts list."""
    return rows.draw(row, page, frame)


@register.simple_tag
def seats(row: Any) -> SafeString:
    """Draw the seats of a list row."""
    return drawing.seats_of_shape(
        row.seats_shape, row.seats_known, row.seats_required, row.seats_engaged
    )


@register.simple_tag
def seat(state: str) -> SafeString:
    """Draw one seat."""
    return drawing.seat(state)


@register.simple_tag
def tier(code: str | None, label: str = "") -> SafeString:
    """Draw a tier as dots and words."""
    if not code:
        return format_html('<span class="ac-quiet">{}</span>', label or _("Not a target"))
    return format_html(
        '<span class="ac-tier" title="{}">{}{}</span>',
        tiers.treatment(code),
        drawing.tier_dots(code),
        label or tiers.label(code),
    )


@register.simple_tag
def spark(values: Sequence[int | None], top: int) -> SafeString:
    """Draw a sparkline."""
    return drawing.spark(values, top)


@register.simple_tag
def bar(share: float, kind: str = "") -> SafeString:
    """Draw a thin bar."""
    return drawing.bar(share, kind)


@register.simple_tag
def badge(kind: str) -> SafeString:
    """Draw the evidence badge, always with its word."""
    return format_html(
        '<span class="ac-badge {}">{}{}</span>',
        "not-enough" if kind == "not enough data" else kind,
        icon(_BADGE_ICON.get(kind, "eye")),
        _(kind),
    )


@register.simple_tag
def room(signed: int, after: int, capacity: int) -> SafeString:
    """Draw the room of a tier."""
    return drawing.room(signed, after, capacity)


@register.filter
def tier_name(code: str | None) -> str:
    """Write a tier by the program's own name of it."""
    return tiers.label(code)


@register.filter
def words(code: object) -> str:
    """Write a code as words."""
    return wording.words(code)


@register.filter
def small_words(code: object) -> str:
    """Write a code as words inside a sentence."""
    return wording.small_words(code)


@register.filter
def points(millionths: int | None, decimals: int = 1) -> str:
    """Write points."""
    return "–" if millionths is None else point_values.in_words(millionths, decimals)


@register.filter
def signed(millionths: int | None, decimals: int = 1) -> str:
    """Write points with their sign."""
    return wording.signed(millionths, decimals)


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """Write a number."""
    return wording.number(value, decimals)


@register.filter
def day(value: int | None, today: int | None = None) -> str:
    """Write a day."""
    return wording.day(value, today)


@register.filter
def full_day(value: int | None) -> str:
    """Write a day whole."""
    return wording.full_day(value)


@register.filter
def days(n: int | None) -> str:
    """Write a length of days."""
    return wording.days(n)


@register.filter
def since(start: int | None, today: int) -> str:
    """Write how many days lie between a day and today."""
    return "–" if start is None else wording.days(today - start)


@register.filter
def options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """Draw the choices of a field, one of them chosen."""
    return drawing.options(choices, chosen)


@register.filter
def initials(name: str | None) -> str:
    """Write the two letters of a name."""
    return wording.initials(name)


@register.filter
def minus(left: int, right: int) -> int:
    """Subtract."""
    return (left or 0) - (right or 0)


@register.filter
def joined(parts: Sequence[object]) -> str:
    """Join codes as a sentence does."""
    return wording.joined([wording.small_words(part) for part in parts])


@register.filter
def key(mapping: Any, name: str) -> Any:
    """Look up a key that is not a valid attribute."""
    return mapping.get(name)


@register.simple_tag
def moment(value: datetime | None) -> str:
    """Write a moment in the workspace's zone."""
    return wording.moment(value)


@register.filter
def money(minor: int | None, currency: str | None) -> str:
    """Write money."""
    return wording.amount(minor, currency)


@register.simple_tag(takes_context=True)
def address(context: template.Context, **changes: Any) -> str:
    """Return this page's address with some of its parameters changed; None takes one out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    text = query.urlencode()
    return f"?{text}" if text else "?"


@register.filter
def styles(names: str) -> list[str]:
    """Return the style sheets of the base page, in the order in which they build up."""
    return [f"accord/css/{name}.css" for name in names.split()]


@register.filter
def undo_token(tags: str) -> str:
    """Return the token of "undo:<token>" among a message's tags."""
    return next((tag[5:] for tag in tags.split() if tag.startswith("undo:")), "")


@register.filter
def owner_name(row: Any) -> str:
    """Return the first name of an account's owner."""
    return people.owner(row).split(" ")[0]


@register.filter
def step_owner(row: Any) -> str:
    """Return the name of whoever a row's next step is for."""
    return people.step_owner(row)


@register.filter
def person(email: str | None) -> str:
    """Return a user's name by mail address."""
    return wording.named(email, people.names())
