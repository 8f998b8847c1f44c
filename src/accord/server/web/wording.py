"""How codes, days, points and money read on a page."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.values import money, points, time

_SPECIAL: Final = {
    "one_to_one": gettext_noop("One-to-one"),
    "one_to_few": gettext_noop("One-to-few"),
    "one_to_many": gettext_noop("One-to-many"),
    "win_back": gettext_noop("Win-back"),
    "new": gettext_noop("New business"),
    "expand": gettext_noop("Expand"),
    "renew": gettext_noop("Renew"),
    "it": gettext_noop("IT"),
    "crm": gettext_noop("CRM"),
    "roi": gettext_noop("ROI"),
    "hr": gettext_noop("HR"),
    "c_level": gettext_noop("C-level"),
    "vp": gettext_noop("VP"),
    "cac": gettext_noop("Cost to acquire a customer"),
    "email": gettext_noop("E-mail"),
    "ads": gettext_noop("Ads"),
}
"""Codes that do not read well when their underscores are only turned into spaces."""

ACCESS_ROLES: Final = {
    "admin": gettext_noop("Admin"),
    "marketing": gettext_noop("Marketing"),
    "sales": gettext_noop("Sales"),
    "reader": gettext_noop("Reader"),
}
"""Access roles by code, in the order of what they may do."""


def words(code: object) -> str:
    """Write a code of the program ("active_sales_review") as words."""
    text = str(code or "")
    if text in _SPECIAL:
        return _(_SPECIAL[text])
    spaced = text.replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]


def small_words(code: object) -> str:
    """Write a code as words inside a sentence."""
    text = words(code)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def signed(millionths: int | None, decimals: int = 1) -> str:
    """Write points with their sign, a true minus, and 0.0 without one."""
    text = points.in_words(millionths or 0, decimals)
    is_more = (millionths or 0) > 0 and text.strip("0.,") != ""
    return f"+{text}" if is_more else text


def number(value: float | None, decimals: int = 0) -> str:
    """Write a number with thousands apart and a true minus."""
    if value is None:
        return "–"
    text = f"{abs(value):,.{decimals}f}"
    return f"\N{MINUS SIGN}{text}" if value < 0 and text.strip("0.,") else text


def day(number_of_day: int | None, today: int | None = None) -> str:
    """Write a day: today, yesterday, "20 Nov", with its year when that is another one."""
    if number_of_day is None:
        return "–"
    if today is not None and number_of_day == today:
        return _("today")
    if today is not None and number_of_day == today - 1:
        return _("yesterday")
    value = time.from_day(number_of_day)
    is_same_year = today is None or time.from_day(today).year == value.year
    return _written(value, "j M" if is_same_year else "j M Y")


@lru_cache(maxsize=4096)
def _written(value: date, form: str) -> str:
    """Write a day in a form; a page names the same few days over and over."""
    return date_format(value, form)


def full_day(number_of_day: int | None) -> str:
    """Write a day whole: "Friday 20 November 2026"."""
    return "–" if number_of_day is None else date_format(time.from_day(number_of_day), "l j F Y")


def counted(n: int, one: str, many: str) -> str:
    """Count things in words: the first form of one, else the second with the number for %(n)s."""
    return ngettext(one, many, n) % {"n": number(n)}


def days(n: int | None) -> str:
    """Write a length of days: "1 day", "41 days"."""
    if n is None:
        return "–"
    return _("1 day") if n == 1 else _("%(n)s days") % {"n": f"{n:,}"}


def moment(value: datetime | None, zone: ZoneInfo | None = None) -> str:
    """Write a moment as day and wall time, in the zone that the page is shown in."""
    if value is None:
        return "–"
    return date_format(timezone.localtime(value, zone), "j M Y, H:i")


def amount(minor: int | None, currency: str | None) -> str:
    """Write money in whole units of its currency, "84,000 EUR"; unknown is a dash."""
    if minor is None or not currency:
        return "–"
    value = minor / 10 ** money.exponent(currency)
    return f"{number(value)}\N{NO-BREAK SPACE}{currency}"


def initials(name: str | None) -> str:
    """Return the two letters that stand for a person or company."""
    parts = [part for part in (name or "?").split() if part[:1].isalnum()] or ["?"]
    letters = parts[0][:2] if len(parts) == 1 else parts[0][:1] + parts[-1][:1]
    return letters.upper() if len(parts) > 1 else letters.title()


def joined(parts: list[str]) -> str:
    """Join words as a sentence does: "finance, IT and operations"."""
    if not parts[1:]:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def day_from(value: date) -> int:
    """Return the day number of a date."""
    return time.day_number(value)


def named(email: str | None, names: Mapping[str, str] | None = None) -> str:
    """Return somebody's name, from those who are known or from the mail address itself."""
    if not email:
        return ""
    found = (names or {}).get(email)
    return found or email.split("@")[0].replace(".", " ").title()
