"""Who is meant: every key, address and record by which facts name one person."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts import keys
from accord.identity import hashing, people, traits
from accord.server import facts_now, home, manifest
from accord.values import ids
from accord.values.errors import NotFoundError

_EVER: Final = AsOf(2**62, 0, ZoneInfo("UTC"))
_SHORTEST_PHONE: Final = 7
_RECORDS: Final = """
    SELECT DISTINCT r.source, r.external_id FROM people_records AS r
    JOIN asked_keys AS k ON k.key = r.key
"""
_TOLD: Final = """
    SELECT DISTINCT lower(trim(t.email)) AS email, t.phone, t.first_name, t.last_name
    FROM (SELECT source, coalesce(nullif(trim(external_id), ''), fact_id) AS told, email, phone,
            first_name, last_name FROM fact_people
        UNION ALL
        SELECT source, coalesce(nullif(trim(external_id), ''), fact_id), email, phone,
            first_name, last_name FROM fact_leads) AS t
    JOIN asked_records AS r ON r.source = t.source AND r.external_id = t.told
"""
_SEEN: Final = """
    SELECT DISTINCT lower(trim(a.email)) AS email, a.anonymous_id FROM fact_activities AS a
    JOIN asked_keys AS k ON k.key = a.person_key
"""
_KEYS: Final = """
    SELECT key FROM persons_by_key WHERE person = $person
    UNION
    SELECT l.from_key FROM links AS l JOIN persons_by_key AS k ON k.key = l.to_key
    LEFT JOIN persons_by_key AS own ON own.key = l.from_key
    WHERE k.person = $person AND own.key IS NULL
"""


@dataclass(frozen=True)
class Person:
    """One person as facts name them; `fresh` is the number that their counts go on under.

    `fresh` is 0 where nothing of them may stay.
    """

    number: int
    account: int
    keys: frozenset[int]
    account_keys: frozenset[int]
    emails: tuple[str, ...]
    anonymous_ids: tuple[str, ...]
    phones: tuple[str, ...]
    names: tuple[str, ...]
    records: tuple[tuple[str, str], ...]
    fresh: int = 0

    def written(self) -> str:
        """Return it as text that `read` understands."""
        return msgspec.json.encode(self).decode()

    @property
    def public_ids(self) -> tuple[str, ...]:
        """Every number of theirs as it stands in addresses."""
        return tuple(ids.public_id(key) for key in sorted(self.numbers))

    @property
    def numbers(self) -> frozenset[int]:
        """Every number under which a table may hold them."""
        return self.keys | ({self.number} - {0})


def read(text: str) -> Person:
    """Read what `written` gave."""
    return msgspec.json.decode(text.encode(), type=Person)


def find(asked: str) -> Person:
    """Find who is meant by a mail address, an id from an address of a page, or SOURCE:RECORD."""
    words = asked.strip()
    with Session() as session:
        logs.open_log(session, facts_now.log(), _EVER)
        traits.fold(session)  # who told of themselves only by events has a record as well
        people.find(session)
        number = _number(session, words)
        if number:
            return _gathered(session, number)
    if "@" not in words:
        message = (
            f"nobody is known as {words!r}; give a mail address, or SOURCE:RECORD as in crm:00Q1"
        )
        raise NotFoundError(message)
    address = words.lower()
    only = frozenset({keys.email_key(address)})
    return Person(0, 0, only, frozenset(), (address,), (), (), (), ())


def find_known(knows: Callable[[int], bool]) -> list[Person]:
    """Find everybody by whose keys a list knows them."""
    with Session() as session:
        logs.open_log(session, facts_now.log(), _EVER)
        traits.fold(session)
        people.find(session)
        rows = session.rows("SELECT person, key FROM persons_by_key")
        return [_gathered(session, one) for one in sorted({who for who, key in rows if knows(key)})]


def _number(session: Session, words: str) -> int:
    """Return the number of the person whom the words name; 0 when nobody is known by them."""
    source, colon, record = words.partition(":")
    wanted = [keys.email_key(words), ids.from_public_id(words) or 0]
    if colon:
        wanted.append(keys.record_key(source, record))
    found = session.rows(
        "SELECT person FROM persons_by_key WHERE list_contains($wanted, key) LIMIT 1", wanted=wanted
    )
    return int(found[0][0]) if found else 0


def _gathered(session: Session, number: int) -> Person:
    """Gather everything by which facts name one person."""
    own = session.arrow(_KEYS, person=number)
    session.register("asked_keys", own)
    records = session.arrow(_RECORDS)
    session.register("asked_records", records)
    told, seen = session.arrow(_TOLD), session.arrow(_SEEN)
    known = frozenset(own["key"].to_pylist())
    addresses = pa.chunked_array([*told["email"].chunks, *seen["email"].chunks], pa.string())
    phones = {phone.strip() for phone in told["phone"].drop_null().to_pylist()}
    names = {
        f"{first.strip()} {last.strip()}"
        for first, last in zip(
            told["first_name"].to_pylist(), told["last_name"].to_pylist(), strict=True
        )
        if first and last and first.strip() and last.strip()
    }
    account, account_keys = _account(number, known)
    return Person(
        number,
        account,
        known,
        account_keys,
        tuple(sorted(_own(addresses, known))),
        tuple(sorted(_browsers(session, seen["anonymous_id"], known))),
        tuple(sorted(phone for phone in phones if _digits(phone) >= _SHORTEST_PHONE)),
        tuple(sorted(names)),
        tuple(
            sorted(
                zip(records["source"].to_pylist(), records["external_id"].to_pylist(), strict=True)
            )
        ),
    )


def _own(addresses: pa.ChunkedArray, known: frozenset[int]) -> set[str]:
    """Return the addresses that are nobody else's: an office's is its colleagues' too."""
    listed = pc.unique(addresses).drop_null()
    found = hashing.word_keys_of("email", listed)
    pairs = zip(listed.to_pylist(), found.to_pylist(), strict=True)
    return {address for address, key in pairs if address and key in known}


def _browsers(session: Session, seen: pa.ChunkedArray, known: frozenset[int]) -> set[str]:
    """Return the browsers that are theirs, or nobody's whom we know."""
    listed = [one for one in pc.unique(seen).to_pylist() if one]
    by_key = {keys.anonymous_key(one): one for one in listed}
    session.register("seen_browsers", pa.table({"key": pa.array(list(by_key), pa.int64())}))
    others = session.rows(
        "SELECT s.key FROM seen_browsers AS s JOIN ("
        "SELECT key FROM persons_by_key UNION SELECT from_key FROM links) AS k ON k.key = s.key"
    )
    strange = {row[0] for row in others} - known
    return {one for key, one in by_key.items() if key not in strange}


def _account(number: int, known: frozenset[int]) -> tuple[int, frozenset[int]]:
    """Return the account of a person in the published picture, and every key of that account."""
    folder = _published()
    if folder is None:
        return 0, frozenset()
    numbers = pa.array(sorted(known | {number}), pa.int64())
    rows = pq.read_table(folder / "people.parquet", columns=["person", "account"])
    found = rows.filter(pc.is_in(rows["person"], value_set=numbers))["account"].to_pylist()
    account = next((one for one in found if one), 0)
    if not account:
        return 0, frozenset()
    listed = pq.read_table(folder / "account_keys.parquet", columns=["key", "account"])
    mine = listed.filter(pc.equal(listed["account"], account))["key"].to_pylist()
    return account, frozenset({account, *mine})


def _published() -> Path | None:
    name = manifest.current_generation_name()
    folder = home.path("generations", name) if name else None
    return folder if folder and (folder / "people.parquet").exists() else None


def _digits(phone: str) -> int:
    return sum(letter.isdigit() for letter in phone)
