"""Hand-offs as lists show them: whose, how late, and what waits to be followed."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accord.server.records.models import AppUser, Departure, Handoff, HandoffNotice
from accord.server.records.queries import accounts, picture
from accord.server.records.queries.accounts import AccountRow
from accord.values.errors import NotFoundError

State = Handoff.State
LIVE: Final = (State.OPEN, State.ACCEPTED)
SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One hand-off beside its account."""

    handoff: Handoff
    account: AccountRow


@dataclass(frozen=True, slots=True)
class SellerCount:
    """How many hand-offs a seller has, and how they were answered."""

    email: str
    n_open: int
    n_accepted: int
    n_late: int
    n_rejected: int
    n_done: int


def find(public_id: str) -> Handoff:
    """Find a hand-off of an account that whoever asks may see."""
    row = Handoff.objects.filter(public=public_id).first()
    if row is None or not picture.sees(row.account):
        message = f"there is no hand-off {public_id!r}; the page of hand-offs lists them"
        raise NotFoundError(message)
    return row


def find_departure(public_id: str) -> Departure:
    """Find a leaving by its id."""
    row = Departure.objects.filter(public=public_id).first()
    if row is None:
        message = f"nobody's leaving has the id {public_id!r}; the page of people lists them"
        raise NotFoundError(message)
    return row


def queue(emails: frozenset[str] | None = None) -> tuple[Row, ...]:
    """List live hand-offs of some owners, or of everybody; the soonest due first."""
    rows = Handoff.objects.filter(state__in=LIVE)
    if emails is not None:
        rows = rows.filter(owner__in=emails)
    return _seen(list(rows.order_by("due_at", "pk")))


def rejected() -> tuple[Row, ...]:
    """List rejected hand-offs of which nobody said that what follows is done."""
    rows = Handoff.objects.filter(state=State.REJECTED, followed_at=None)
    return _seen(list(rows.order_by("-decided_at")))


def by_seller(now: datetime) -> tuple[SellerCount, ...]:
    """Count hand-offs by seller, whoever is late most first."""
    rows = _seen(list(Handoff.objects.all()))
    counts: dict[str, Counter[str]] = {}
    for each in rows:
        row = each.handoff
        found = counts.setdefault(row.owner, Counter())
        found[row.state] += 1
        found["late"] += row.state in LIVE and row.due_at is not None and row.due_at < now
    made = [
        SellerCount(
            email, n[State.OPEN], n[State.ACCEPTED], n["late"], n[State.REJECTED], n[State.DONE]
        )
        for email, n in counts.items()
    ]
    return tuple(sorted(made, key=lambda one: (-one.n_late, -one.n_open, one.email)))


def notices(user: AppUser) -> tuple[HandoffNotice, ...]:
    """List what a user was told and has not looked at, the latest first."""
    rows = HandoffNotice.objects.filter(
        to=user.email.lower(), seen_at=None, handoff__state__in=LIVE
    ).select_related("handoff")
    return tuple(row for row in rows.order_by("-at")[:SHOWN] if row.promise == row.handoff.promise)


def count_open(user: AppUser) -> int:
    """Count the hand-offs that wait for a user's answer."""
    return Handoff.objects.filter(owner=user.email.lower(), state=State.OPEN).count()


def held_owners() -> frozenset[str]:
    """Return in whose name nothing may be sent: whoever left."""
    return frozenset(Departure.objects.filter(undone_at=None).values_list("email", flat=True))


def owned(email: str) -> tuple[int, ...]:
    """List the accounts that somebody owns."""
    reader = picture.reader()
    if reader is None:
        return ()
    sql = "SELECT account FROM shown WHERE lower(coalesce(owner, '')) = $email ORDER BY account"
    return tuple(account for (account,) in reader.tuples(sql, email=email.lower()))


def departures() -> tuple[Departure, ...]:
    """List leavings that can be undone, the latest first."""
    return tuple(Departure.objects.filter(undone_at=None).order_by("-done_at"))


def _seen(rows: list[Handoff]) -> tuple[Row, ...]:
    known = accounts.list_rows([row.account for row in rows])
    return tuple(Row(row, known[row.account]) for row in rows if row.account in known)


def names_of(numbers: list[int]) -> dict[int, str]:
    """Return the names of accounts that whoever asks may see."""
    return {number: row.name for number, row in accounts.list_rows(numbers).items()}
