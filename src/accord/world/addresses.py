"""By what people and browsers are recognised: mail addresses, their other spellings, browser ids."""

import unicodedata
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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


def addresses(everybody: People, companies: Companies, persons: Ints) -> pa.Array:
    """Return the work addresses of some people: `address`, a column at a time."""
    company = everybody.company[persons].astype(np.int64)
    seen, at = np.unique(company, return_inverse=True)
    domains = [companies.domains[one] for one in seen.tolist()]
    second = [f"{domain.removesuffix('.example')}-group.example" for domain in domains]
    has_second = (company % 20 == 7) & (everybody.number[persons] % 2 == 1)
    joint = np.where(company > 2, company % 3, 0)
    number = np.where(
        everybody.is_namesake[persons], everybody.number[persons].astype(np.int64), -1
    )
    return pc.binary_join_element_wise(
        pa.array(_FIRST).take(pa.array(everybody.first_name[persons])),
        pa.array(_JOINTS).take(pa.array(joint)),
        pa.array(_LAST).take(pa.array(everybody.last_name[persons])),
        pc.fill_null(pa.array(number, mask=number < 0).cast(pa.string()), ""),
        "@",
        pa.array(domains + second, type=pa.string()).take(pa.array(at + has_second * len(domains))),
        "",
    )


def in_forms(everybody: People, companies: Companies, persons: Ints) -> pa.Array:
    """Return the addresses that some people type into forms: `in_form`, a column at a time."""
    work = addresses(everybody, companies, persons)
    other = everybody.alias[persons] > 0
    odd = [in_form(everybody, companies, one) for one in persons[other].tolist()]
    return pc.replace_with_mask(work, pa.array(other), pa.array(odd, type=pa.string()))


def browser_ids(devices: Ints, seed: int) -> list[str]:
    """Return the ids that the site's script gave to browsers."""
    mixed = actions.mixed(devices ^ np.int64(seed * 7_919))
    return [f"{number:016x}" for number in mixed.tolist()]


def padded(prefix: str, numbers: Ints, width: int) -> pa.Array:
    """Return ids: a prefix and a number with leading zeros."""
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(prefix, digits, "")


def company_ids(companies: Ints) -> pa.Array:
    """Return the CRM's ids of companies' first records."""
    return padded("C", companies, 7)


def person_ids(persons: Ints) -> pa.Array:
    """Return the CRM's ids of people's first records."""
    return padded("P", persons, 8)


def company_id(company: int) -> str:
    """Return the CRM's id of a company's first record."""
    return f"C{company:07d}"


def person_id(person: int) -> str:
    """Return the CRM's id of a person's first record."""
    return f"P{person:08d}"
