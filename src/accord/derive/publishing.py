"""What of a picture is published: which tables, in which order, and as which files."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from accord.engine import parquet
from accord.engine.kept import Kept
from accord.engine.session import Aside, Session
from accord.identity import going_on

ORDERS: Final[dict[str, str]] = {
    "account_keys": "account, key",
    "account_records": "account, source, external_id",
    "account_rows": "account",
    "accounts": "account",
    "counted": "account, person, day, kind, known_day",
    "engagement_now": "account",
    "first_look": "day",
    "fit": "account",
    "fit_reasons": "account, criterion",
    "funnel": "place",
    "group_now": "account, solution",
    "intent": "account, vendor, topic, day, known_day, reading, reading_text",
    "journeys": "account, solution, motion, seq",
    "kinds": "kind",
    "measure_accounts": "account, measure, slice, amount",
    "measures": "place",
    "members": "account, solution, person, role",
    "next_steps": "account",
    "opportunities": "account, opportunity",
    "opportunity_changes": "account, opportunity, day, known_day, stage",
    "opportunity_people": "opportunity, person",
    "people": "account, person",
    "person_keys": "account, person, key",
    "person_now": "account, person",
    "person_records": "account, person, source, external_id",
    "person_roles": "account, person, solution, role",
    "play_starts": "account, play",
    "play_runs": "account, play, starts_day, ends_day, arm",
    "qualifications": "account, solution, motion, start_day",
    "rising": "account",
    "seats_now": "account, solution, role",
    "seen_technologies": "account, product",
    "stage_now": "account, solution, motion",
    "subscriptions": "account, solution, starts_day, ends_day, amount_minor",
    "targets": "account",
    "teams": "account, part, user_email, user_name",
    "tier_room": "place",
    "triggers": "account, day, kind, title, known_day, url",
    "unmatched": "reference, kind, reason, n",
    "usual_days": "stage",
    "week_channels": "account, look_day, channel_name",
    "weeks": "account, look_day",
}
"""Every published table and what it is sorted by: `account` first, so that one is found fast."""

_PLACED: Final = frozenset({"funnel", "measures", "tier_room"})
"""Tables that are read in the order in which they were made."""

_SOURCES: Final[dict[str, str]] = {
    "account_records": "SELECT account, source, external_id FROM accounts_by_reference",
    "person_records": "SELECT k.account, k.person, r.source, r.external_id "
    "FROM people_records r JOIN person_keys k ON k.key = r.key",
    "person_roles": "SELECT p.account, r.* FROM person_roles r JOIN people p USING (person)",
}
_FINAL: Final[dict[str, tuple[str, ...]]] = {
    "identity": (
        "accounts",
        "people",
        "person_keys",
        "person_records",
        "person_roles",
        "account_keys",
        "account_records",
        "intent",
        "opportunities",
        "opportunity_changes",
        "opportunity_people",
        "play_runs",
        "seen_technologies",
        "subscriptions",
        "teams",
        "triggers",
        "unmatched",
    ),
    "scoring": ("counted", "engagement_now", "fit", "fit_reasons", "kinds", "rising", "weeks"),
    "plays": (
        "group_now",
        "journeys",
        "members",
        "next_steps",
        "person_now",
        "play_starts",
        "qualifications",
        "seats_now",
        "stage_now",
        "targets",
        "week_channels",
    ),
}
"""Tables that nothing changes after a room: they are given away while later rooms work."""
_KEPT: Final = frozenset(going_on.PUBLISHED)
"""Tables that the next derivation may find as they are."""

Ready = Callable[[str, pa.Table], None]
"""What is told of each published table as soon as it is final, by name."""
Link = Callable[[str, Path, Callable[[], None]], None]
"""What is told of a published table that lies in a file, and what to call before reading it."""


@dataclass(frozen=True)
class Ways:
    """Where published tables go: to whom writes them, and to the next derivation."""

    ready: Ready | None = None
    kept: Kept | None = None
    link: Link | None = None


class Tables(Mapping[str, pa.Table]):
    """Published tables by name; those that lie in a file are read when they are asked for."""

    def __init__(self, taken: Mapping[str, pa.Table | Path]) -> None:
        self._taken = dict(taken)

    def __getitem__(self, name: str) -> pa.Table:
        found = self._taken[name]
        if isinstance(found, Path):
            found = self._taken[name] = parquet.read(found)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._taken)

    def __len__(self) -> int:
        return len(self._taken)


class Outgoing:
    """The published tables of a session, taken as early as they are final."""

    def __init__(self, session: Session, ways: Ways) -> None:
        self._session = session
        self._ways = ways
        self._taken: dict[str, pa.Table | Path] = {}
        self._aside: Aside | None = None

    def after(self, room: str) -> None:
        """Take what a room has finished, while others go on."""
        self._join()
        self._aside = self._session.aside(lambda aside: self._take(aside, _FINAL[room]))

    def all(self) -> Tables:
        """Take what is left, and return every published table."""
        self._join()
        self._take(self._session, [name for name in ORDERS if name not in self._taken])
        return Tables({name: self._taken[name] for name in ORDERS})

    def _join(self) -> None:
        if self._aside:
            self._aside.join()
        self._aside = None

    def _take(self, session: Session, names: Iterable[str]) -> None:
        for name in names:
            self._take_one(session, name)

    def _take_one(self, session: Session, name: str) -> None:
        if path := self._file(session, name):
            self._taken[name] = path
            self._hand_on(name, path)
            return
        table = _table(session, name, ORDERS[name])
        self._taken[name] = table
        if self._ways.kept and name in _KEPT:
            path = self._ways.kept.keep(name, table)
            if self._ways.link:
                self._hand_on(name, path)
                return
        if self._ways.ready:
            self._ways.ready(name, table)

    def _file(self, session: Session, name: str) -> Path | None:
        """Return the file of an earlier derivation in which a table lies as it is."""
        path = session.file(name, ORDERS[name])
        if path and self._ways.kept:
            self._ways.kept.carry(name)
        return path

    def _hand_on(self, name: str, path: Path) -> None:
        """Have a file stand among those of the picture, too."""
        kept, ways = self._ways.kept, self._ways
        if ways.link and kept:
            ways.link(name, path, lambda: kept.written(path))
        elif ways.ready:
            ways.ready(name, parquet.read(path))


def tables(session: Session, without: Container[str] = ()) -> dict[str, pa.Table]:
    """Return every published table, in its order, except those not made."""
    return {
        name: _table(session, name, order) for name, order in ORDERS.items() if name not in without
    }


def _table(session: Session, name: str, order: str) -> pa.Table:
    if name in _PLACED:
        return session.table(name)
    if source := _SOURCES.get(name):
        return session.arrow(f"SELECT * FROM ({source}) AS one ORDER BY {order}")
    return session.sorted(name, order)
