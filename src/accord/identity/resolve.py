"""The order in which facts find their accounts and people."""

from typing import Final

from accord.engine.session import AsOf, Session
from accord.identity import (
    companies,
    deals,
    kinship,
    leftovers,
    machines,
    people,
    persons,
    records,
    references,
    roles,
)
from accord.program.model import Program

_BEHIND: Final = ("told_often", "company_values", "told_opportunities")
"""Tables that no later room reads."""


def resolve(session: Session, program: Program, as_of: AsOf) -> None:
    """Make every table that says who it was: accounts, people, their keys, roles and records."""
    companies.find(session)
    references.find(session)
    people.find(session)
    references.find_keys(session)
    records.relate(session)
    kinship.find(session, program, as_of)
    persons.find(session, program)
    roles.find(session, program)
    machines.find(session)
    deals.find(session, program, as_of)
    records.find(session, as_of)
    leftovers.find(session)
    session.drop(*_BEHIND)
