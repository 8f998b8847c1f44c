"""Accounts as lists show them: filtered, sorted, counted and paged by keyset."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from accord.engine.session import Value
from accord.server.records.queries import account_order, picture, recent
from accord.values import ids
from accord.values.errors import AccordError, NotFoundError

FACETS: Final = ("tier", "stage", "motion", "owner", "industry", "country", "fit_band", "change")
"""What a list can be narrowed by, each to one or more values; "" is "none"."""
_WHERE_BY_FLAG: Final = {
    "is_rising": "is_rising",
    "is_stalled": "is_stalled",
    "is_single_threaded": "seats_engaged <= 1 AND engagement > 0",
    "has_next_step": "next_verb IS NOT NULL",
}
_FACET_VALUES_AT_MOST: Final = 100
_KEPT_AT_MOST: Final = 200
"""Rows of a question whose answer is kept: a page of a list, not a whole file of accounts."""
_places_by_question: recent.Recent[tuple[tuple[int, ...], int, str | None]] = recent.Recent(500)
_row_by_account: "recent.Recent[AccountRow]" = recent.Recent(10_000)
_total_by_question: recent.Recent[int] = recent.Recent(500)
_facets_by_question: recent.Recent[dict[str, list[tuple[str, int]]]] = recent.Recent(200)


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list: text, values of facets by name, and flags.

    `chosen` maps a name of `FACETS` to the values that pass; an absent name passes all.
    """

    text: str = ""
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    is_rising: bool = False
    is_stalled: bool = False
    is_single_threaded: bool = False
    has_next_step: bool = False


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account as a list shows it; points are whole millionths, None is unknown."""

    account: int
    public_id: str
    name: str
    domain: str | None
    industry: str | None
    employees: int | None
    country: str | None
    tier: str | None
    signed_tier: str | None
    change: str | None
    rank: int | None
    stage: str | None
    since_day: int | None
    is_stalled: bool
    motion: str | None
    fit: int | None
    fit_band: str | None
    fit_known_share: float | None
    engagement: int
    engagement_change: int
    is_rising: bool
    spark: tuple[int, ...]
    why_now: str
    seats_known: int
    seats_required: int
    seats_engaged: int
    completeness: float | None
    seats_shape: str
    owner: str | None
    team: tuple[dict[str, Any], ...]
    next_play: str | None
    next_verb: str | None
    next_reason: str | None
    next_owner: str | None
    next_due_day: int | None
    is_fresh: bool = False
    """Re-derived since the generation (its own facts changed)."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, how many there are in all, and where the next page begins."""

    rows: tuple[AccountRow, ...]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that a list can be narrowed to, and how many accounts have it."""

    value: str
    n: int
    is_chosen: bool = False


def list_accounts(
    filters: Filters, sort: str = "rank", after: str | None = None, limit: int = 50
) -> Page:
    """List accounts that pass the filters, in order, from the keyset `after` on."""
    reader = picture.reader()
    if reader is None:
        return Page((), 0, None)
    key = (reader.version, json.dumps([asdict(filters), sort, after, limit], sort_keys=True))
    if (found := _places_by_question.get(key)) is None:
        found = _places(reader, filters, sort, after, limit)
        if limit <= _KEPT_AT_MOST:
            _places_by_question.put(key, found)
    accounts, total, following = found
    return Page(tuple(list_rows(list(accounts)).values()), total, following)


def _places(
    reader: picture.Reader, filters: Filters, sort: str, after: str | None, limit: int
) -> tuple[tuple[int, ...], int, str | None]:
    """Return the accounts of a page in order, how many there are in all, and what comes next."""
    where, params = _where(filters)
    total = _total(reader, where, params)
    expression, is_down = account_order.expression(sort)
    direction, comparison = ("DESC", "<") if is_down else ("ASC", ">")
    if after:
        params["after_value"], params["after_account"] = account_order.read_cursor(after, sort)
        where += f" AND ({expression}, account) {comparison} ($after_value, $after_account)"
    found = reader.tuples(
        f"SELECT account, {expression} FROM shown WHERE {where} "
        f"ORDER BY {expression} {direction}, account {direction} LIMIT $row_limit",
        **params,
        row_limit=limit + 1,
    )
    following = None
    if len(found) > limit:
        account, value = found[limit - 1]
        following = account_order.cursor(account, value, sort)
    return tuple(account for account, _value in found[:limit]), total, following


def list_facets(filters: Filters) -> dict[str, tuple[Facet, ...]]:
    """Count the accounts of every facet's values, each facet without its own choice."""
    reader = picture.reader()
    if reader is None:
        return dict.fromkeys(FACETS, ())
    counted = _facets(reader, filters)
    return {
        name: tuple(
            Facet(value, n, value in filters.chosen.get(name, ()))
            for value, n in counted[name][:_FACET_VALUES_AT_MOST]
        )
        for name in FACETS
    }


def _facets(reader: picture.Reader, filters: Filters) -> dict[str, list[tuple[str, int]]]:
    """Count values by facet: all facets without a choice in one pass, each other in its own."""
    key = (reader.version, json.dumps(asdict(filters), sort_keys=True))
    if (known := _facets_by_question.get(key)) is not None:
        return known
    chosen = [name for name in FACETS if filters.chosen.get(name)]
    free = [name for name in FACETS if name not in chosen]
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in FACETS}
    for names, skipped in [(free, ""), *(([name], name) for name in chosen)]:
        where, params = _where(filters, skipped=skipped)
        for name, value, n in reader.tuples(_facet_query(names, where), **params):
            found[name].append((value, n))
    for values in found.values():
        values.sort(key=lambda pair: (-pair[1], pair[0]))
    _facets_by_question.put(key, found)
    return found


def _facet_query(names: list[str], where: str) -> str:
    """Return a query that counts the values of some facets over the rows once."""
    values = ", ".join(f"coalesce({name}, '') AS {name}" for name in names)
    sets = ", ".join(f"({name})" for name in names)
    which = " ".join(f"WHEN grouping({name}) = 0 THEN '{name}'" for name in names)
    value = f"coalesce({', '.join(names)})"
    return (
        f"SELECT CASE {which} END, {value}, count(*) FROM (SELECT {values} FROM shown "
        f"WHERE {where}) AS passing GROUP BY GROUPING SETS ({sets})"
    )


def _total(reader: picture.Reader, where: str, params: dict[str, Value]) -> int:
    """Count what passes; pages of one list ask again and again."""
    key = (reader.version, where, json.dumps(params, sort_keys=True))
    if (known := _total_by_question.get(key)) is None:
        known = reader.count(where, **params)
        _total_by_question.put(key, known)
    return known


def count_accounts(filters: Filters) -> int:
    """Count the accounts that pass the filters."""
    reader = picture.reader()
    if reader is None:
        return 0
    where, params = _where(filters)
    return _total(reader, where, params)


def list_account_ids(filters: Filters) -> list[int]:
    """List the ids of all accounts that pass the filters."""
    reader = picture.reader()
    if reader is None:
        return []
    where, params = _where(filters)
    rows = reader.tuples(f"SELECT account FROM shown WHERE {where} ORDER BY account", **params)
    return [account for (account,) in rows]


def iterate_accounts(filters: Filters, sort: str = "rank") -> Iterator[AccountRow]:
    """Go through every account that passes the filters, in order, some thousands at a time."""
    after: str | None = None
    while True:
        page = list_accounts(filters, sort, after, 5_000)
        yield from page.rows
        after = page.next
        if after is None:
            return


def find_row(public_id: str) -> AccountRow | None:
    """Find one account's row by its public id."""
    account = picture.account_of(public_id)
    reader = picture.reader()
    if account is None or reader is None:
        return None
    row = reader.row_of_account(account)
    return row_of(row) if row else None


def find_account_id(words: str) -> int:
    """Find one account by public id, domain or exact name; refuse what is not clear."""
    reader = picture.reader()
    wanted = words.strip().lower()
    if reader is not None and wanted:
        rows = reader.tuples(
            "SELECT account FROM shown WHERE account = $account OR lower(domain) = $wanted "
            "OR lower(name) = $wanted LIMIT 2",
            account=picture.account_of(wanted) or 0,
            wanted=wanted,
        )
        if len(rows) == 1:
            return int(rows[0][0])
        if rows:
            message = f"several accounts are called {words!r}; give the domain"
            raise NotFoundError(message)
    message = f"there is no account {words!r}; look for it on the accounts page"
    raise NotFoundError(message)


def list_rows(accounts: list[int]) -> dict[int, AccountRow]:
    """Return the rows of some accounts by id; those that are gone are left out."""
    reader = picture.reader()
    if reader is None or not accounts:
        return {}
    name = reader.version[0]
    known = {
        account: row
        for account in accounts
        if not reader.is_fresh(account) and (row := _row_by_account.get((name, account)))
    }
    missing = reader.rows_of_accounts([account for account in accounts if account not in known])
    for account, found in missing.items():
        known[account] = row = row_of(found)
        if len(missing) <= _KEPT_AT_MOST and not row.is_fresh:
            _row_by_account.put((name, account), row)
    return {account: known[account] for account in accounts if account in known}


def row_of(row: dict[str, Any]) -> AccountRow:
    """Read one row of the published table."""
    return AccountRow(
        account=row["account"],
        public_id=ids.public_id(row["account"]),
        name=row["name"] or row["domain"] or "(no name)",
        domain=row["domain"],
        industry=row["industry"],
        employees=row["employees"],
        country=row["country"],
        tier=row["tier"],
        signed_tier=row["signed_tier"],
        change=row["change"],
        rank=row["rank"],
        stage=row["stage"],
        since_day=row["since_day"],
        is_stalled=bool(row["is_stalled"]),
        motion=row["motion"],
        fit=row["fit"],
        fit_band=row["fit_band"],
        fit_known_share=row["fit_known_share"],
        engagement=row["engagement"] or 0,
        engagement_change=row["engagement_change"] or 0,
        is_rising=bool(row["is_rising"]),
        spark=tuple(row["spark"] or ()),
        why_now=row["why_now"] or "",
        seats_known=row["seats_known"] or 0,
        seats_required=row["seats_required"] or 0,
        seats_engaged=row["seats_engaged"] or 0,
        completeness=row["completeness"],
        seats_shape=row["seats_shape"] or "",
        owner=row["owner"],
        team=tuple(json.loads(row["team"] or "[]")),
        next_play=row["next_play"],
        next_verb=row["next_verb"],
        next_reason=row["next_reason"],
        next_owner=row["next_owner"],
        next_due_day=row["next_due_day"],
        is_fresh=bool(row.get("is_fresh")),
    )


def _where(filters: Filters, skipped: str = "") -> tuple[str, dict[str, Value]]:
    """Compose a condition of allow-listed names and bound values."""
    parts = ["true"]
    params: dict[str, Value] = {}
    for place, word in enumerate(filters.text.lower().split()[:10]):
        parts.append(f"contains(search_text, $word{place})")
        params[f"word{place}"] = word
    for name, values in filters.chosen.items():
        if name not in FACETS:
            message = f"accounts can't be narrowed by {name!r}; try {', '.join(FACETS)}"
            raise AccordError(message)
        if name != skipped and values:
            parts.append(f"list_contains($chosen_{name}, coalesce({name}, ''))")
            params[f"chosen_{name}"] = list(values)
    parts += [f"({sql})" for flag, sql in _WHERE_BY_FLAG.items() if getattr(filters, flag)]
    return " AND ".join(parts), params
