"""Countries to their two letters, from names in the languages that exports are written in."""

import difflib
from functools import cache
from typing import Final

from babel import Locale
from babel.core import get_global

from accord.connectors.files import words
from accord.connectors.files.outcome import Outcome, unread

_LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "nb", "fi", "pl", "cs", "tr", "ja")  # fmt: skip
_ALSO: Final = {
    "usa": "US", "unitedstatesofamerica": "US", "america": "US", "us": "US",
    "uk": "GB", "greatbritain": "GB", "britain": "GB", "england": "GB", "scotland": "GB",
    "wales": "GB", "northernireland": "GB", "holland": "NL", "thenetherlands": "NL",
    "korea": "KR", "republicofkorea": "KR", "southkorea": "KR", "korearepublicof": "KR",
    "northkorea": "KP", "russianfederation": "RU", "czechrepublic": "CZ", "macedonia": "MK",
    "ivorycoast": "CI", "macau": "MO", "macao": "MO", "hongkong": "HK", "hongkongsar": "HK",
    "uae": "AE", "vietnam": "VN", "viet nam": "VN", "turkey": "TR", "myanmar": "MM",
    "burma": "MM", "congodrc": "CD", "swaziland": "SZ", "capeverde": "CV", "easttimor": "TL",
    "palestine": "PS", "iranislamicrepublicof": "IR", "taiwanprovinceofchina": "TW",
    "tanzaniaunitedrepublicof": "TZ", "boliviaplurinationalstateof": "BO", "bahamas": "BS",
    "venezuelabolivarianrepublicof": "VE", "moldovarepublicof": "MD", "laos": "LA",
    "syrianarabrepublic": "SY", "bruneidarussalam": "BN", "thegambia": "GM", "vatican": "VA",
    "prchina": "CN", "peoplesrepublicofchina": "CN", "mainlandchina": "CN", "roc": "TW",
    "republicofireland": "IE", "eire": "IE", "brasil": "BR", "deutschland": "DE",
    "netherlandsantilles": "CW", "saintmartin": "MF", "reunion": "RE", "curacao": "CW",
}  # fmt: skip
_CLOSE: Final = 0.86
_CODE: Final = 2
_LONG_CODE: Final = 3


@cache
def _codes() -> dict[str, str]:
    """Return countries by their squashed names, ISO codes of two and three letters among them."""
    codes: dict[str, str] = {}
    for language in reversed(_LANGUAGES):  # English last, so that it wins
        for code, name in Locale.parse(language).territories.items():
            if len(code) == _CODE and code.isalpha() and code not in {"EU", "ZZ", "UN", "EZ", "QO"}:
                codes[words.squash(name)] = code
    for alias, now in get_global("territory_aliases").items():
        if len(alias) == _LONG_CODE and alias.isalpha() and len(now) == 1:
            codes.setdefault(alias.lower(), now[0])
    codes |= {code.lower(): code for code in set(codes.values())}
    return codes | _ALSO


@cache
def _english() -> dict[str, str]:
    territories = Locale.parse("en").territories
    return {words.squash(name): name for code, name in territories.items() if len(code) == _CODE}


def country(text: str) -> Outcome:
    """Read a country; a misspelt one is read as what it is close to, and said so."""
    squashed = words.squash(text.replace("&", "and"))
    codes = _codes()
    code = codes.get(squashed) or codes.get(squashed.removeprefix("the"))
    if code:
        return Outcome(code)
    near = difflib.get_close_matches(squashed, _english(), n=1, cutoff=_CLOSE)
    if near:
        return Outcome(codes[near[0]], f"{text!r} is read as {_english()[near[0]]}")
    return unread(f"{text!r} is no country that is known; read as unknown")
