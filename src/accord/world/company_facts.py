"""Companies as the CRM has them: gaps, second records, new names, new owners, new counts."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from accord.facts import keys
from accord.world import addresses, columns, companies, deal_facts, words
from accord.world.spans import Ints
from accord.world.streams import Stream
from accord.world.universe import Universe

TWICE_SHARE: Final = 0.04
_RENAMED_SHARE: Final = 0.015
_RECOUNTED_SHARE: Final = 0.10
_BOUGHT_SHARE: Final = 0.004
_MISSING: Final = {
    "industry": 0.18,
    "employees": 0.12,
    "country": 0.04,
    "revenue_usd": 0.30,
    "locations": 0.30,
    "headcount_growth_12_months_percent": 0.28,
    "technologies": 0.25,
    "use_case": 0.70,
    "city": 0.12,
    "linkedin_url": 0.50,
    "domain": 0.03,
}
_STATUS_BY_KIND: Final = {
    companies.COMPETITOR: "Competitor",
    companies.PARTNER: "Partner",
    companies.OWN: "Internal",
}


def first_known(universe: Universe) -> Ints:
    """Return when each company's record was made: before anything else happened."""
    days = universe.span.first_day - 10 - (universe.companies.created * 400).astype(np.int64)
    seconds = (universe.companies.created * 1e6 % 1 * 8 * 3600).astype(np.int64)
    return columns.morning(days, seconds)


def twins(universe: Universe) -> Ints:
    """Return the companies that stand in the CRM a second time."""
    luck = universe.streams.of("twins").random(len(universe.companies))
    share = TWICE_SHARE * universe.scenario.dirt
    twice = (luck < share) & (universe.companies.kind == companies.PROSPECT)
    twice[:3] = False
    return np.flatnonzero(twice)


def twin_id(company: int) -> str:
    """Return the CRM's id of a company's second record."""
    return f"D{company:07d}"


def _changes(universe: Universe, rng: Stream) -> list[tuple[Ints, Ints, str]]:
    """Return who was renamed, recounted or bought, and on which day of the window."""
    count = len(universe.companies)
    found: list[tuple[Ints, Ints, str]] = []
    taken = np.arange(3)
    for what, share in (
        ("renamed", _RENAMED_SHARE),
        ("recounted", _RECOUNTED_SHARE),
        ("bought", _BOUGHT_SHARE),
    ):
        who = np.flatnonzero(rng.random(count) < share)
        who = np.setdiff1d(who, taken)
        if who.size == 0:  # even the smallest world has one of each
            who = np.setdiff1d(np.arange(count // 2), taken)[-1:]
        who = who[universe.companies.kind[who] == companies.PROSPECT]
        taken = np.concatenate([taken, who])
        day = universe.span.window_day + rng.integers(0, 7 * universe.span.weeks, who.size)
        found.append((who, day, what))
    return found


def table(universe: Universe) -> pa.Table:
    """Return every company record as it stood from each of its changes on."""
    rng = universe.streams.of("company_facts")
    count = len(universe.companies)
    second = twins(universe)
    changes = _changes(universe, rng)
    who = np.concatenate([np.arange(count), second, *(rows for rows, _, _ in changes)])
    made = first_known(universe)
    later = made[second] + rng.integers(1, 300, second.size) * 86_400_000_000
    changed = [columns.morning(day, rng.integers(0, 8 * 3600, day.size)) for _, day, _ in changes]
    moments = np.concatenate([made, later, *changed])
    what = np.concatenate(
        [
            np.full(count, "first"),
            np.full(second.size, "twin"),
            *(np.full(rows.size, name) for rows, _, name in changes),
        ]
    )
    return columns.table("companies", "crm", moments, _body(universe, who, what, rng))


def _body(universe: Universe, who: Ints, what: npt.NDArray[np.str_], rng: Stream) -> dict[str, Any]:
    """Return all columns; second records lack more than first ones."""
    body = _identity(universe, who, what) | _traits(universe, who, what)
    twin = what == "twin"
    for name, gap in _gaps(universe, rng).items():
        missing = gap[who] | (twin & (rng.random(who.size) < 0.4))
        missing &= (who > 2) | (name == "use_case")
        body[name] = columns.emptied(body[name], missing)
    return body | _standing(universe, who, what)


def _identity(universe: Universe, who: Ints, what: npt.NDArray[np.str_]) -> dict[str, Any]:
    firms = universe.companies
    country = [words.COUNTRIES[code] for code in firms.country]
    places = [
        words.PLACES[name][int(at) % len(words.PLACES[name])]
        for name, at in zip(country, firms.place, strict=True)
    ]
    written = zip(who.tolist(), what.tolist(), strict=True)
    return {
        "external_id": pc.if_else(
            pa.array(what == "twin"), addresses.padded("D", who, 7), addresses.company_ids(who)
        ),
        "name": columns.texts(_name(firms.names[one], how, one) for one, how in written),
        "domain": columns.picked(firms.domains, who),
        "country": columns.picked(country, who),
        "state": columns.picked([state or None for _, state in places], who),
        "city": columns.picked([city for city, _ in places], who),
        "linkedin_url": columns.texts(
            f"https://linkedin.example/company/{firms.domains[one].split('.')[0]}"
            for one in who.tolist()
        ),
    }


def _traits(universe: Universe, who: Ints, what: npt.NDArray[np.str_]) -> dict[str, Any]:
    firms = universe.companies
    grown = np.where(what == "recounted", 1 + firms.growth[who] / 200, 1.0)
    employees = np.rint(firms.employees[who] * grown).astype(np.int64)
    return {
        "industry": columns.picked(words.INDUSTRIES, firms.industry[who]),
        "employees": np.maximum(employees, 1),
        "revenue_usd": np.rint(firms.revenue[who] / 1000) * 1000,
        "locations": firms.locations[who],
        "headcount_growth_12_months_percent": firms.growth[who],
        "technologies": _technologies(firms, who),
        "use_case": columns.picked(words.USE_CASES, _use_case(universe)[who]),
    }


def _standing(universe: Universe, who: Ints, what: npt.NDArray[np.str_]) -> dict[str, Any]:
    firms = universe.companies
    owner = np.where(
        (universe.fitness.tier > 0) | (firms.created < 0.4), deal_facts.owners(universe), -1
    )
    parent = np.where(firms.parent % 3 > 0, firms.parent, -1)  # a third are told as relations
    buyer = (who * 13 + 3) % max(len(firms) // 2, 1)
    parent_of = np.where(what == "bought", buyer, parent[who])
    status = [_STATUS_BY_KIND.get(int(kind)) for kind in firms.kind]
    return {
        "parent_external_id": columns.texts(
            addresses.company_id(int(one)) if one >= 0 else None for one in parent_of
        ),
        "owner": columns.picked(deal_facts.sellers(), owner[who]),
        "status": columns.texts(status[int(one)] for one in who),
        "is_deleted": np.zeros(who.size, dtype=np.bool_),
        "custom": columns.texts(f'{{"segment": "{"ABC"[int(one) % 3]}"}}' for one in who),
    }


def _use_case(universe: Universe) -> Ints:
    """Return what research says of the use case: luck, so that it tells nothing of fit."""
    luck = universe.streams.of("use_case").random(len(universe.companies))
    luck[0] = 0.1
    return np.asarray(np.searchsorted((0.25, 0.75), luck), dtype=np.int64)


def _gaps(universe: Universe, rng: Stream) -> dict[str, npt.NDArray[np.bool_]]:
    """Leave fields empty, less often where somebody looked, more often for small companies."""
    looked = np.where(universe.fitness.tier > 0, 0.35, 1.0)
    small = np.where(universe.companies.employees < 100, 1.25, 0.9)
    chance = looked * small * universe.scenario.dirt
    return {
        name: rng.random(len(universe.companies)) < share * chance
        for name, share in _MISSING.items()
    }


def _technologies(firms: companies.Companies, who: Ints) -> pa.Array:
    known = [
        [word for word, has in zip(words.TECHNOLOGIES, row, strict=True) if has]
        for row in firms.technologies.tolist()
    ]
    return pa.array(known, type=pa.list_(pa.string())).take(pa.array(who))


def _name(name: str, how: str, company: int) -> str:
    """Write a name as people do the second time: without its form, in capitals, cut short."""
    if how == "twin":
        stem = name.split(",", maxsplit=1)[0]
        return (stem.upper(), stem.rsplit(" ", 1)[0], stem[:18], f"The {stem}")[company % 4]
    if how == "renamed":
        return (
            f"{name.split(' ', maxsplit=1)[0]} Holdings"
            if company % 2
            else f"{name.split(' ', maxsplit=1)[0]} One"
        )
    return name


def record_key(company: int) -> int:
    """Return the key of a company's first record."""
    return keys.record_key("crm", addresses.company_id(company))
