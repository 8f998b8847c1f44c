"""The team's legal-basis table as it stood at a moment, and whom the team suppressed."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone

from accord.groups import legal_basis
from accord.groups.legal_basis import Basis
from accord.server.records.models import Decision
from accord.server.records.queries import accounts, picture
from accord.values import ids, time

KINDS: Final = ("contact_suppressed", "contact_allowed")
_AT_MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Version:
    """Who set the table that is in force, and when; nobody where it is the starting one."""

    table: tuple[Basis, ...]
    set_by: str = ""
    set_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Somebody, a domain or an account that is not contacted."""

    fact_id: str
    scope: str
    subject: str
    link: str
    reason: str
    decided_by: str
    decided_at: datetime
    until_day: int | None


def in_force(as_of: datetime) -> Version:
    """Return the table as it stood at a moment."""
    rows = Decision.objects.filter(kind="legal_basis_set", known_us__lte=time.to_us(as_of))
    last = rows.order_by("-id").first()
    if last is None:
        return Version(legal_basis.STARTING)
    table = legal_basis.parse(json.loads(last.value)["rows"])
    return Version(table, last.decided_by, time.from_us(last.known_us), last.reason)


def table_at(as_of: datetime) -> tuple[Basis, ...]:
    """Return the rows of the table as it stood at a moment."""
    return in_force(as_of).table


def list_suppressed() -> tuple[Suppressed, ...]:
    """List what is suppressed now, the latest first."""
    last: dict[tuple[int, int, str], Decision] = {}
    for row in Decision.objects.filter(kind__in=KINDS).order_by("id"):
        subject = "" if row.person or row.account else row.subject
        last[(row.person, 0 if row.person else row.account, subject)] = row
    today = time.day_number(timezone.now().date())
    standing = [
        row
        for row in last.values()
        if row.kind == "contact_suppressed"
        and (row.until_on is None or row.until_on >= today)
        and picture.sees(row.account)
    ]
    standing.sort(key=lambda row: -row.pk)
    return tuple(_suppressed(row) for row in standing[:_AT_MOST])


def _suppressed(row: Decision) -> Suppressed:
    if row.person:
        scope, subject, link = "person", row.subject or ids.public_id(row.person), ""
    elif row.account:
        found = accounts.list_rows([row.account]).get(row.account) if picture.pin() else None
        scope, link = "account", ids.public_id(row.account)
        subject = found.name if found else link
    else:
        scope, subject, link = "domain", row.subject.removeprefix("domain:"), ""
    at = time.from_us(row.occurred_us)
    return Suppressed(
        row.fact_id, scope, subject, link, row.reason, row.decided_by, at, row.until_on
    )
