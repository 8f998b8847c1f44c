"""Who stands in an audience: companies, and people at them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Company:
    """One account as a platform may know it; what is empty is not known."""

    name: str
    domain: str = ""
    linkedin_url: str = ""
    industry: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    """Two letters (ISO 3166-1)."""
    zip: str = ""
    stock_symbol: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One person at a company; an address stands here plainly and leaves hashed."""

    email: str
    name: str = ""
    title: str = ""
    company: str = ""
    country: str = ""
    phone: str = ""


Member = Company | Person
