"""The words of a mail for one person: account, person, sender, claim, asset and peer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from babel import Locale

from accord.content import claims, words
from accord.program.groups import Claim
from accord.program.model import Program

_HONORIFIC: Final = re.compile(
    r"(?:mrs?|ms|miss|dr|prof|dipl|ing|herr|frau|sir|dame)\.?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class About:
    """What a mail is about: rows by the names of the published tables, and what the launch chose.

    `account` and `person` are rows of the picture; `sender` has name and title; `asset` has title
    and url; `peer` has name and proof; `blanks` fill the variables of claims. `claim` is the id of
    the claim that the step says; without one it is the first for the person's role.
    """

    account: Mapping[str, Any]
    person: Mapping[str, Any]
    sender: Mapping[str, Any]
    role: str = ""
    solution: str = ""
    claim: str = ""
    asset: Mapping[str, Any] = field(default_factory=dict)
    peer: Mapping[str, Any] = field(default_factory=dict)
    blanks: Mapping[str, str] = field(default_factory=dict)


def values(program: Program, about: About) -> dict[str, dict[str, str]]:
    """Return every variable that is known, by its two parts, as `mails.render` takes them."""
    first, last = _names(about.person)
    found: dict[str, dict[str, Any]] = {
        "account": _account(about.account),
        "person": {
            "first_name": first,
            "last_name": last,
            "title": about.person.get("title"),
            "role": words.spelled(about.role),
        },
        "sender": {name: about.sender.get(name) for name in ("name", "title")}
        | {"company": program.company.name if program.company else ""},
        "message": _message(program, about, first),
        "solution": {"title": _solution(program, about.solution)},
        "asset": {name: about.asset.get(name) for name in ("title", "url")},
        "peer": {name: about.peer.get(name) for name in ("name", "proof")},
    }
    return {
        space: {name: str(value).strip() for name, value in inside.items() if value}
        for space, inside in found.items()
    }


def _account(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return an account's words; countries by their names, as they are written in English."""
    country = str(row.get("country") or "")
    employees = row.get("employees")
    return {
        "name": row.get("name"),
        "industry": row.get("industry"),
        "country": Locale("en").territories.get(country, country),
        "employees": f"{employees:,}" if employees else "",
    }


def _names(person: Mapping[str, Any]) -> tuple[str, str]:
    """Return first and last name; a whole name is parted after what stands first in it."""
    if person.get("first_name") or person.get("last_name"):
        return str(person.get("first_name") or ""), str(person.get("last_name") or "")
    whole = str(person.get("name") or "")
    if "@" in whole:
        return "", ""
    if "," in whole:  # "Brandt, Ada"
        last, _, rest = whole.partition(",")
        whole = f"{rest.strip()} {last.strip()}"
    parts = [part for part in whole.split() if not _HONORIFIC.fullmatch(part)]
    is_initial = bool(parts) and len(parts[0].strip(".")) == 1
    return ("" if is_initial or not parts else parts[0]), " ".join(parts[1:])


def _solution(program: Program, solution: str) -> str:
    found = program.solutions.get(solution)
    return found.title if found else ""


def _message(program: Program, about: About, first: str) -> dict[str, str]:
    """Return the claim's words; one with an open blank says nothing rather than half of it."""
    claim = _claim(program, about)
    if claim is None:
        return {}
    known = claims.variables(about.account) | ({"first_name": first} if first else {})
    known |= {name: text.strip() for name, text in about.blanks.items() if text.strip()}
    said = {}
    for name, text in (("claim", claim.claim), ("problem", claim.problem)):
        filled, is_open = claims.filled(text, known)
        said[name] = "" if is_open else filled
    return said | {"proof": _listed([words.spelled(one) for one in claim.proof])}


def _claim(program: Program, about: About) -> Claim | None:
    known = program.messages.claims
    if about.claim:
        return known.get(about.claim)
    return next((one for one in known.values() if about.role in one.roles), None)


def _listed(texts: list[str]) -> str:
    """Return texts as people list them: "one, two and three"."""
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if texts[1:] else texts)
