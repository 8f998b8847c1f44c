"""Seats of buying groups that nobody fills, or nobody who is engaged, over the whole list."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from accord.engine.session import Value
from accord.program import words
from accord.server.records.models import Decision
from accord.server.records.queries import picture, recent
from accord.values import ids
from accord.values.errors import AccordError

STATES: Final = ("missing", "quiet")
"""Too few known; enough known, and too few engaged."""
FACETS: Final = ("role", "tier", "owner", "state")
PAGE: Final = 50
AT_MOST: Final = 50_000
_SEATS: Final = """
    SELECT a.account, a.name, a.domain, a.country, a.tier, a.rank, a.owner, s.solution, s.role,
        s.weight, s.required, s.known, s.engaged,
        CASE WHEN s.known < s.required THEN 'missing' ELSE 'quiet' END AS state
    FROM {seats} AS s JOIN shown AS a ON a.account = s.account
    WHERE a.tier IS NOT NULL AND s.required > 0 AND least(s.known, s.engaged) < s.required
"""
_ORDER: Final = (
    "list_position($tiers, tier), rank, account, state = 'quiet', weight DESC, solution, role"
)
_found: "recent.Recent[Found]" = recent.Recent(200)


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the worklist; an empty field passes everything."""

    role: str = ""
    tier: str = ""
    owner: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class EmptySeat:
    """One role of one account's group that has too few people."""

    account: int
    public_id: str
    name: str
    domain: str | None
    country: str | None
    tier: str
    owner: str | None
    solution: str
    role: str
    weight: int
    required: int
    known: int
    engaged: int
    state: str

    @property
    def key(self) -> str:
        """Name the seat in a form."""
        return f"{self.public_id}/{self.solution}/{self.role}"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of seats, how many there are, at how many accounts, and the choices of each facet."""

    rows: tuple[EmptySeat, ...]
    total: int
    accounts: int
    choices: dict[str, tuple[tuple[str, int], ...]]


def find(filters: Filters, page: int = 1) -> Found:
    """Find a page of the worklist: by tier, then by rank of the account, the weightiest first."""
    reader = picture.reader()
    if reader is None or not reader.has("seats_now"):
        return Found((), 0, 0, dict.fromkeys(FACETS, ()))
    key = (reader.version, json.dumps([asdict(filters), page], sort_keys=True))
    if (known := _found.get(key)) is None:
        seats = _made(reader)
        where, params = _where(filters)
        counted = reader.tuples(
            f"SELECT count(*), count(DISTINCT account) FROM ({seats}) AS e WHERE {where}", **params
        )[0]
        rows = _rows(reader, filters, PAGE, (max(page, 1) - 1) * PAGE)
        known = Found(rows, int(counted[0]), int(counted[1]), _choices(reader, filters))
        _found.put(key, known)
    return known


def find_all(filters: Filters) -> tuple[EmptySeat, ...]:
    """Find the whole worklist, as it is exported; 50,000 seats at most."""
    reader = picture.reader()
    if reader is None or not reader.has("seats_now"):
        return ()
    return _rows(reader, filters, AT_MOST, 0)


def find_these(keys: Sequence[str]) -> tuple[EmptySeat, ...]:
    """Find the seats that a form names; those filled meanwhile are left out."""
    wanted = set(keys)
    accounts = {picture.account_of(key.partition("/")[0]) for key in wanted} - {None}
    reader = picture.reader()
    if reader is None or not accounts or not reader.has("seats_now"):
        return ()
    sql = f"SELECT * FROM ({_made(reader)}) AS e WHERE list_contains($accounts, account)"
    rows = reader.rows(sql, accounts=[each for each in accounts if each is not None])
    seats = (_seat(row) for row in rows)
    return tuple(seat for seat in seats if seat.key in wanted)


def count_sought(email: str) -> int:
    """Count the seats that somebody was given and that are still empty."""
    rows = Decision.objects.filter(kind="role_sought", value__contains=f'"{email}"')
    sought = find_sought(sorted(set(rows.values_list("account", flat=True))))
    own = [place for place, who in sought.items() if who == email]
    return len(find_these([f"{ids.public_id(a)}/{solution}/{role}" for a, solution, role in own]))


def find_sought(accounts: Sequence[int]) -> dict[tuple[int, str, str], str]:
    """Return who seeks people for which account, solution and role, of those accounts."""
    found: dict[tuple[int, str, str], str] = {}
    kinds = ("role_sought", "role_search_ended")
    rows = Decision.objects.filter(account__in=list(accounts), kind__in=kinds)
    for row in rows.order_by("pk"):
        value = json.loads(row.value)
        place = (row.account, value["solution"], value["role"])
        found.pop(place, None)
        if row.kind == "role_sought":
            found[place] = value["owner"]
    return found


def _made(reader: picture.Reader) -> str:
    return _SEATS.format(seats=reader.source_now("seats_now"))


def _rows(
    reader: picture.Reader, filters: Filters, limit: int, offset: int
) -> tuple[EmptySeat, ...]:
    where, params = _where(filters)
    rows = reader.rows(
        f"SELECT * FROM ({_made(reader)}) AS e WHERE {where} "
        f"ORDER BY {_ORDER} LIMIT $row_limit OFFSET $row_offset",
        **params,
        tiers=[str(tier) for tier in words.TREATMENTS],
        row_limit=limit,
        row_offset=offset,
    )
    return tuple(_seat(row) for row in rows)


def _seat(row: dict[str, Any]) -> EmptySeat:
    return EmptySeat(
        account=row["account"],
        public_id=ids.public_id(row["account"]),
        name=row["name"] or row["domain"] or "(no name)",
        domain=row["domain"],
        country=row["country"],
        tier=row["tier"],
        owner=row["owner"],
        solution=row["solution"],
        role=row["role"],
        weight=int(row["weight"]),
        required=row["required"],
        known=row["known"],
        engaged=row["engaged"],
        state=row["state"],
    )


def _choices(reader: picture.Reader, filters: Filters) -> dict[str, tuple[tuple[str, int], ...]]:
    """Count the seats of every facet's values, each facet without its own choice."""
    found = {}
    for name in FACETS:
        where, params = _where(filters, skipped=name)
        rows = reader.tuples(
            f"SELECT coalesce({name}, ''), count(*) AS n FROM ({_made(reader)}) AS e "
            f"WHERE {where} GROUP BY 1 ORDER BY n DESC, 1 LIMIT 100",
            **params,
        )
        found[name] = tuple((value, int(n)) for value, n in rows)
    return found


def _where(filters: Filters, skipped: str = "") -> tuple[str, dict[str, Value]]:
    if filters.state not in {"", *STATES}:
        message = f"a seat is never {filters.state!r}; choose one of {', '.join(STATES)}"
        raise AccordError(message)
    parts, params = ["true"], {}
    for name in FACETS:
        value = getattr(filters, name)
        if value and name != skipped:
            parts.append(f"coalesce({name}, '') = $chosen_{name}")
            params[f"chosen_{name}"] = value
    return " AND ".join(parts), params
