"""The facts of a few accounts: an open log narrowed by the keys that led to them."""

from collections.abc import Mapping, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from accord.engine.session import Session
from accord.facts import keys

NEEDED: Final = (
    "account_keys",
    "account_records",
    "accounts",
    "first_look",
    "opportunities",
    "opportunity_people",
    "person_keys",
    "person_records",
    "play_starts",
    "rising",
    "targets",
    "usual_days",
)
"""The published tables that deriving one account asks for."""

_ID: Final = "coalesce(nullif(trim(f.external_id), ''), f.fact_id)"
_BY_COMPANY: Final = (
    "EXISTS (SELECT 1 FROM cut_records r WHERE r.source = f.source "
    "AND r.external_id = trim(f.company_external_id))"
)
_BY_KEY: Final = "f.company_key IN (SELECT key FROM cut_account_keys)"
_BY_ACCOUNT: Final = "f.account IN (SELECT key FROM cut_account_keys)"
_BY_PERSON: Final = "f.person_key IN (SELECT key FROM cut_person_keys)"
_BY_DOMAIN: Final = "split_part(lower(trim(f.email)), '@', 2) IN (SELECT domain FROM cut_domains)"
_BY_DEAL: Final = (
    "EXISTS (SELECT 1 FROM cut_deals d WHERE d.source = f.source AND d.external_id = {id})"
)
_IS_OTHER: Final = (
    "EXISTS (SELECT 1 FROM cut_other_records o WHERE o.source = f.source "
    f"AND o.external_id = {_ID})"
)
_PEOPLE: Final = (
    "EXISTS (SELECT 1 FROM cut_person_records r WHERE r.source = f.source "
    f"AND r.external_id = {_ID}) OR (({_BY_COMPANY} OR {_BY_DOMAIN}) AND NOT {_IS_OTHER})"
)
_WHERE: Final[dict[str, str]] = {
    "companies": "EXISTS (SELECT 1 FROM cut_records r WHERE r.source = f.source "
    f"AND r.external_id = {_ID})",
    "people": _PEOPLE,
    "leads": _PEOPLE,
    "person_traits": _PEOPLE,
    "company_traits": "EXISTS (SELECT 1 FROM cut_records r WHERE r.source = f.source "
    f"AND r.external_id = {_ID})",
    "memberships": f"{_BY_KEY} OR {_BY_PERSON}",
    "opportunities": f"{_BY_DEAL.format(id=_ID)} OR {_BY_COMPANY}",
    "opportunity_stages": _BY_DEAL.format(id="trim(f.opportunity_external_id)"),
    "activities": f"{_BY_PERSON} OR (({_BY_DOMAIN} OR {_BY_KEY}) AND NOT coalesce("
    "f.person_key IN (SELECT key FROM cut_others), false))",
    "subscriptions": _BY_COMPANY,
    "relations": "f.from_key IN (SELECT key FROM cut_account_keys)",
    "intent": f"{_BY_KEY} OR lower(trim(f.company_domain)) IN (SELECT domain FROM cut_domains)",
    "trigger_events": _BY_KEY,
    "technologies": _BY_KEY,
    "consents": _BY_PERSON,
    "account_team": _BY_KEY,
    "identity_links": "f.to_key IN (SELECT key FROM cut_person_keys) "
    "OR f.from_key IN (SELECT key FROM cut_person_keys)",
    "decisions": f"coalesce(f.account, 0) = 0 OR {_BY_ACCOUNT} "
    "OR f.person IN (SELECT key FROM cut_person_keys)",
    "touches": f"{_BY_ACCOUNT} OR f.person IN (SELECT key FROM cut_person_keys)",
    "costs": f"{_BY_ACCOUNT} OR {_BY_KEY}",
    "plays": f"{_BY_ACCOUNT} OR {_BY_KEY}",
}
"""Which facts of a kind are about the accounts; kinds that are not named stay whole."""


def cut(session: Session, accounts: Sequence[int], workspace: Mapping[str, pa.Table]) -> None:
    """Narrow every `fact_<kind>` of an open log to these accounts and their parents."""
    _name_keys(session, accounts, workspace)
    for kind, where in _WHERE.items():
        session.make(f"own_{kind}", f"SELECT f.* FROM fact_{kind} f WHERE {where}")
        session.view(f"fact_{kind}", f"SELECT * FROM own_{kind}")


def _name_keys(
    session: Session, accounts: Sequence[int], workspace: Mapping[str, pa.Table]
) -> None:
    chosen = pa.array(list(accounts), pa.int64())
    known = _of(workspace["accounts"], chosen)
    parents = known["parent"].drop_null().combine_chunks()
    family = pa.concat_arrays([chosen, parents.cast(pa.int64())])
    deals = _of(workspace["opportunities"], chosen)
    people = workspace["person_keys"]
    in_deals = _of(workspace["opportunity_people"], deals["opportunity"], "opportunity")
    session.register("cut_account_keys", _of(workspace["account_keys"], chosen).select(["key"]))
    named = pa.concat_arrays([in_deals["person"].combine_chunks(), _unmatched(session, people)])
    theirs = pc.or_(
        pc.is_in(people["account"], value_set=chosen),
        pc.is_in(people["person"], value_set=named),
    )
    own_people = people.filter(theirs)
    records = workspace["person_records"]
    persons = pc.unique(own_people["person"])
    is_own = pc.is_in(records["person"], value_set=persons)
    session.register("cut_records", _of(workspace["account_records"], family))
    session.register("cut_domains", _own_domains(known, workspace["account_keys"]))
    session.register("cut_deals", deals.select(["source", "external_id"]))
    session.register("cut_person_keys", own_people.select(["key"]))
    session.register("cut_others", people.filter(pc.invert(theirs)).select(["key"]))
    session.register("cut_person_records", records.filter(is_own))
    session.register("cut_other_records", records.filter(pc.invert(is_own)))


def _unmatched(session: Session, people: pa.Table) -> pa.Array:
    """Return the people without an account who acted in the name of one of these."""
    seen = session.arrow(
        "SELECT DISTINCT person_key FROM fact_activities f WHERE person_key <> 0 AND " + _BY_KEY
    )
    acted = pc.is_in(people["key"], value_set=seen["person_key"].combine_chunks())
    nobodys = pc.equal(people["account"], 0)
    return pc.unique(people.filter(pc.and_(acted, nobodys))["person"])


def _own_domains(known: pa.Table, account_keys: pa.Table) -> pa.Table:
    """Return the domains that lead to one of the accounts and to no other."""
    names = known["domain"].drop_null().to_pylist()
    found = pc.is_in(pa.array(map(keys.domain_key, names)), value_set=account_keys["key"])
    return pa.table({"domain": pa.array(names, pa.string()).filter(found)})


def _of(table: pa.Table, chosen: pa.Array, column: str = "account") -> pa.Table:
    values = chosen.combine_chunks() if isinstance(chosen, pa.ChunkedArray) else chosen
    return table.filter(pc.is_in(table[column], value_set=values))
