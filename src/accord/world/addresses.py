"""By what people and browsers are recognised: mail addresses, their other spellings, browser ids."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

import numpy as np

from accord.world import actions, people, words
from accord.world.companies import Companies
from accord.world.people import People
from accord.world.spans import Ints

_JOINTS: Final = (".", "_", "")


@cache
def _plain(name: str) -> str:
    """Return a name in the letters that stand in mail addresses."""
    name = name.replace("ø", "o").replace("Ø", "O").replace("ü", "ue").replace("'", "")
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in decomposed if letter.isascii()).lower()


_FIRST: Final = tuple(_plain(name) for name in words.FIRST_NAMES)
_LAST: Final = tuple(_plain(name) for name in words.LAST_NAMES)


def domain_of(everybody: People, companies: Companies, person: int) -> str:
    """Return the domain a person writes from: some companies have two."""
    company = int(everybody.company[person])
    domain = companies.domains[company]
    if company % 20 == 7 and everybody.number[person] % 2:
        return f"{domain.removesuffix('.example')}-group.example"
    return domain


def address(everybody: People, companies: Companies, person: int) -> str:
    """Return the address that a person has at work."""
    joint = _JOINTS[int(everybody.company[person]) % 3] if everybody.company[person] > 2 else "."
    first, last = _FIRST[everybody.first_name[person]], _LAST[everybody.last_name[person]]
    number = str(everybody.number[person]) if everybody.is_namesake[person] else ""
    return f"{first}{joint}{last}{number}@{domain_of(everybody, companies, person)}"


def in_form(everybody: People, companies: Companies, person: int) -> str:
    """Return the address that a person types into forms: not always the one at work."""
    alias = int(everybody.alias[person])
    work = address(everybody, companies, person)
    if alias == people.ALIAS_NONE:
        return work
    local, domain = work.split("@")
    first, last = _FIRST[everybody.first_name[person]], _LAST[everybody.last_name[person]]
    if alias == people.ALIAS_FREE:
        service = words.FREE_MAIL[person % len(words.FREE_MAIL)]
        return f"{first}{last}{person % 10_007}@{service}"
    if alias == people.ALIAS_DOTLESS:
        return f"{first[0]}{last}{everybody.number[person]}@{domain}"
    return f"{local}@{domain[0]}{domain[2]}{domain[1]}{domain[3:]}"


def addresses(everybody: People, companies: Companies, persons: Iterable[int]) -> list[str]:
    """Return the work addresses of some people."""
    return [address(everybody, companies, int(person)) for person in persons]


def browser_ids(devices: Ints, seed: int) -> list[str]:
    """Return the ids that the site's script gave to browsers."""
    mixed = actions.mixed(devices ^ np.int64(seed * 7_919))
    return [f"{number:016x}" for number in mixed.tolist()]


def company_id(company: int) -> str:
    """Return the CRM's id of a company's first record."""
    return f"C{company:07d}"


def person_id(person: int) -> str:
    """Return the CRM's id of a person's first record."""
    return f"P{person:08d}"
