"""What new activities and links add to who is known: people, browsers' owners, mail that bounces."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accord.engine import sorting
from accord.engine.kept import Kept
from accord.engine.session import Session
from accord.identity import matching, people, persons
from accord.program.model import Program

GROWN: Final = {"people": "account, person", "person_keys": "account, person, key"}
"""Published tables that grow by a few rows, and what they are sorted by."""
_PEOPLE: Final = ("account", "person")
_KEYS: Final = ("account", "person", "key")
OTHER_ADDRESSES: Final = pa.schema({"key": pa.int64(), "person": pa.int64()})
"""Further addresses of people, which came after the records were last read."""
NOBODY: Final = pa.schema(
    {
        "key": pa.int64(),
        "first_us": pa.int64(),
        "email": pa.string(),
        "account": pa.int64(),
        "domain": pa.string(),
        "mail_domain": pa.string(),
        "match_reason": pa.string(),
    }
)
"""People who came after the records were last read: of each an address was seen."""
TIED: Final = """
SELECT l.from_key, l.to_key FROM links AS l
JOIN persons_by_key AS a ON a.key = l.from_key JOIN persons_by_key AS b ON b.key = l.to_key
"""
"""Links that make two who are known to be one."""
LINKED: Final = f"SELECT key, person, account FROM ({persons.LINKED}) AS linked"

_OTHERS: Final = "SELECT key, person FROM others_before"
_CAME_BEFORE: Final = f"SELECT key, key AS person FROM newcomers_before UNION ALL {_OTHERS}"
_MISSED: Final = """
SELECT 1 FROM held_before AS h ANTI JOIN fresh_activities AS f
    ON f.source = h.source AND f.fact_id = h.fact_id LIMIT 1
"""
"""Activities that were in memory, and are nowhere now."""
_OLDER: Final = """
SELECT 1 FROM fresh_seen AS f
LEFT JOIN seen_addresses AS s ON s.key = f.key
LEFT JOIN persons_by_key AS k ON k.key = f.key
WHERE CASE WHEN s.key IS NOT NULL THEN f.first_us < s.first_us OR f.email < s.email
    ELSE k.key IS NOT NULL AND f.first_us <= $newest END
LIMIT 1
"""
"""Addresses that were seen earlier than was known, which could name a person otherwise."""
_CAME: Final = """
SELECT f.key, f.first_us, f.email FROM fresh_seen AS f
ANTI JOIN persons_by_key AS k ON k.key = f.key ORDER BY f.first_us, f.key
"""
_DIFFERING: Final = """
SELECT * FROM ((SELECT * FROM {one} EXCEPT SELECT * FROM {other}) UNION ALL
    (SELECT * FROM {other} EXCEPT SELECT * FROM {one})) AS differing
"""
_TIES: Final = """
SELECT t.from_key, t.to_key, a.person AS from_person, b.person AS to_person
FROM (SELECT * FROM tied_now EXCEPT SELECT * FROM tied_before) AS t
LEFT JOIN known_keys AS a ON a.key = t.from_key LEFT JOIN known_keys AS b ON b.key = t.to_key
"""
"""New links between two who are known; who only came now is nobody's person yet."""
_ALIASES: Final = """
SELECT key, min(person) AS person, count(DISTINCT person) AS persons FROM (
    SELECT from_key AS key, to_person AS person FROM new_ties WHERE from_person IS NULL
    UNION ALL SELECT to_key, from_person FROM new_ties WHERE to_person IS NULL
) AS told GROUP BY key
"""
"""Addresses that came and turn out to be a further one of somebody who is known."""
_UNCLEAR: Final = """
SELECT 1 FROM new_ties WHERE from_person <> to_person OR coalesce(from_person, to_person) IS NULL
UNION ALL SELECT 1 FROM aliases WHERE persons <> 1
UNION ALL (SELECT 1 FROM tied_before ANTI JOIN tied_now USING (from_key, to_key)) LIMIT 1
"""
"""Links that make two people one, or let one be two again: these change more than a few rows."""
_BOUNCES: Final = """
SELECT person, max(bounced_us) AS bounced_us, max(alive_us) AS alive_us
FROM (SELECT * FROM bounces_before UNION ALL {fresh} UNION ALL {whole}) AS told
GROUP BY person
"""
_STANDING_BOUNCES: Final = "SELECT person FROM {bounces} WHERE bounced_us > coalesce(alive_us, 0)"
_NEWCOMERS: Final = """
SELECT * FROM newcomers_before UNION ALL
SELECT c.key, c.first_us, c.email, p.account, m.domain, v.mail_domain, p.match_reason
FROM strangers AS c JOIN new_people AS p ON p.person = c.key
LEFT JOIN matched_people AS m ON m.person = c.key
JOIN new_values AS v ON v.person = c.key
"""
_ROLES: Final = """
SELECT 1 FROM fact_decisions AS d JOIN changed_keys AS k ON d.person = k.key
WHERE d.kind IN ('role_confirmed', 'role_rejected', 'role_withdrawn') LIMIT 1
"""


def find(session: Session, program: Program, kept: Kept, newest_us: int) -> bool:
    """Make `people`, `person_keys` and what later rooms read of people; False if it can't be.

    What was kept of people without newcomers is open; `fresh_activities` and `links` are there.
    """
    kept_as = {"held_activities": "held_before", "newcomers": "newcomers_before"}
    kept_as |= {"bounces": "bounces_before", "other_addresses": "others_before"}
    for name, call in kept_as.items():
        kept.open(session, name, call)
    _open_grown(session, kept)
    if session.rows(_MISSED):
        return False
    session.make("fresh_seen", people.SEEN.format(facts="fresh_activities"))
    if session.rows(_OLDER, newest=newest_us):
        return False
    session.make("came", _CAME)
    if not _are_told_apart(session, kept):
        return False
    _welcome(session, program)
    _grow_people(session, kept)
    _grow_keys(session, kept)
    return not session.rows(_ROLES)


def _open_grown(session: Session, kept: Kept) -> None:
    """Let tables of people be those of records and of everybody who came since."""
    more = {
        "seen_addresses": "SELECT key, first_us, email FROM newcomers_before",
        "persons_by_key": _CAME_BEFORE,
        "person_values": "SELECT key AS person, first_us AS known_at FROM newcomers_before",
        "people_without_account": "SELECT domain, mail_domain, CAST(NULL AS VARCHAR) AS "
        "company_name, match_reason FROM newcomers_before WHERE account = 0",
    }
    for name, query in more.items():
        kept.open(session, name, f"{name}_base")
        session.view(name, f"SELECT * FROM {name}_base UNION ALL {query}")


def _are_told_apart(session: Session, kept: Kept) -> bool:
    """Make `persons_by_key` with those who came, as far as links leave everybody who they were."""
    kept.open(session, "tied_links", "tied_before")
    session.view("known_keys", f"SELECT * FROM persons_by_key_base UNION ALL {_CAME_BEFORE}")
    session.view("persons_by_key", "SELECT * FROM known_keys UNION ALL SELECT key, key FROM came")
    session.make("tied_now", TIED)
    session.make("new_ties", _TIES)
    session.make("aliases", _ALIASES)
    if session.rows(_UNCLEAR):
        return False
    session.make(
        "new_keys",
        "SELECT c.key, coalesce(a.person, c.key) AS person FROM came AS c "
        "LEFT JOIN aliases AS a ON a.key = c.key",
    )
    session.view(
        "persons_by_key", "SELECT * FROM known_keys UNION ALL SELECT key, person FROM new_keys"
    )
    session.make("other_addresses", f"{_OTHERS} UNION ALL SELECT key, person FROM aliases")
    return True


def _welcome(session: Session, program: Program) -> None:
    """Make `new_people` of addresses that nobody bore, and `bounces` of everybody."""
    session.make("strangers", "SELECT * FROM came ANTI JOIN aliases USING (key)")
    values = people.values_of_seen(session.arrow("SELECT * FROM strangers ORDER BY first_us, key"))
    session.register("new_values", values)
    session.register("person_values", values)
    matching.find(session)
    fresh = persons.bounces("fresh_activities", "persons_by_key")
    whole = persons.bounces("fact_activities", "new_keys")
    session.make("bounces", _BOUNCES.format(fresh=fresh, whole=whole))
    persons.make_people(session, program, "new_people")
    session.make("newcomers", _NEWCOMERS)
    session.view(
        "people_without_account",
        "SELECT * FROM people_without_account_base UNION ALL SELECT domain, mail_domain, NULL, "
        "match_reason FROM newcomers WHERE account = 0",
    )
    session.view(
        "person_values",
        "SELECT * FROM person_values_base UNION ALL SELECT key, first_us FROM newcomers",
    )


def _grow_people(session: Session, kept: Kept) -> None:
    """Make `people`: those kept, the newcomers, and whether their mail bounces now."""
    order = GROWN["people"]
    session.open_file("people", kept.path("people"), order)
    session.make("bounced_before", _STANDING_BOUNCES.format(bounces="bounces_before"))
    turned = session.arrow(
        "SELECT person FROM ("
        + _DIFFERING.format(one="bounced_people", other="bounced_before")
        + ") AS turned ANTI JOIN new_people USING (person)"
    )
    new = session.table("new_people")
    if not turned.num_rows and not new.num_rows:
        return
    table = session.sorted("people", order)
    if turned.num_rows:
        bounced = session.arrow("SELECT person FROM bounced_people UNION FROM told_bounced")
        place = table.schema.get_field_index("is_bounced")
        table = table.set_column(place, "is_bounced", _turned(table, turned, bounced))
    session.register("people", sorting.put_in(table, new, _PEOPLE), order)


def _turned(table: pa.Table, turned: pa.Table, bounced: pa.Table) -> pa.Array:
    person, was = table["person"].combine_chunks(), table["is_bounced"]
    rows = np.flatnonzero(pc.is_in(person, value_set=turned["person"].combine_chunks()))
    flags = was.to_numpy().copy()
    is_now = pc.is_in(person.take(pa.array(rows)), value_set=bounced["person"].combine_chunks())
    flags[rows] = is_now.to_numpy(zero_copy_only=False)
    return pa.array(flags, pa.bool_())


def _grow_keys(session: Session, kept: Kept) -> None:
    """Make `person_keys`, and `changed_keys`: those that lead to other people than before."""
    order = GROWN["person_keys"]
    session.open_file("person_keys", kept.path("person_keys"), order)
    kept.open(session, "linked_keys", "linked_before")
    session.make("linked_now", LINKED)
    gone = session.arrow("SELECT * FROM linked_before EXCEPT SELECT * FROM linked_now")
    come = session.arrow(
        "SELECT * FROM linked_now EXCEPT SELECT * FROM linked_before "
        "UNION ALL SELECT n.key, n.person, p.account FROM new_keys n JOIN people p USING (person)"
    )
    changed = pa.chunked_array([*gone["key"].chunks, *come["key"].chunks], pa.int64())
    session.register("changed_keys", pa.table({"key": pc.unique(changed)}))
    if gone.num_rows or come.num_rows:
        table = sorting.take_out(session.sorted("person_keys", order), gone, _KEYS)
        session.register("person_keys", sorting.put_in(table, come, _KEYS), order)
