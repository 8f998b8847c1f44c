"""What events say of people and companies: only what was said counts, the rest stands."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from accord.connectors.files import web
from accord.facts import keys
from accord.server.collect.items import Item
from accord.server.collect.rows import Row, head, record_id, text_of
from accord.values import ids

_PERSON: Final[Mapping[str, tuple[str, ...]]] = {
    "first_name": ("firstName", "first_name", "firstname", "given_name"),
    "last_name": ("lastName", "last_name", "lastname", "family_name"),
    "title": ("title", "jobTitle", "job_title", "position"),
    "department": ("department",),
    "phone": ("phone", "phone_number", "phoneNumber", "mobile"),
    "country": ("country", "country_code"),
    "company_name": ("company_name", "companyName", "organization", "company"),
    "status": ("status", "lifecycle_stage"),
}
_COMPANY: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "company_name", "account_name"),
    "country": ("country", "country_code"),
    "state": ("state", "region"),
    "city": ("city",),
    "industry": ("industry",),
    "status": ("status", "lifecycle_stage"),
    "linkedin_url": ("linkedin", "linkedin_url"),
}
_SITES: Final = ("domain", "website", "url", "company_domain")
_EMPLOYEES: Final = ("employees", "employee_count", "employeeCount", "company_size", "size")
_MOST_EMPLOYEES: Final = 10**8
_ADDED: Final = "account added user"
_REMOVED: Final = "account removed user"
_CREATED: Final = "account created"
_MEMBER_EVENTS: Final = frozenset({_ADDED, _REMOVED, _CREATED})
_SIGNED_UP: Final = frozenset({"signed up", "trial started", "user signed up"})


def person(item: Item, address: str, told: dict[str, Any]) -> dict[str, Any]:
    """Return what traits say of a person."""
    said = _flat(told)
    row: dict[str, Any] = {"external_id": item.user_id or address, "email": address or None}
    row |= {field: text_of(said, *names) or None for field, names in _PERSON.items()}
    if not (row["first_name"] or row["last_name"]):
        row["first_name"], row["last_name"] = _parted(text_of(said, "name", "full_name"))
    row |= _employer(told)
    known = {"email", "name", "full_name", "address", "company"}
    known.update(name for names in _PERSON.values() for name in names)
    row["custom"] = _rest(told, known)
    return row


def _employer(said: dict[str, Any]) -> dict[str, Any]:
    """Return where a person works, as an object or a name tells."""
    told = said.get("company")
    found: dict[str, Any] = {}
    site = text_of(said, "company_domain", "website")
    if isinstance(told, dict):
        found["company_name"] = text_of(told, "name") or None
        found["company_external_id"] = text_of(told, "id", "company_id") or None
        site = text_of(told, *_SITES) or site
    found["company_domain"] = web.domain(site).value if site else None
    return found


def company_of_person(item: Item) -> dict[str, Any]:
    """Return what an identify call says of the person's company, where it names its id."""
    told = item.traits.get("company")
    if not isinstance(told, dict) or not text_of(told, "id", "company_id"):
        return {}
    return _company(text_of(told, "id", "company_id"), told)


def company(item: Item) -> dict[str, Any]:
    """Return what a group call says of a company."""
    return _company(item.group_id, item.traits)


def _company(external_id: str, told: dict[str, Any]) -> dict[str, Any]:
    said = _flat(told)
    row: dict[str, Any] = {"external_id": external_id}
    row |= {field: text_of(said, *names) or None for field, names in _COMPANY.items()}
    site = text_of(said, *_SITES)
    row["domain"] = web.domain(site).value if site else None
    row["employees"] = _count(said)
    known = {"id", "address", *_SITES, *_EMPLOYEES}
    known.update(name for names in _COMPANY.values() for name in names)
    row["custom"] = _rest(told, known)
    return row


def membership(item: Item, group: str, fact_id: str, *, is_ended: bool = False) -> list[Row]:
    """Return that somebody belongs to a company from then on, or does no longer."""
    space = item.parcel.space
    if not item.user_id:
        person_key = keys.anonymous_key(item.anonymous_id)
    else:
        person_key = keys.record_key(space, item.user_id)
    row = head(item, space, fact_id) | {
        "person_external_id": item.user_id or None,
        "company_external_id": group,
        "person_key": person_key,
        "company_key": keys.record_key(space, group),
        "part": text_of(item.properties, "role") or None,
        "is_ended": is_ended,
    }
    return [("memberships", row)]


def of_event(item: Item, address: str, group: str) -> list[Row]:
    """Return what a track call says of people and companies beside what was done."""
    name = item.name.lower() if item.kind == "track" else ""
    fact_id = record_id(item)
    space = item.parcel.space
    rows: list[Row] = []
    if name == _CREATED and group:
        told = {"name": text_of(item.properties, "account_name", "name")}
        company = head(item, space, f"{fact_id}~c") | _company(group, told)
        rows.append(("company_traits", company))
    if name in _MEMBER_EVENTS and group:
        rows += membership(item, group, f"{fact_id}~m", is_ended=name == _REMOVED)
    if name in _SIGNED_UP and (item.user_id or address):
        told_person = person(item, address, item.properties)
        rows.append(("person_traits", head(item, space, f"{fact_id}~p") | told_person))
    elif item.user_id and address:
        tie = ids.public_id(ids.hash64(item.user_id, address))
        row = {"external_id": item.user_id, "email": address}
        rows.append(("person_traits", head(item, space, f"tie-{tie}") | row))
    return rows


def _flat(said: dict[str, Any]) -> dict[str, Any]:
    """Return traits with those of an address object beside them."""
    place = said.get("address")
    return {**place, **said} if isinstance(place, dict) else said


def _parted(name: str) -> tuple[str | None, str | None]:
    first, _, last = name.partition(" ")
    return first or None, last.strip() or None


def _count(said: dict[str, Any]) -> int | None:
    text = text_of(said, *_EMPLOYEES).replace(",", "").replace("+", "")
    try:
        found = int(float(text.split("-")[0]))
    except (ValueError, OverflowError):
        return None
    return found if 0 < found < _MOST_EMPLOYEES else None


def _rest(said: dict[str, Any], known: set[str]) -> str | None:
    """Return what has no column of its own, as JSON."""
    left = {name: value for name, value in said.items() if name not in known and value is not None}
    return msgspec.json.encode(left).decode() if left else None
