"""What was really so: the tables that judges read and the product never does."""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accord.facts import keys
from accord.world import (
    addresses,
    columns,
    companies,
    company_facts,
    dealings,
    fitness,
    lift,
    pages,
    plays,
    titles,
    words,
)
from accord.world.dealings import Book
from accord.world.rows import Rows
from accord.world.spans import Floats, Ints
from accord.world.universe import Universe

VERDICTS: Final = ("human", "crawler", "scanner", "stealth", "proxy", "pictures")
ACTIVITIES: Final = pa.schema(
    [
        ("fact_id", pa.string()),
        ("company", pa.int32()),
        ("person", pa.int32()),
        ("verdict", pa.dictionary(pa.int8(), pa.string())),
        ("audience", pa.dictionary(pa.int8(), pa.string())),
    ]
)
"""Who really did what: positions in companies.parquet and people.parquet, -1 nobody."""
LEADS: Final = pa.schema(
    [
        ("external_id", pa.string()),
        ("person", pa.int64()),
        ("company", pa.int64()),
        ("company_external_id", pa.string()),
        ("address", pa.string()),
    ]
)
"""Whose lead it really is, and how the address relates to the one at work."""
_ADDRESSES: Final = ("work", "free mail", "other spelling", "typo")
_CHUNK: Final = 200_000


def write(universe: Universe, book: Book, folder: Path) -> None:
    """Write every table of truth that is not born of activities."""
    columns.write(_companies(universe), folder / "companies.parquet")
    _write_people(universe, folder)
    columns.write(_weeks(universe), folder / "intent_week.parquet")
    columns.write(_opportunities(universe, book), folder / "opportunities.parquet")
    columns.write(_assignments(universe), folder / "assignments.parquet")
    columns.write(_triggers(universe), folder / "triggers.parquet")
    lifts = lift.of_plays(universe)
    write_json(folder / "play_lift.json", lifts)
    write_json(folder / "channel_incremental.json", lift.of_channels(universe))
    write_json(folder / "scenario.json", universe.scenario.as_json())
    write_json(folder / "expected.json", expected(universe, book))


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Write one value of the truth."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _companies(universe: Universe) -> pa.Table:
    firms, fit = universe.companies, universe.fitness
    count = len(firms)
    twin = np.zeros(count, dtype=np.bool_)
    twin[company_facts.twins(universe)] = True
    features = {f"feature_{name}": fit.features[:, at] for at, name in enumerate(fitness.FEATURES)}
    kinds = ("prospect", "competitor", "partner", "own", "university")
    return pa.table(
        {
            "company": np.arange(count),
            "external_id": addresses.company_ids(np.arange(count)),
            "key": [company_facts.record_key(one) for one in range(count)],
            "twin_external_id": columns.texts(
                company_facts.twin_id(one) if has else None for one, has in enumerate(twin)
            ),
            "domain": columns.texts(firms.domains),
            "kind": columns.picked(kinds, firms.kind),
            "fit": fit.systematic,
            "fit_total": fit.total,
            "tier": fit.tier,
            "parent": firms.parent,
            "employees": firms.employees,
            "revenue": firms.revenue,
            "was_customer": universe.setting.was_customer,
            "is_scanned": universe.is_scanned,
        }
        | features
    )


def _write_people(universe: Universe, folder: Path) -> None:
    everybody = universe.people
    file = columns.Appending(folder / "people.parquet", _people(universe, 0, 0).schema)
    for start in range(0, len(everybody), _CHUNK):
        file.add(_people(universe, start, min(start + _CHUNK, len(everybody))))
    file.close()


def _people(universe: Universe, first: int, last: int) -> pa.Table:
    everybody, firms = universe.people, universe.companies
    part = slice(first, last)
    title = everybody.title[part]
    pool = titles.pool()
    persons = np.arange(first, last)
    return pa.table(
        {
            "person": pa.array(np.arange(first, last), type=pa.int64()),
            "company": everybody.company[part],
            "external_id": columns.emptied(
                addresses.person_ids(persons), ~everybody.is_known[part]
            ),
            "email": addresses.addresses(everybody, firms, persons),
            "form_email": addresses.in_forms(everybody, firms, persons),
            "role": columns.picked(titles.ROLES, everybody.role[part]),
            "level": columns.picked([one.level for one in pool], title),
            "department": columns.picked([one.department for one in pool], title),
            "title_style": columns.picked([one.style for one in pool], title),
            "is_known": everybody.is_known[part],
            "reserve": everybody.reserve[part],
        }
    )


def _weeks(universe: Universe) -> pa.Table:
    """Return each company's hidden states in the window, a list of whole weeks."""
    states = universe.lives.states[:, universe.span.history_weeks :]
    flat = pa.array(np.ascontiguousarray(states).ravel())
    return pa.table(
        {
            "company": np.arange(states.shape[0]),
            "states": pa.FixedSizeListArray.from_arrays(flat, states.shape[1]),
        }
    )


def _opportunities(universe: Universe, book: Book) -> pa.Table:
    deals = universe.lives.deals
    hidden = len(book) - deals.account.size
    without = fitness.chance(deals.log_odds - 0.8 * deals.play_boost, universe.scenario.family)
    without = np.minimum(without, 0.92)
    y0 = np.concatenate([deals.luck < without, book.is_won[deals.account.size :]])
    return pa.table(
        {
            "external_id": columns.numbered("O", np.arange(len(book))),
            "company": book.account,
            "kind": columns.picked(dealings.KINDS, book.kind),
            "opened": book.opened,
            "closes": book.closes,
            "p_win": book.chance,
            "is_won": book.is_won,
            "won_without_plays": y0,
            "value_usd": book.value,
            "is_inbound": book.is_inbound,
            "competitor": columns.picked(words.COMPETITORS, book.competitor),
            "roles": np.concatenate(
                [deals.roles.astype(np.int64), np.zeros(hidden, dtype=np.int64)]
            ),
        }
    )


def _assignments(universe: Universe) -> pa.Table:
    play, company = np.nonzero(~np.isnan(universe.assignment.propensity))
    start = universe.assignment.start[play, company].astype(np.int64)
    treated = start < plays.NEVER
    return pa.table(
        {
            "play": columns.picked([one.name for one in plays.PLAYS], play),
            "company": company,
            "propensity": universe.assignment.propensity[play, company],
            "is_treated": treated,
            "start_week": np.where(treated, start - universe.span.history_weeks, -1),
        }
    )


def _triggers(universe: Universe) -> pa.Table:
    company, slot = np.nonzero(universe.happenings.week >= 0)
    week = universe.happenings.week[company, slot].astype(np.int64)
    return pa.table(
        {
            "company": company,
            "kind": universe.happenings.kind[company, slot],
            "week": week - universe.span.history_weeks,
            "gain": universe.happenings.gain[company, slot],
            "is_reported": universe.happenings.is_reported[company, slot],
        }
    )


def write_intent_noise(facts: pa.Table, is_noise: npt.NDArray[np.bool_], folder: Path) -> None:
    """Write which intent readings mean nothing."""
    table = pa.table({"fact_id": facts["fact_id"], "is_noise": is_noise})
    columns.write(table, folder / "intent_noise.parquet")


def activities(drawn: Rows, first_number: int) -> pa.Table:
    """Return who really did a block's activities."""
    count = len(drawn)
    return pa.table(
        {
            "fact_id": columns.numbered("a", first_number + np.arange(count)),
            "company": drawn.company.astype(np.int32),
            "person": drawn.person.astype(np.int32),
            "verdict": _coded(VERDICTS, drawn.verdict),
            "audience": _coded(pages.AUDIENCES, drawn.audience),
        },
        schema=ACTIVITIES,
    )


def leads(universe: Universe, facts: pa.Table, person: Ints) -> pa.Table:
    """Return who the leads of a block really are."""
    company = universe.people.company[person].astype(np.int64)
    columns_of = {
        "external_id": facts["external_id"],
        "person": person,
        "company": company,
        "company_external_id": addresses.company_ids(company),
        "address": columns.picked(_ADDRESSES, universe.people.alias[person]),
    }
    return pa.table(columns_of, schema=LEADS)


def _coded(names: tuple[str, ...], positions: npt.NDArray[np.int64]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(
        pa.array(positions.astype(np.int8)), pa.array(names, type=pa.string())
    )


def auc(score: Floats, is_positive: npt.NDArray[np.bool_]) -> float | None:
    """Return the chance that a positive scores above a negative; None without both."""
    positives = int(is_positive.sum())
    negatives = int(is_positive.size - positives)
    if not positives or not negatives:
        return None
    _, place, size = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(size) - (size - 1) / 2)[place]  # ties share the middle of their ranks
    above = ranks[is_positive].sum() - positives * (positives + 1) / 2
    return float(above / (positives * negatives))


def expected(universe: Universe, book: Book) -> dict[str, Any]:
    """Return what a perfect reader of the facts would measure.

    `oracle_auc` is that of true fit, as far as company facts tell it, for won against lost
    among new deals closed by the end; `oracle_auc_created` for deal against none.
    """
    last = universe.span.last_day
    fit = universe.fitness.systematic
    closed = (book.closes <= last) & (book.opened <= last)
    fresh = closed & (book.kind == dealings.NEW)
    opened = np.zeros(len(universe.companies), dtype=np.bool_)
    opened[book.account[(book.kind == dealings.NEW) & (book.opened <= last)]] = True
    could = universe.setting.buys & ~universe.setting.was_customer
    could[:3] = False
    won = book.is_won
    return {
        "oracle_auc": auc(fit[book.account[fresh]], won[fresh]),
        "oracle_auc_created": auc(fit[could], opened[could]),
        "oracle_auc_of_odds": auc(book.chance[fresh], won[fresh]),
        "family": universe.scenario.family,
        "has_signal": universe.scenario.has_signal,
        "win_rate_new": _share(won[fresh]),
        "win_rate": _share(won[closed]),
        "deals": int((book.opened <= last).sum()),
        "deals_closed": int(closed.sum()),
        "customers": int((universe.lives.customer_week < plays.NEVER).sum()),
        "companies": int((universe.companies.kind == companies.PROSPECT).sum()),
        "people_known": int(universe.people.is_known.sum()),
        "own_key": keys.record_key("crm", addresses.company_id(len(universe.companies) - 1)),
    }


def _share(values: npt.NDArray[np.bool_]) -> float | None:
    return float(values.mean()) if values.size else None
