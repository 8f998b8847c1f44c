"""On what ground somebody may be contacted: a table by country, purpose and sender that a team owns.

The one that comes with Accord is a starting point for a team's counsel, and no advice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from accord.values.errors import AccordError

PURPOSES: Final = ("email", "phone", "tracking", "enrichment", "ads")
"""What somebody may be contacted or their data be used for."""
SENDERS: Final = ("marketing", "seller")
ANY: Final = "*"
_UNION: Final = "EU"
_IN_UNION: Final = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "HR",
        "CY",
        "CZ",
        "DK",
        "EE",
        "FI",
        "FR",
        "DE",
        "GR",
        "HU",
        "IE",
        "IT",
        "LV",
        "LT",
        "LU",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SK",
        "SI",
        "ES",
        "SE",
        "IS",
        "LI",
        "NO",
    ]
)


class Ground(StrEnum):
    """What has to be given before it may be done."""

    CONSENT = "consent"
    CONFIRMED_CONSENT = "confirmed_consent"
    LEGITIMATE_INTEREST = "legitimate_interest"
    OPT_OUT = "opt_out"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Basis:
    """One row: in this country, for this purpose, from this sender, on this ground."""

    country: str
    purpose: str
    sender: str
    ground: Ground
    note: str = ""

    @property
    def name(self) -> str:
        """How a refusal names the row."""
        return f"{self.country} / {self.purpose} / {self.sender}: {self.ground.value}"


STARTING: Final = (
    Basis(ANY, "email", ANY, Ground.CONSENT, "where nothing else is said, and where no country is known"),
    Basis(ANY, "phone", ANY, Ground.CONSENT),
    Basis(ANY, "tracking", ANY, Ground.CONSENT),
    Basis(ANY, "enrichment", ANY, Ground.LEGITIMATE_INTEREST),
    Basis(ANY, "ads", ANY, Ground.CONSENT),
    Basis(_UNION, "email", ANY, Ground.CONSENT, "ePrivacy Directive art. 13; some countries differ"),
    Basis(_UNION, "phone", ANY, Ground.CONSENT),
    Basis("DE", "email", ANY, Ground.CONFIRMED_CONSENT, "UWG sec. 7, for companies too"),
    Basis("DE", "phone", "seller", Ground.LEGITIMATE_INTEREST, "presumed consent at companies"),
    Basis("AT", "email", ANY, Ground.CONSENT, "TKG 2021 sec. 174, for companies too"),
    Basis("FR", "email", ANY, Ground.OPT_OUT, "at a professional address, in that profession's matter"),
    Basis("FR", "phone", "seller", Ground.LEGITIMATE_INTEREST),
    Basis("IE", "email", ANY, Ground.OPT_OUT, "companies' addresses"),
    Basis("SE", "email", ANY, Ground.OPT_OUT, "companies' addresses"),
    Basis("FI", "email", ANY, Ground.OPT_OUT, "companies' addresses"),
    Basis("GB", "email", ANY, Ground.OPT_OUT, "PECR: corporate subscribers"),
    Basis("GB", "phone", "seller", Ground.OPT_OUT, "after the CTPS list"),
    Basis("CH", "email", ANY, Ground.CONSENT, "UWG art. 3"),
    Basis("US", "email", ANY, Ground.OPT_OUT, "CAN-SPAM"),
    Basis("US", "phone", "seller", Ground.OPT_OUT, "business lines; state laws differ"),
    Basis("US", "tracking", ANY, Ground.OPT_OUT, "state laws; Global Privacy Control counts as a no"),
    Basis("US", "ads", ANY, Ground.OPT_OUT),
    Basis("CA", "email", ANY, Ground.CONSENT, "CASL; implied consent lapses"),
    Basis("AU", "email", ANY, Ground.CONSENT, "Spam Act; may be inferred"),
    Basis("IN", "email", ANY, Ground.OPT_OUT),
)  # fmt: skip
"""For counsel to correct: what a careful team begins with."""


def find(table: Iterable[Basis], country: str | None, purpose: str, sender: str) -> Basis:
    """Return the row that fits most closely; without one nothing is allowed."""
    code = (country or "").strip().upper()
    places = [code, *([_UNION] if code in _IN_UNION else []), ANY]
    best: tuple[int, int, Basis] | None = None
    for row in table:
        if row.purpose != purpose or row.country not in places or row.sender not in (sender, ANY):
            continue
        rank = (places.index(row.country), int(row.sender == ANY))
        if best is None or rank < best[:2]:
            best = (*rank, row)
    return (
        best[2] if best else Basis(ANY, purpose, sender, Ground.NEVER, "no row of the table fits")
    )


def parse(rows: Iterable[Mapping[str, Any]]) -> tuple[Basis, ...]:
    """Read a table that somebody wrote; refuse one with words that mean nothing."""
    found = tuple(_row(number, row) for number, row in enumerate(rows, 1))
    named = [(row.country, row.purpose, row.sender) for row in found]
    for place, name in enumerate(named):
        if name in named[:place]:
            message = f"row {place + 1} says again what another row says of {' / '.join(name)}"
            raise AccordError(message)
    for purpose in PURPOSES:
        if (ANY, purpose, ANY) not in named:
            message = (
                f"there is no row for {purpose} in any country (*) from any sender (*); add one"
            )
            raise AccordError(message)
    return found


def written(table: Iterable[Basis]) -> list[dict[str, str]]:
    """Return a table as plain data that `parse` reads."""
    return [
        {
            "country": row.country,
            "purpose": row.purpose,
            "sender": row.sender,
            "ground": row.ground.value,
            "note": row.note,
        }
        for row in table
    ]


def _row(number: int, row: Mapping[str, Any]) -> Basis:
    country = str(row.get("country", "")).strip().upper()
    purpose, sender = str(row.get("purpose", "")), str(row.get("sender", ""))
    ground = str(row.get("ground", ""))
    if country not in (ANY, _UNION) and not (len(country) == 2 and country.isalpha()):  # noqa: PLR2004
        message = f"row {number}: {country!r} is no country; write two letters, EU or *"
        raise AccordError(message)
    for what, value, allowed in (
        ("purpose", purpose, PURPOSES),
        ("sender", sender, (*SENDERS, ANY)),
        ("ground", ground, tuple(one.value for one in Ground)),
    ):
        if value not in allowed:
            message = f"row {number}: {value!r} is no {what}; choose {', '.join(allowed)}"
            raise AccordError(message)
    return Basis(country, purpose, sender, Ground(ground), str(row.get("note", ""))[:300])
