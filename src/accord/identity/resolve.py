"""The order in which facts find their accounts and people."""

from typing import Final

from accord.engine.session import AsOf, Session
from accord.identity import (
    companies,
    deals,
    going_on,
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
from accord.identity.going_on import Standing
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


def resolve(
    session: Session, program: Program, as_of: AsOf, standing: Standing | None = None
) -> None:
    """Make every table that says who it was: accounts, people, their keys, roles and records.

    Where an earlier derivation left tables that stand, only what is new is looked at.
    """
    zones.register_weeks(session, as_of.zone)
    if standing and going_on.go_on(session, program, as_of, standing):
        traits.fold(session)
    else:
        session.drop("fresh_activities")
        find_people(session, program, as_of)
        technographics.find(session, as_of)
        roles.find(session, program)
    who_did_it = session.aside(lambda aside: verdicts.find(aside, program))
    _find_else(session, program, as_of, standing)
    who_did_it.join()
    if standing:
        going_on.leave(session, standing)
    session.drop(*_BEHIND)
    if not going_on.is_gone_on(session):
        values = session.table("person_values").select(_READ_LATER)
        session.register("person_values", values)


def _find_else(session: Session, program: Program, as_of: AsOf, standing: Standing | None) -> None:
    """Make what else is known of accounts, or open it where it stands."""
    if standing and going_on.can_stand(session, as_of, standing):
        records.find_moving(session, as_of)
    else:
        deals.find(session, program, as_of)
        records.find(session, as_of)
        leftovers.find(session)
    if not going_on.is_gone_on(session):
        leftovers.find_people(session)
    leftovers.count(session)


def find_people(session: Session, program: Program, as_of: AsOf) -> None:
    """Make what says which records, addresses and browsers are one account or one person."""
    traits.fold(session)
    of_companies = session.aside(_find_companies)
    people.find(session)
    of_companies.join()
    references.find_keys(session)
    records.relate(session)
    kinship.find(session, program, as_of)
    persons.find(session, program)


def _find_companies(session: Session) -> None:
    companies.find(session)
    references.find(session)
