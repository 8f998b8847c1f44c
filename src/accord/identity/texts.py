"""Texts read once: every different domain, name, country and title of the facts, and its meaning.

Python looks at each different text once; the facts themselves stay in the engine.
"""

from collections.abc import Callable
from typing import Final

import pyarrow as pa

from accord.engine.session import Session
from accord.identity import countries, domains, names, titles

_HOST: Final = "lower(split_part(trim(email), '@', 2))"
_RAW_DOMAINS: Final = f"""
    SELECT lower(trim(domain)) AS word FROM fact_companies
    UNION SELECT lower(trim(company_domain)) FROM fact_people
    UNION SELECT lower(trim(company_domain)) FROM fact_leads
    UNION SELECT lower(trim(company_domain)) FROM fact_intent
    UNION SELECT {_HOST} FROM fact_people
    UNION SELECT {_HOST} FROM fact_leads
    UNION SELECT {_HOST} FROM fact_activities WHERE email IS NOT NULL
"""
_NAMES: Final = """
    SELECT name AS word FROM fact_companies
    UNION SELECT company_name FROM fact_people
    UNION SELECT company_name FROM fact_leads
    UNION SELECT company_name FROM fact_opportunities
"""
_COUNTRIES: Final = """
    SELECT country AS word FROM fact_companies
    UNION SELECT country FROM fact_people
    UNION SELECT country FROM fact_leads
"""
_TITLES: Final = """
    SELECT title AS word FROM fact_people
    UNION SELECT department FROM fact_people
    UNION SELECT title FROM fact_leads
    UNION SELECT department FROM fact_leads
"""


def read(session: Session) -> None:
    """Make `known_domains`, `known_names`, `known_countries` and `known_titles`, by raw text."""
    _read(session, "known_domains", _RAW_DOMAINS, domains.table)
    _read(session, "known_names", _NAMES, names.table)
    _read(session, "known_countries", _COUNTRIES, countries.table)
    _read(session, "known_titles", _TITLES, titles.table)


def _read(session: Session, name: str, sql: str, meaning: Callable[[list[str]], pa.Table]) -> None:
    words = session.arrow(f"SELECT word FROM ({sql}) WHERE word <> '' ORDER BY word")
    session.register(name, meaning(words["word"].to_pylist()))
