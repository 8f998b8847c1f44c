"""The people of accounts as a play sees them, from the published picture."""

from collections.abc import Sequence
from typing import Any, Final

from accord.plays.audience import Somebody
from accord.server.records.queries import picture
from accord.server.records.queries.picture import Reader
from accord.values.errors import AccordError

_PEOPLE: Final = """
    SELECT p.person, p.account, p.email, p.name, p.title, p.country, p.is_role_mailbox,
        coalesce(m.roles, []) AS roles, coalesce(n.is_engaged, false) AS is_engaged,
        coalesce(n.points, 0) AS points, n.last_day
    FROM {people} p
    LEFT JOIN (SELECT person, list(DISTINCT role) AS roles FROM {members} GROUP BY person) m
        USING (person)
    LEFT JOIN {person_now} n USING (account, person)
    WHERE list_contains($accounts, p.account)
    ORDER BY p.account, p.person
"""
_FILLED: Final = """
    SELECT account, role FROM {seats_now} WHERE list_contains($accounts, account)
    GROUP BY account, role HAVING bool_and(known >= required)
"""


def reader() -> Reader:
    """Return the published picture that campaigns work by.

    Errors: `AccordError` before the first picture is published.
    """
    found = picture.reader()
    if found is None:
        message = "there is no picture yet; import accounts first"
        raise AccordError(message)
    return found


def of_accounts(accounts: Sequence[int]) -> dict[int, list[Somebody]]:
    """Return the people of each account."""
    found: dict[int, list[Somebody]] = {account: [] for account in accounts}
    for row in _asked(_PEOPLE, accounts):
        somebody = Somebody(
            person=row["person"],
            account=row["account"],
            email=row["email"],
            name=row["name"],
            title=row["title"],
            country=row["country"],
            roles=frozenset(row["roles"]),
            is_engaged=row["is_engaged"],
            is_role_mailbox=bool(row["is_role_mailbox"]),
            points=row["points"],
            last_day=row["last_day"],
        )
        found[row["account"]].append(somebody)
    return found


def filled_roles(accounts: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return the roles of each account in which nobody is missing."""
    found: dict[int, set[str]] = {}
    for row in _asked(_FILLED, accounts):
        found.setdefault(row["account"], set()).add(row["role"])
    return {account: frozenset(roles) for account, roles in found.items()}


def _asked(sql: str, accounts: Sequence[int]) -> list[dict[str, Any]]:
    source = reader().source
    names = ("people", "members", "person_now", "seats_now")
    return reader().rows(sql.format(**{n: source(n) for n in names}), accounts=list(accounts))
