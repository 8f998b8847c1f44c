"""Tables without a person: rows dropped or put under a fresh number, and no trace in any text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from accord.facts import keys
from accord.identity import hashing
from accord.server import reference_keys
from accord.server.erasing.person import Person
from accord.server.erasing.traces import Traces

Flags = npt.NDArray[np.bool_]
_DROPPED: Final = frozenset(
    {"people", "leads", "person_traits", "memberships", "consents", "identity_links"}
)
"""Kinds of fact that say who somebody is or what they want: nothing of them is a count."""
_ACT_TEXTS: Final = (
    "title",
    "text",
    "user_agent",
    "email",
    "anonymous_id",
    "properties",
    "as_sent",
)
_MAPS: Final = frozenset(
    {"people", "person_keys", "person_records", "person_roles", "members", "opportunity_people"}
)
"""Published tables that say who somebody is."""
_RECORD_KINDS: Final = frozenset({"people", "leads", "person_traits"})


@dataclass(frozen=True)
class Rewritten:
    """A table as it may stay, and how many rows are other than before."""

    table: pa.Table
    rows: int


def of_facts(kind: str, table: pa.Table, person: Person, traces: Traces) -> Rewritten:
    """Return facts of one kind without the person."""
    own = own_facts(kind, table, person)
    count = int(own.sum())
    if count and (kind in _DROPPED or not person.fresh):
        table, own = table.filter(pa.array(~own)), np.zeros(table.num_rows - count, np.bool_)
    elif count:
        table = _renamed(kind, table, own, person)
    if kind == "opportunities":
        table, changed = _without_contacts(table, person)
        count += changed
    about = _about_account(kind, table, person)
    clean, redacted = _redacted(table, traces, about)
    return Rewritten(clean, count + redacted)


def of_picture(name: str, table: pa.Table, person: Person, traces: Traces) -> Rewritten:
    """Return a published table without the person."""
    numbers = pa.array(sorted(person.numbers), pa.int64())
    own = np.zeros(table.num_rows, np.bool_)
    for column in ("person", "key"):
        if column in table.column_names and pa.types.is_integer(table.schema.field(column).type):
            own |= _flags(pc.is_in(table[column], value_set=numbers))
    count = int(own.sum())
    if count and (name in _MAPS or not person.fresh or "person" not in table.column_names):
        table = table.filter(pa.array(~own))
    elif count:
        table = _with_number(table, "person", own, person.fresh)
    about = np.zeros(table.num_rows, np.bool_)
    if person.account and "account" in table.column_names:
        about = _flags(pc.equal(table["account"], person.account))
    clean, redacted = _redacted(table, traces, about)
    return Rewritten(clean, count + redacted)


def own_facts(kind: str, table: pa.Table, person: Person) -> Flags:
    """Tell which facts are the person's own."""
    numbers = pa.array(sorted(person.numbers), pa.int64())
    own = np.zeros(table.num_rows, np.bool_)
    if not table.num_rows:
        return own
    if kind in _RECORD_KINDS:
        told = pc.utf8_trim_whitespace(table["external_id"].fill_null(""))
        named = pc.if_else(pc.equal(told, ""), table["fact_id"], told)
        found = hashing.reference_keys_of(table["source"], named)
        own |= _flags(pc.is_in(found, value_set=numbers))
        if not person.number:
            own |= _has_address(table, person)
        return own
    for column in ("person_key", "person", "from_key", "to_key"):
        if column in table.column_names:
            own |= _flags(pc.is_in(table[column], value_set=numbers))
    if kind == "activities":
        own |= _has_address(table, person)
        browsers = pa.array(person.anonymous_ids, pa.string())
        own |= _flags(pc.is_in(table["anonymous_id"], value_set=browsers))
    return own


def _has_address(table: pa.Table, person: Person) -> Flags:
    plain = pc.utf8_lower(pc.utf8_trim_whitespace(table["email"]))
    return _flags(pc.is_in(plain, value_set=pa.array(person.emails, pa.string())))


def _renamed(kind: str, table: pa.Table, own: Flags, person: Person) -> pa.Table:
    """Put the person's facts under the fresh number; what they said or typed goes."""
    for column in ("person_key", "person"):
        if column in table.column_names:
            table = _with_number(table, column, own, person.fresh)
    places = np.flatnonzero(own)
    ids = np.array(table["fact_id"].to_pylist(), dtype=object)
    for place in places:
        ids[place] = f"erased:{person.fresh:x}:{place}"
    table = _with(table, "fact_id", pa.array(ids, pa.string()))
    if kind != "activities":
        return _blank(
            table, own, [c for c in ("reason", "value", "subject") if c in table.schema.names]
        )
    table = _with_number(table, "agent", own, 0)
    if person.account:
        table = _with_number(table, "company_key", own, person.account)
    return _blank(table, own, [name for name in _ACT_TEXTS if name in table.column_names])


def _without_contacts(table: pa.Table, person: Person) -> tuple[pa.Table, int]:
    """Return deals without the person among their contacts."""
    gone = set(person.records)
    changed = 0
    lists = []
    for source, contacts in zip(
        table["source"].to_pylist(), table["contact_external_ids"].to_pylist(), strict=True
    ):
        kept = contacts and [
            one
            for one in contacts
            if (source, one.strip()) not in gone
            and keys.record_key(source, one) not in person.numbers
        ]
        changed += kept != contacts
        lists.append(kept)
    if not changed:
        return table, 0
    return _with(table, "contact_external_ids", pa.array(lists, pa.list_(pa.string()))), changed


def _about_account(kind: str, table: pa.Table, person: Person) -> Flags:
    """Tell which facts are about the person's account: there a name is theirs."""
    about = np.zeros(table.num_rows, np.bool_)
    if not person.account_keys or not table.num_rows:
        return about
    wanted = pa.array(sorted(person.account_keys), pa.int64())
    columns = [c for c in ("account", "company_key") if c in table.column_names]
    for column in columns:
        about |= _flags(pc.is_in(table[column], value_set=wanted))
    if kind in reference_keys.WHOLE or "company_external_id" not in table.column_names:
        return about
    named = hashing.reference_keys_of(table["source"], table["company_external_id"])
    return about | _flags(pc.is_in(named, value_set=wanted))


def _redacted(table: pa.Table, traces: Traces, about: Flags) -> tuple[pa.Table, int]:
    """Take every trace out of every text; return how many rows had one."""
    touched = np.zeros(table.num_rows, np.bool_)
    for field in table.schema:
        if not (pa.types.is_string(field.type) or pa.types.is_large_string(field.type)):
            continue
        column = table[field.name]
        hit = _matches(column, traces.loose)
        named = _matches(column, traces.loose_names) & about if about.any() else np.zeros_like(hit)
        places = np.flatnonzero(hit | named)
        if not len(places):
            continue
        values = np.array(column.to_pylist(), dtype=object)
        for place in places:
            clean = traces.redact(values[place], names=bool(about[place]))
            touched[place] |= clean != values[place]
            values[place] = clean
        table = _with(table, field.name, pa.array(values, field.type))
    return table, int(touched.sum())


def _matches(column: pa.ChunkedArray, pattern: str) -> Flags:
    """Tell which texts match, looking at each different text once."""
    coded = pc.dictionary_encode(column).unify_dictionaries()
    if not coded.num_chunks:
        return np.zeros(len(column), np.bool_)
    found = pc.match_substring_regex(coded.chunk(0).dictionary, pattern, ignore_case=True)
    if not pc.any(found).as_py():
        return np.zeros(len(column), np.bool_)
    hits = pc.indices_nonzero(found.fill_null(False))
    parts = [
        _flags(pc.is_in(chunk.indices.cast(pa.uint64()), value_set=hits)) for chunk in coded.chunks
    ]
    return np.concatenate(parts)


def _blank(table: pa.Table, own: Flags, columns: Sequence[str]) -> pa.Table:
    for name in columns:
        kind = table.schema.field(name).type
        cleared = pc.if_else(pa.array(own), pa.scalar(None, kind), table[name])
        table = _with(table, name, cleared)
    return table


def _with_number(table: pa.Table, column: str, own: Flags, number: int) -> pa.Table:
    kind = table.schema.field(column).type
    return _with(table, column, pc.if_else(pa.array(own), pa.scalar(number, kind), table[column]))


def _with(table: pa.Table, column: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    place = table.schema.get_field_index(column)
    return table.set_column(place, table.schema.field(column), values)


def _flags(values: pa.Array | pa.ChunkedArray) -> Flags:
    return np.asarray(values.fill_null(False)).astype(np.bool_)
