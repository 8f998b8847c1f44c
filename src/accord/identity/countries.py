"""Which country a text means: ISO 3166 codes from codes and names in several languages."""

from functools import cache
from typing import Final

import pyarrow as pa
from babel import Locale
from babel.core import get_global

from accord.identity import names

_LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "pl")
_TWO_LETTERS: Final = 2
_NO_COUNTRIES: Final = frozenset({"ZZ", "EU", "UN", "EZ"})
_ALSO: Final[dict[str, str]] = {
    "uk": "GB",
    "great britain": "GB",
    "britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "united kingdom of great britain and northern ireland": "GB",
    "united states of america": "US",
    "the united states": "US",
    "america": "US",
    "u s": "US",
    "u s a": "US",
    "korea": "KR",
    "south korea": "KR",
    "republic of korea": "KR",
    "korea republic of": "KR",
    "russian federation": "RU",
    "czech republic": "CZ",
    "the netherlands": "NL",
    "holland": "NL",
    "hong kong": "HK",
    "macau": "MO",
    "macao": "MO",
    "viet nam": "VN",
    "ivory coast": "CI",
    "turkey": "TR",
    "taiwan province of china": "TW",
    "peoples republic of china": "CN",
    "iran islamic republic of": "IR",
    "republic of ireland": "IE",
    "uae": "AE",
    "emirates": "AE",
    "brasil": "BR",
    "deutschland": "DE",
    "moldova republic of": "MD",
    "swaziland": "SZ",
    "burma": "MM",
}


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in names.fold(text)).split())


@cache
def _codes_in(language: str) -> dict[str, str]:
    """Return the code of each country by its code and its name in one language."""
    codes: dict[str, str] = {}
    for code, name in Locale(language).territories.items():
        if len(code) == _TWO_LETTERS and code.isalpha() and code not in _NO_COUNTRIES:
            codes.setdefault(_plain(name), code)
            codes.setdefault(code.lower(), code)
    return codes


@cache
def _aliases() -> dict[str, str]:
    return {
        alias.lower(): found[0]
        for alias, found in reversed([*get_global("territory_aliases").items()])
        if alias.isalpha() and len(found) == 1
    }


def code(text: str) -> str:
    """Return the two-letter code of a country; a text that names none stays what it is."""
    plain = _plain(text)
    if plain in _ALSO:
        return _ALSO[plain]
    # A language is loaded when the ones before it don't know the word: most need only the first.
    for language in _LANGUAGES:
        if known := _codes_in(language).get(plain):
            return known
    return _aliases().get(plain, text.strip())


def table(texts: list[str]) -> pa.Table:
    """Return (code) of texts that name a country, in order."""
    return pa.table(
        {
            "code": pa.array([code(text) for text in texts], pa.string()),
        }
    )
