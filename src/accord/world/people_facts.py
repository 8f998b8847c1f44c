"""People as the CRM has them: titles, gaps, second records, new jobs; and leads as they came."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from accord.world import addresses, columns, company_facts, deal_facts, titles, words
from accord.world.spans import DAY_US, Ints
from accord.world.streams import Stream
from accord.world.universe import Universe

_CHUNK: Final = 100_000
_FREE_IN_CRM: Final = 0.04
TWICE_SHARE: Final = 0.04
_MOVED_SHARE: Final = 0.03
_LEFT_SHARE: Final = 0.02
_ERASED_SHARE: Final = 0.004
_MISSING: Final = {
    "title": 0.12,
    "department": 0.55,
    "phone": 0.60,
    "country": 0.25,
    "company_external_id": 0.15,
    "company_name": 0.10,
    "company_domain": 0.45,
}
_FIRST, _TWIN, _MOVED, _LEFT, _ERASED = range(5)


def chunks(universe: Universe) -> Iterator[pa.Table]:
    """Return all records of all people whom the CRM knows, some at a time."""
    known = np.flatnonzero(universe.people.is_known)
    companies_known = company_facts.first_known(universe)
    for number, start in enumerate(range(0, known.size, _CHUNK)):
        rng = universe.streams.of("people_facts", number)
        yield _table(universe, known[start : start + _CHUNK], companies_known, rng)


def _table(universe: Universe, known: Ints, company_made: Ints, rng: Stream) -> pa.Table:
    luck = rng.random(known.size)
    first = company_made[universe.people.company[known]]
    window = universe.span.window_day * DAY_US
    made = np.where(
        luck < 0.7,
        first + (luck * 90 * DAY_US).astype(np.int64),
        window + ((luck - 0.7) / 0.3 * 7 * universe.span.weeks * DAY_US).astype(np.int64),
    )
    made = np.where(universe.people.company[known] < 3, first, made)
    who, what, when = _versions(universe, known, made, rng)
    body = _body(universe, who, what, rng)
    order = np.argsort(when, kind="stable")
    facts = columns.table("people", "crm", when, body | {"fact_id": _fact_ids(who, what)})
    return columns.known_until(facts.take(order), universe.span.end_us)


def _fact_ids(who: Ints, what: Ints) -> pa.Array:
    return columns.numbered("people-", who * 10 + what)


def _versions(universe: Universe, known: Ints, made: Ints, rng: Stream) -> tuple[Ints, Ints, Ints]:
    """Return who has which record when: the first, a second one, a new title, a farewell."""
    parts = [(known, np.zeros(known.size, dtype=np.int64), made)]
    dirt = universe.scenario.dirt
    for version, share in (
        (_TWIN, TWICE_SHARE * dirt),
        (_MOVED, _MOVED_SHARE),
        (_LEFT, _LEFT_SHARE),
    ):
        some = np.flatnonzero(
            (rng.random(known.size) < share) & (universe.people.company[known] > 2)
        )
        later = made[some] + rng.integers(10 * DAY_US, 500 * DAY_US, some.size)
        parts.append((known[some], np.full(some.size, version), later))
    who, what, when = (np.concatenate(column) for column in zip(*parts, strict=True))
    return who, what, when


def _body(universe: Universe, who: Ints, what: Ints, rng: Stream) -> dict[str, Any]:
    everybody, firms = universe.people, universe.companies
    company = everybody.company[who].astype(np.int64)
    pool = titles.pool()
    title = everybody.title[who].astype(np.int64)
    promoted = np.array([next_title(int(one)) for one in range(len(pool))])
    title = np.where(what == _MOVED, promoted[title], title)
    emails = addresses.addresses(everybody, firms, who).to_pylist()
    body: dict[str, Any] = {
        "external_id": _ids(who, what),
        "email": columns.texts(
            _in_crm(mail, int(one)) for mail, one in zip(emails, who, strict=True)
        ),
        "first_name": columns.picked(words.FIRST_NAMES, everybody.first_name[who]),
        "last_name": columns.picked(words.LAST_NAMES, everybody.last_name[who]),
        "title": columns.picked([one.text for one in pool], title),
        "department": columns.picked([one.department for one in pool], title),
        "phone": columns.numbered("+1 555 01", 1_000_000 + who % 1_000_000),
        "company_external_id": addresses.company_ids(company),
        "company_name": columns.picked(firms.names, company),
        "company_domain": columns.picked(firms.domains, company),
        "country": columns.picked(words.COUNTRIES, firms.country[company]),
        "crm_role": columns.picked(titles.CRM_ROLES, _crm_roles(universe, who, rng)),
        "owner": columns.picked(deal_facts.sellers(), deal_facts.owners(universe)[company]),
        "status": columns.picked(("Left company",), np.where(what == _LEFT, 0, -1)),
        "is_opted_out": (rng.random(who.size) < 0.04) & (company > 2),
        "is_bounced": what == _LEFT,
        "is_deleted": what == _ERASED,
    }
    for name, share in _MISSING.items():
        missing = (rng.random(who.size) < share * universe.scenario.dirt) & (company > 2)
        body[name] = columns.emptied(body[name], missing)
    return body


def next_title(title: int) -> int:
    """Return the title that somebody has after a promotion: the next of the same role."""
    return min(title + 4, len(titles.pool()) - 1)


def _ids(who: Ints, what: Ints) -> pa.Array:
    return pc.if_else(
        pa.array(what == _TWIN), addresses.padded("Q", who, 8), addresses.person_ids(who)
    )


def _in_crm(mail: str, person: int) -> str | None:
    """Write the address as it stands in the CRM: in capitals now and then, or a private one."""
    luck = person * 2_654_435_761 % 2**32 / 2**32
    if person < 15 or luck > 0.12:
        return mail
    if luck < _FREE_IN_CRM:
        return f"{mail.split('@', maxsplit=1)[0]}{person % 1000}@{words.FREE_MAIL[person % len(words.FREE_MAIL)]}"
    return None if luck < 0.07 else mail.title()


def _crm_roles(universe: Universe, who: Ints, rng: Stream) -> npt.NDArray[np.int64]:
    """Return what sellers wrote down: for one in three of the buying group, mostly right."""
    role = universe.people.role[who].astype(np.int64)
    told = (rng.random(who.size) < 0.33) & (role > 0)
    wrong = rng.random(who.size) < 0.08
    said = np.where(wrong, 1 + (role + 3) % 10, role)
    return np.where(told & (universe.people.company[who] != 0), said, -1)


def leads(universe: Universe, person: Ints, moment: Ints, first_number: int) -> pa.Table:
    """Return leads of people unknown to the CRM, as they described themselves."""
    everybody, firms = universe.people, universe.companies
    company = everybody.company[person].astype(np.int64)
    luck = person * 40_503 % 1000 / 1000
    title = np.where(luck < 0.6, everybody.title[person], -1)
    pool = [one.text for one in titles.pool()]
    number = first_number + np.arange(person.size)
    return columns.table(
        "leads",
        "crm",
        moment,
        {
            "fact_id": columns.numbered("leads-", number),
            "external_id": columns.numbered("L", number),
            "email": addresses.in_forms(everybody, firms, person),
            "first_name": columns.picked(words.FIRST_NAMES, everybody.first_name[person]),
            "last_name": columns.picked(words.LAST_NAMES, everybody.last_name[person]),
            "title": columns.picked(pool, title),
            "company_name": columns.texts(
                _typed(firms.names[one], chance)
                for one, chance in zip(company.tolist(), luck.tolist(), strict=True)
            ),
            "country": columns.picked(
                words.COUNTRIES, np.where(luck > 0.3, firms.country[company], -1)
            ),
            "status": columns.picked(("New",), np.zeros(person.size, dtype=np.int64)),
            "is_opted_out": np.zeros(person.size, dtype=np.bool_),
            "is_deleted": np.zeros(person.size, dtype=np.bool_),
        },
    )


def _typed(name: str, luck: float) -> str | None:
    """Write a company's name as people type it into a form."""
    plain = name.split(",", maxsplit=1)[0]
    if luck < 0.12:
        return None
    if luck < 0.4:
        return plain.rsplit(" ", 1)[0]
    return plain.lower() if luck < 0.55 else name
