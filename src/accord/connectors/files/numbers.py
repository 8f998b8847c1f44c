"""Numbers as people write them: grouped, ranged, with signs of money, K and M, in brackets."""

import re
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from babel import Locale

from accord.connectors.files.outcome import Outcome, Read, unread

_CURRENCY_BY_SIGN: Final = {
    "$": "USD", "US$": "USD", "USD": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR",
    "₩": "KRW", "CHF": "CHF", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD",
    "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL", "ZŁ": "PLN", "KČ": "CZK",
    "₺": "TRY", "₪": "ILS", "FT": "HUF", "RS": "INR", "RS.": "INR",
}  # fmt: skip
_FACTOR: Final = {
    "k": 1_000, "t": 1_000, "tsd": 1_000, "thousand": 1_000,
    "m": 1_000_000, "mm": 1_000_000, "mn": 1_000_000, "mio": 1_000_000, "mil": 1_000_000,
    "million": 1_000_000, "millions": 1_000_000,
    "b": 1_000_000_000, "bn": 1_000_000_000, "billion": 1_000_000_000, "mrd": 1_000_000_000,
}  # fmt: skip
_PLAIN: Final = re.compile(r"-?\d+(?:\.\d+)?\Z")
_PLAIN_BY_SIGN: Final = {".": _PLAIN, ",": re.compile(r"-?\d+(?:,\d+)?\Z")}
_NUMBER: Final = re.compile(r"\d[\d.,'’\s\u00a0\u202f]*")
_WRITTEN: Final = re.compile(
    r"(?P<open>\()?(?P<minus>[-–−])?\s*(?P<before>[^\d\s()+-]{0,4})(?:(?<!\s)\s*)?(?P<minus2>[-–−])?"
    r"(?P<digits>\d[\d.,'’\u00a0\u202f ]*)(?P<after>[^\d()+]{0,12})(?P<plus>\+)?(?P<close>\))?"
)
_RANGE: Final = re.compile(
    r"(?P<low>[\d.,' ]*\d\s*[kKmM]?)\s*(?:-|–|—|to|bis|à)\s*(?P<high>\d[\d.,' ]*\s*[kKmM]?)"
)
_AS_A_DATE: Final = re.compile(
    r"(?:(?P<a>\d{1,2})[- ](?P<b>[A-Za-z]{3})|(?P<c>[A-Za-z]{3})[- ](?P<d>\d{1,2}))"
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # fmt: skip
_LARGEST: Final = 2**53
_GROUP: Final = 3
_LONGEST_COUNT: Final = 11
_LONGEST_EXACT: Final = 15
"""Digits that a number with decimals holds without loss."""


class Amount(NamedTuple):
    """An amount and the currency that its sign names, if it has one."""

    number: Decimal
    currency: str | None


def evidence(text: str) -> set[str]:
    """Return the decimal signs under which a written number makes sense; empty if it has none.

    `1,200` makes sense both ways, `1,200.50` and `3,5` one way only.
    """
    found = _NUMBER.search(text)
    digits = found.group().strip().rstrip(".,") if found else ""
    dots, commas = digits.count("."), digits.count(",")
    if not dots and not commas:
        return set()
    if dots and commas:
        return {"."} if digits.rfind(".") > digits.rfind(",") else {","}
    sign, times = (".", dots) if dots else (",", commas)
    other = "," if sign == "." else "."
    if times > 1:
        return {other}
    head, tail = digits.split(sign)
    if len(tail) != _GROUP or len(head) > _GROUP or head in {"0", ""}:
        return {sign}
    return {".", ","}


def _decimal(digits: str, sign: str) -> Decimal | None:
    bare = re.sub(r"[\s'’\u00a0\u202f]", "", digits)
    grouping = "," if sign == "." else "."
    if not _is_grouped(bare, grouping, sign):
        return None
    text = bare.replace(grouping, "").replace(sign, ".").rstrip(".")
    return Decimal(text) if re.fullmatch(r"\d+(?:\.\d+)?", text) else None


def _is_grouped(bare: str, grouping: str, sign: str) -> bool:
    whole, *rest = bare.split(sign)
    groups = whole.split(grouping)
    sound = len(groups) == 1 or all(len(group) in {2, 3} for group in groups[1:])
    return sound and len(rest) <= 1 and grouping not in "".join(rest)


def amount(text: str, sign: str) -> Amount | None:
    """Read a written amount with the given decimal sign; None if it is none."""
    found = _WRITTEN.fullmatch(text)
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    number = _decimal(found["digits"].strip(), sign)
    factor, currency = _around(found["before"].strip(), found["after"].strip())
    if number is None or factor is None:
        return None
    is_negative = bool(found["open"] or found["minus"] or found["minus2"])
    return Amount(number * factor * (-1 if is_negative else 1), currency)


def _around(before: str, after: str) -> tuple[int | None, str | None]:
    """Read what stands around the digits: a currency, and thousands or millions."""
    factor, currency = 1, _CURRENCY_BY_SIGN.get(before.upper())
    if before and not currency:
        currency = _iso(before)
        if not currency:
            return None, None
    for word in after.split():
        times = _FACTOR.get(word.lower().rstrip("."))
        named = _CURRENCY_BY_SIGN.get(word.upper()) or _iso(word)
        if times:
            factor *= times
        elif named:
            currency = named
        elif word.lower() not in {"kr", "kr.", ",-", ",–", "%"}:
            return _suffixed(word, currency)
    return factor, currency


def _suffixed(word: str, currency: str | None) -> tuple[int | None, str | None]:
    """Read a factor and a currency written together: `M€`, `kUSD`."""
    for length in (1, 2, 3):
        factor = _FACTOR.get(word[:length].lower())
        named = _CURRENCY_BY_SIGN.get(word[length:].upper()) or _iso(word[length:])
        if factor and named:
            return factor, named
    return None, currency


def _iso(word: str) -> str | None:
    return word.upper() if re.fullmatch(r"[A-Za-z]{3}", word) and word.upper() in _codes() else None


@cache
def _codes() -> frozenset[str]:
    return frozenset(str(code) for code in Locale.parse("en").currencies)


def currency(text: str) -> Outcome:
    """Read a currency: its code, its sign, or a code with a name behind it."""
    word = text.upper()
    code = _CURRENCY_BY_SIGN.get(word) or _iso(word[:3] if word[3:4] in {"", " ", "-"} else word)
    if code:
        return Outcome(code)
    return unread(f"{text!r} is no currency; write its code, such as EUR", is_needed=True)


def money(sign: str, factor: int, *, is_needed: bool) -> Read:
    """Return a reader of amounts of money, which gives an `Amount`."""

    def read(text: str) -> Outcome:
        if _PLAIN_BY_SIGN[sign].match(text):
            return _sized(Amount(Decimal(text.replace(",", ".")) * factor, None), text, is_needed)
        found = amount(text, sign)
        if not found:
            return unread(
                f"{text!r} is no amount; write it as 1234.50, with the currency in its own column",
                is_needed=is_needed,
            )
        read_as = Amount(found.number * factor, found.currency)
        digits = f"{read_as.number:f}"
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
        words = f"{digits} {found.currency or ''}".strip()
        return _sized(read_as, text, is_needed, f"read as {words}")

    return read


def _sized(found: Amount, text: str, is_needed: bool, reason: str | None = None) -> Outcome:
    if abs(found.number) >= _LARGEST:
        return unread(f"{text} is too large to be an amount of money", is_needed=is_needed)
    return Outcome(found, reason)


def whole(sign: str) -> Read:
    """Return a reader of whole numbers: 1,200; 51-200; 10K+; 20-May (which was 5-20)."""

    def read(text: str) -> Outcome:
        if text.isdigit() and text.isascii() and len(text) <= _LONGEST_COUNT:
            return Outcome(int(text))
        found = _ranged(text, sign) or _counted(text, sign)
        return found or unread(f"{text!r} is no whole number; read as unknown")

    return read


def tally(text: str) -> Outcome:
    """Read a count as reports group it: 1,234 or 1.234; no word about the signs between."""
    found = _counted(text, ".")
    return (
        found._replace(reason=None) if found else unread(f"{text!r} is no count; read as unknown")
    )


def _counted(text: str, sign: str) -> Outcome | None:
    bare = re.sub(r"^(?:ca\.?|approx\.?|about|over|>|~|c\.)\s*", "", text, flags=re.IGNORECASE)
    bare = re.sub(
        r"(?<!\s)\s*(?:employees|people|staff|mitarbeiter)$", "", bare, flags=re.IGNORECASE
    )
    # A count has no decimals, so three digits behind one sign are always a group: 1,200, 1.200.
    grouped = re.fullmatch(r"\d{1,3}(?:[.,' \u00a0\u202f’]\d{3})+\+?", bare)
    found = (
        Amount(Decimal(re.sub(r"\D", "", bare)), None)
        if grouped
        else amount(bare, sign if evidence(bare) != {"."} else ".")
    )
    if not found or found.currency or not 0 <= found.number < _LARGEST:
        return None
    number = int(found.number)
    if number != found.number:
        return None
    silent = re.fullmatch(r"\d+\.0+", text)
    return Outcome(number, None if silent else f"read as {number}")


def _ranged(text: str, sign: str) -> Outcome | None:
    bounds = _mangled(text)
    how = "a spreadsheet made a date of the range"
    if not bounds:
        how = "the middle of the range"
        found = _RANGE.match(text)
        low, high = (
            (_counted(found[end].strip(), sign) for end in ("low", "high"))
            if found
            else (
                None,
                None,
            )
        )
        if not low or not high:
            return None
        bounds = (low.value, high.value)
    if bounds[0] > bounds[1]:
        return None
    middle = (bounds[0] + bounds[1]) // 2
    reason = f"read as {middle}, {how} {bounds[0]} to {bounds[1]}"
    return Outcome(middle, reason, is_kept=True)


def _mangled(text: str) -> tuple[int, int] | None:
    found = _AS_A_DATE.fullmatch(text)
    if not found:
        return None
    day, month = found["a"] or found["d"], (found["b"] or found["c"]).lower()
    if month not in _MONTHS:
        return None
    low, high = sorted((int(day), _MONTHS.index(month) + 1))
    return low, high


def real(sign: str, factor: int = 1) -> Read:
    """Return a reader of numbers with decimals, percent signs allowed."""

    def read(text: str) -> Outcome:
        bare = text.removesuffix("%").strip()
        if _PLAIN_BY_SIGN[sign].match(bare):
            return Outcome(float(bare.replace(",", ".")) * factor)
        found = amount(bare, sign)
        if not found:
            return unread(f"{text!r} is no number; read as unknown")
        number = float(found.number) * factor
        return Outcome(number, f"read as {number:g}")

    return read


def rate(sign: str) -> Read:
    """Return a reader of exchange rates, which gives their digits as text."""

    def read(text: str) -> Outcome:
        found = amount(text, sign)
        if not found or found.number <= 0:
            return unread(f"{text!r} is no exchange rate; write it as 1.0842", is_needed=True)
        digits = f"{found.number.normalize():f}"
        return Outcome(digits, None if _PLAIN_BY_SIGN[sign].match(text) else f"read as {digits}")

    return read


def is_plain(text: str) -> bool:
    """Tell whether a text is a number that loses nothing as one: no 007, no 20 digits."""
    if not _PLAIN.match(text) or len(text) > _LONGEST_EXACT:
        return False
    digits = text.removeprefix("-")
    return not (digits.startswith("0") and digits[1:2].isdigit())
