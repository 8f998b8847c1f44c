"""Companies, people and leads: a row is a whole record as it stood."""

from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa

from accord.connectors.files import memory, naming, words
from accord.connectors.files.frame import Frame
from accord.connectors.files.memory import Columns, Memory
from accord.identity import domains

_COMPANY: Final = [
    "name",
    "country",
    "state",
    "city",
    "industry",
    "employees",
    "locations",
    "headcount_growth_12_months_percent",
    "technologies",
    "use_case",
    "owner",
    "status",
    "linkedin_url",
    "is_deleted",
]
_PERSON: Final = [
    "email",
    "first_name",
    "last_name",
    "title",
    "department",
    "phone",
    "company_external_id",
    "company_name",
    "company_domain",
    "country",
    "crm_role",
    "owner",
    "status",
    "is_opted_out",
    "is_bounced",
    "is_deleted",
]
_LARGEST_COMPANY: Final = 10_000_000


def companies(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return companies; one without name and domain is rejected, there is nothing to call it by."""
    hosts = _hosts(frame)
    names = frame.values("name")
    for index, (name, host) in enumerate(zip(names, hosts, strict=True)):
        if not name and not host:
            frame.note(
                index, "name", "the company has neither name nor domain; add one", is_rejected=True
            )
    _check_size(frame)
    revenue = _dollars(frame)
    ids = _company_ids(frame, hosts)
    made, head = _head(frame, memory_, ids)
    columns: Columns = head | {field: frame.values(field) for field in _COMPANY}
    columns |= {
        "external_id": ids,
        "domain": [domains.registered(host) for host in hosts],
        "revenue_usd": revenue,
        "parent_external_id": _parents(frame, memory_, ids),
        "is_deleted": _deleted(frame),
        "custom": frame.custom(),
    }
    return {"companies": memory.table("companies", columns, made)}


def _head(frame: Frame, memory_: Memory, ids: list[str]) -> tuple[list[int], Columns]:
    """Return the rows that are taken, and the head of their facts."""
    memory_.note_future(frame, "modified_at")
    memory_.note_future(frame, "created_at")
    fact_ids = memory_.fact_ids(frame, ids, memory_.digests(frame))
    modified, created = frame.values("modified_at"), frame.values("created_at")
    occurred = [m or c for m, c in zip(modified, created, strict=True)]
    return frame.taken(), memory_.head(frame, fact_ids, occurred, modified)


def _hosts(frame: Frame) -> list[str | None]:
    pairs = zip(frame.values("domain"), frame.values("website"), strict=True)
    return [host or site for host, site in pairs]


def _company_ids(frame: Frame, hosts: Sequence[str | None]) -> list[str]:
    rows = zip(
        frame.values("external_id"),
        hosts,
        frame.values("name"),
        frame.values("country"),
        strict=True,
    )
    return [one or naming.company_id(host, name, place) for one, host, name, place in rows]


def _check_size(frame: Frame) -> None:
    heads = frame.values("employees")
    for index, count in enumerate(heads):
        if count is not None and count > _LARGEST_COMPANY:
            frame.note(index, "employees", "no company has that many people; read as unknown")
            frame.keep(frame.headers["employees"], index)
            heads[index] = None


def _dollars(frame: Frame) -> list[float | None]:
    """Return revenues in dollars; another currency's are kept as written, not converted."""
    named = frame.values("revenue_currency")
    dollars: list[float | None] = []
    for index, (revenue, code) in enumerate(zip(frame.values("revenue"), named, strict=True)):
        currency = revenue and (revenue.currency or code or "USD")
        if revenue is None or currency == "USD":
            dollars.append(None if revenue is None else float(revenue.number))
            continue
        frame.note(
            index, "revenue", f"is in {currency}; kept as written, since fit compares US dollars"
        )
        frame.keep(frame.headers["revenue"], index)
        dollars.append(None)
    return dollars


def _parents(frame: Frame, memory_: Memory, ids: Sequence[str]) -> list[str | None]:
    named = frame.values("parent_name")
    given = frame.values("parent_external_id")
    made: list[str | None] = []
    for index, (one, name) in enumerate(zip(given, named, strict=True)):
        parent = one or (memory_.parents.get(words.squash(name)) if name else None)
        if name and not parent:
            parent = naming.company_id(None, name, None)
            frame.note(index, "parent_name", "no row of this file is that company; kept by name")
        made.append(parent if parent != ids[index] else None)
    return made


def _deleted(frame: Frame) -> list[bool]:
    return [bool(value) for value in frame.values("is_deleted")]


def people(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return people; one without id, mail address and name is rejected."""
    return {"people": _persons(frame, memory_, "people")}


def leads(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return leads, which name the person they became if their CRM does."""
    return {"leads": _persons(frame, memory_, "leads")}


def _persons(frame: Frame, memory_: Memory, kind: str) -> pa.Table:
    split_names(frame)
    _check_persons(frame)
    ids = _person_ids(frame)
    made, head = _head(frame, memory_, ids)
    columns: Columns = head | {field: frame.values(field) for field in _PERSON}
    columns |= {"external_id": ids, "is_deleted": _deleted(frame), "custom": frame.custom()}
    if kind == "leads":
        columns["converted_external_id"] = frame.values("converted_external_id")
    return memory.table(kind, columns, made)


def split_names(frame: Frame) -> None:
    """Read `Ada Lovelace` and `Lovelace, Ada` where first and last name have no columns."""
    if not frame.has("full_name"):
        return
    firsts, lasts = list(frame.values("first_name")), list(frame.values("last_name"))
    for index, name in enumerate(frame.values("full_name")):
        if not name or firsts[index] or lasts[index]:
            continue
        last, comma, first = name.partition(",")
        if not comma:
            first, _, last = name.rpartition(" ")
        firsts[index], lasts[index] = first.strip() or None, last.strip() or None
    frame.put("first_name", firsts)
    frame.put("last_name", lasts)


def _check_persons(frame: Frame) -> None:
    wanted = [frame.values(f) for f in ("email", "last_name", "first_name", "external_id")]
    for index, found in enumerate(zip(*wanted, strict=True)):
        if not any(found) and index not in frame.rejected:
            frame.note(
                index,
                "email",
                "nobody can be told from this row; give an id, a mail address or a name",
                is_rejected=True,
            )


def _person_ids(frame: Frame) -> list[str]:
    fields = ("external_id", "email", "first_name", "last_name", "company_domain", "company_name")
    rows: Any = zip(*(frame.values(field) for field in fields), strict=True)
    return [
        one or naming.person_id(email, " ".join(filter(None, (first, last))), domain or company)
        for one, email, first, last, domain, company in rows
    ]
