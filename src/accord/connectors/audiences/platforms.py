"""What each platform takes: its header, its rows, and how few or many of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from accord.connectors.audiences import normal
from accord.connectors.audiences.members import Company, Person

_COMPANIES: Final = "companies"
_PEOPLE: Final = "people"


@dataclass(frozen=True, slots=True)
class Platform:
    """One kind of file; sizes are rows below the header, and bytes of the whole."""

    id: str
    title: str
    holds: str
    """companies or people"""
    header: tuple[str, ...]
    row: Callable[[Any], tuple[str, ...]]
    at_least: int
    at_most: int
    bytes_at_most: int
    advice: str
    source: str
    """Where the platform says so."""

    @property
    def is_of_people(self) -> bool:
        """Whether a row is a person, who has to be asked for."""
        return self.holds == _PEOPLE


def _linkedin_company(one: Company) -> tuple[str, ...]:
    told = (one.linkedin_url, one.stock_symbol, one.industry, one.city, one.state)
    return (one.name, one.domain, one.domain, *told, one.country, one.zip)


def _linkedin_contact(one: Person) -> tuple[str, ...]:
    first, last = normal.first_and_last(one.name)
    address = normal.hashed(normal.email(one.email))
    return (address, first, last, one.title, one.company, one.country, "")


def _google(one: Person) -> tuple[str, ...]:
    """Return address and number; a name matches only beside a postal code, which nobody knows."""
    address = normal.hashed(normal.google_email(one.email))
    return (address, normal.hashed(normal.e164(one.phone)), "", "", "", "")


def _meta(one: Person) -> tuple[str, ...]:
    first, last = (normal.letters(part) for part in normal.first_and_last(one.name))
    digits = normal.e164(one.phone).removeprefix("+")
    said = (normal.email(one.email), digits)
    named = (normal.hashed(first), normal.hashed(last))
    country = normal.hashed(one.country.lower())
    return (*map(normal.hashed, said), "", *named, "", "", "", country)


def _sixsense(one: Company) -> tuple[str, ...]:
    return (one.name, one.country, one.domain)


def _demandbase(one: Company) -> tuple[str, ...]:
    return (one.name, one.domain)


_MB: Final = 1_000_000
_WIDER: Final = "widen the rule: another tier, or the accounts of a play"
_MORE_PEOPLE: Final = "widen the rule by tiers or roles, or ask more people for their consent"

PLATFORMS: Final[dict[str, Platform]] = {
    one.id: one
    for one in (
        Platform(
            "linkedin_companies", "LinkedIn company list", _COMPANIES,
            ("companyname", "companywebsite", "companyemaildomain", "linkedincompanypageurl",
             "stocksymbol", "industry", "city", "state", "companycountry", "zipcode"),
            _linkedin_company, 300, 300_000, 20 * _MB, _WIDER,
            "LinkedIn help, Requirements for company targeting lists",
        ),
        Platform(
            "linkedin_contacts", "LinkedIn contact list", _PEOPLE,
            ("email", "firstname", "lastname", "jobtitle", "employeecompany", "country",
             "googleaid"),
            _linkedin_contact, 300, 300_000, 20 * _MB, _MORE_PEOPLE,
            "LinkedIn help, Requirements for contact targeting lists",
        ),
        Platform(
            "google_customer_match", "Google Customer Match", _PEOPLE,
            ("Email", "Phone", "First Name", "Last Name", "Country", "Zip"),
            _google, 100, 10_000_000, 5_000 * _MB, _MORE_PEOPLE,
            "Google Ads help, Format your customer data file",
        ),
        Platform(
            "meta_custom_audience", "Meta custom audience", _PEOPLE,
            ("email", "phone", "madid", "fn", "ln", "ct", "st", "zip", "country"),
            _meta, 100, 10_000_000, 1_000 * _MB, _MORE_PEOPLE,
            "Meta business help, Customer list formatting",
        ),
        Platform(
            "6sense_accounts", "6sense account list", _COMPANIES,
            ("Account Name", "Country", "Domain"),
            _sixsense, 1, 25_000, 100 * _MB, _WIDER,
            "6sense help, Upload a segment",
        ),
        Platform(
            "demandbase_accounts", "Demandbase account list", _COMPANIES,
            ("Account Name", "Account Domain"),
            _demandbase, 1, 1_000_000, 5_000 * _MB, _WIDER,
            "Demandbase help, Import account data from a CSV file",
        ),
    )
}  # fmt: skip
"""By id, in the order of pages."""
