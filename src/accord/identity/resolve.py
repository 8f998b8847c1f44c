"""The order in which facts find their accounts and people."""

from typing import Final

from accord.engine.session import AsOf, Session
from accord.identity import (
    companies,
    deals,
    kinship,
    leftovers,
    people,
    persons,
    records,
    references,
    roles,
    technographics,
    traits,
    verdicts,
    zones,
)
from accord.program.model import Program

_BEHIND: Final = (
    "converted_amounts",
    "decided_people",
    "found_people",
    "living_records",
    "matched_people",
    "people_without_account",
    "sited_people",
    "staged_opportunities",
    "told_accounts",
    "told_addresses",
    "told_companies",
    "told_often",
    "told_opportunities",
    "zone_weeks",
)
"""Tables that no later room reads."""

_READ_LATER: Final = ["person", "known_at"]
"""What later rooms read of `person_values`, the largest table of all."""


def resolve(session: Session, program: Program, as_of: AsOf) -> None:
    """Make every table that says who it was: accounts, people, their keys, roles and records."""
    zones.register_weeks(session, as_of.zone)
    find_people(session, program, as_of)
    technographics.find(session, as_of)
    roles.find(session, program)
    verdicts.find(session, program)
    deals.find(session, program, as_of)
    records.find(session, as_of)
    leftovers.find(session)
    session.drop(*_BEHIND)
    values = session.table("person_values").select(_READ_LATER)
    session.register("person_values", values)


def find_people(session: Session, program: Program, as_of: AsOf) -> None:
    """Make what says which records, addresses and browsers are one account or one person."""
    traits.fold(session)
    companies.find(session)
    references.find(session)
    people.find(session)
    references.find_keys(session)
    records.relate(session)
    kinship.find(session, program, as_of)
    persons.find(session, program)
