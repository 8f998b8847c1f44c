"""What a file is and what its columns mean, from its headers, its name and some of its rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from accord.connectors.files import shipped, words

KINDS: Final = (
    "companies", "people", "leads", "opportunities", "opportunity_history", "activities",
    "products", "account_team", "subscriptions", "intent_bombora", "intent_g2", "intent_6sense",
    "intent_demandbase", "trigger_events", "syndicated_leads", "event_leads", "rates", "target_list",
    "ad_results", "technologies", "sequence_steps",
)  # fmt: skip
_COMPANY: Final = ("company_external_id", "company_domain", "company_name")
_SOMEBODY: Final = ("email", "person_external_id", "anonymous_id", *_COMPANY[:2])
NEEDS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "companies": (("name", "domain", "website"),),
    "people": (
        ("email", "last_name", "full_name"),
        ("email", "first_name", "title", "phone", "company_name", "company_external_id"),
    ),
    "leads": (("email", "last_name", "full_name", "external_id"),),
    "opportunities": (
        ("stage", "amount", "closed_on", "is_won"),
        ("name", "solution", "owner", *_COMPANY),
    ),
    "opportunity_history": (
        ("opportunity_external_id",),
        ("stage", "property_value"),
        ("occurred_at",),
    ),
    "activities": (("occurred_at",), _SOMEBODY),
    "products": (("name",), ("price", "family", "code")),
    "account_team": (_COMPANY, ("user_email", "user_name"), ("part", "until_on")),
    "subscriptions": (_COMPANY, ("starts_on", "ends_on")),
    "intent_bombora": (("company_domain",), ("reading",), ("topic",)),
    "intent_g2": (("company_domain",), ("signal", "reading_text")),
    "intent_6sense": (("company_domain",), ("reading", "reading_text")),
    "intent_demandbase": (("company_domain",), ("reading", "reading_text")),
    "trigger_events": (_COMPANY, ("occurred_at",), ("kind", "title", "layoff_count", "funding")),
    "syndicated_leads": (("email",), ("company_name", "company_domain"), ("asset_name",)),
    "event_leads": (("email",), ("company_name", "company_domain"), ("asset_name", "attended")),
    "rates": (("currency",), ("on_day",), ("per_unit",)),
    "target_list": (("account",), ("name", "domain")),
    "technologies": (_COMPANY, ("product",), ("first_seen_on", "last_seen_on", "category")),
    "sequence_steps": (
        ("sequence",),
        ("email", "person_external_id"),
        ("occurred_at", "called_at", "opened_at", "replied_at", "opted_out_at", "state"),
    ),
    "ad_results": (
        ("impressions", "clicks", "amount"),
        ("campaign", "campaign_id", "company_name", "company_domain"),
        ("impressions", "clicks", "engagements"),
    ),
}
"""Of each group a file of the kind has at least one field."""

_NEVER: Final = frozenset({"userroleid", "profileid", "emailtemplateid"})
"""Headers of a CRM's own users, who are nobody's prospects."""
_LEAST: Final = 5
_NAMED_SO: Final = 4
_TOKENS: Final[Mapping[str, str]] = {
    "companies": r"compan(?:y|ies)|accounts?|organi[sz]ations?|constituents|firmen",
    "people": r"people|persons?|contacts?|kontakte",
    "leads": r"leads?|prospects?|inquir(?:y|ies)",
    "opportunities": r"deals?|opportunit(?:y|ies)|pipeline|opps?",
    "opportunity_history": r"history|stages?",
    "activities": r"activit(?:y|ies)|events?|tasks?|engagements?|visits?|touch(?:es)?",
    "products": r"products?",
    "account_team": r"teams?",
    "subscriptions": r"subscriptions?|contracts?|renewals?",
    "intent_bombora": r"bombora|surge",
    "intent_g2": r"g2",
    "intent_6sense": r"6sense|sixsense",
    "intent_demandbase": r"demandbase",
    "trigger_events": r"triggers?|layoffs?|funding|news",
    "syndicated_leads": r"syndicat(?:ed|ion)|netline|techtarget|madison",
    "event_leads": r"attendees?|badge|booth|scans?|registrants?|registrations?",
    "rates": r"rates?|fx|currenc(?:y|ies)",
    "target_list": r"target",
    "technologies": r"technolog(?:y|ies)|technographics?|builtwith|stack",
    "sequence_steps": r"sequences?|cadences?|outreach|salesloft|mailings",
    "ad_results": r"ads?|adwords|linkedin|facebook|meta",
}


@dataclass(frozen=True, slots=True)
class Recognised:
    """A kind, how sure, and which header is read as which field."""

    kind: str
    score: float
    fields: Mapping[str, str]  # header to field
    missing: tuple[tuple[str, ...], ...]


@cache
def _table() -> Mapping[str, Mapping[str, tuple[int, str, int]]]:
    """Return, by kind and squashed header: the rank, field and weight."""
    table: dict[str, dict[str, tuple[int, str, int]]] = {kind: {} for kind in KINDS}
    given = list(shipped.rows("headers.csv"))
    spelt = [(row, header) for row in given for header in row["headers"].split("|")]
    for row, header in [*spelt, *((row, row["field"]) for row in given)]:
        known = table[row["kind"]]
        known.setdefault(words.squash(header), (len(known), row["field"], int(row["weight"])))
    return table


@cache
def _ignored() -> frozenset[str]:
    return frozenset(words.squash(row["header"]) for row in shipped.rows("ignored_headers.csv"))


def key_of(header: str) -> str:
    """Return what headers of one meaning share, whatever the case and the signs between."""
    bare = re.sub(r"^property_", "", header.strip(), flags=re.IGNORECASE)
    return words.squash(bare)


def is_ignored(header: str) -> bool:
    """Tell whether a column says nothing about the record itself."""
    return words.squash(header) in _ignored()


def is_known(header: str) -> bool:
    """Tell whether some kind of file has such a header."""
    key = key_of(header)
    return any(key in known for known in _table().values())


def fields_of(kind: str) -> list[str]:
    """Return the fields that a file of the kind may have, for choosing by hand."""
    return list(dict.fromkeys(field for _, field, _ in _table()[kind].values()))


def match(kind: str, headers: Sequence[str]) -> dict[str, str]:
    """Return header to field for one kind; the best header of each field wins."""
    known = _table()[kind]
    best: dict[str, tuple[int, str]] = {}
    for header in headers:
        found = known.get(key_of(header))
        if found and (found[1] not in best or found[0] < best[found[1]][0]):
            best[found[1]] = (found[0], header)
    return {header: field for field, (_, header) in best.items()}


def recognise(headers: Sequence[str], name: str) -> list[Recognised]:
    """Return every kind that the file might be, the likeliest first."""
    found = [_score(kind, headers, name) for kind in KINDS]
    return sorted((one for one in found if one.score > 0), key=lambda one: -one.score)


def _score(kind: str, headers: Sequence[str], name: str) -> Recognised:
    known = _table()[kind]
    fields = match(kind, headers)
    if kind in {"people", "leads", "companies"} and not _NEVER.isdisjoint(map(key_of, headers)):
        return Recognised(kind, 0, fields, NEEDS[kind])
    missing = tuple(group for group in NEEDS[kind] if not set(group).intersection(fields.values()))
    weight = sum(known[key_of(header)][2] for header in fields)
    named = _NAMED_SO if is_named_so(kind, name) else 0
    return Recognised(kind, 0 if missing else weight + named, fields, missing)


def is_named_so(kind: str, name: str) -> bool:
    """Tell whether the file's name says that it is of a kind."""
    tokens = re.split(r"[^a-z0-9]+", name.lower())
    return any(re.fullmatch(_TOKENS[kind], token) for token in tokens)


def is_clear(found: Sequence[Recognised]) -> bool:
    """Tell whether the first of the kinds is far enough before the second."""
    if not found or found[0].score < _LEAST:
        return False
    return len(found) == 1 or found[0].score > found[1].score


_HUBSPOT: Final = frozenset(
    words.squash(word)
    for word in [
        "Record ID",
        "hs_object_id",
        "associatedcompanyid",
        "Associated Company IDs",
        "hs_lead_status",
        "lifecyclestage",
        "Company Domain Name",
        "hubspot_owner_id",
        "portal_id",
        "deal_pipeline_id",
        "Associated Company",
    ]
)
_SALESFORCE: Final = frozenset(
    words.squash(word)
    for word in [
        "IsDeleted",
        "SystemModstamp",
        "LastModifiedById",
        "StageName",
        "MasterRecordId",
        "JigsawCompanyId",
        "BillingStreet",
        "MailingStreet",
        "HasOptedOutOfEmail",
        "Company / Account",
        "WhoId",
        "ForecastCategory",
    ]
)
_MARKETO: Final = frozenset({"marketoguid", "primaryattributevalue", "primaryattributevalueid"})
_MAVEN: Final = (
    frozenset({"subsidiaryof", "officelocation", "yearestablished"}),
    frozenset({"salesagent", "engagedate", "closevalue"}),
)
_SALESFORCE_ID: Final = re.compile(r"(?:001|003|00Q|006|00T|00U)[A-Za-z0-9]{12}(?:[A-Z0-9]{3})?")


def system_of(headers: Sequence[str], name: str, ids: Sequence[str]) -> str:
    """Return which system wrote a file: hubspot, salesforce, marketo, maven, accord or plain."""
    squashed = {words.squash(header) for header in headers}
    tokens = set(re.split(r"[^a-z0-9]+", name.lower()))
    if "accordaccount" in squashed:
        return "accord"
    if any(squashed >= marks for marks in _MAVEN):
        return "maven"
    if squashed & _MARKETO or "marketo" in tokens:
        return "marketo"
    given = [text for text in ids if text]
    if given and all(_SALESFORCE_ID.fullmatch(text) for text in given):
        return "salesforce"
    votes = {
        "hubspot": len(squashed & _HUBSPOT)
        + sum(h.startswith(("hs_", "property_")) for h in headers),
        "salesforce": len(squashed & _SALESFORCE) + sum(h.endswith("__c") for h in headers),
    }
    for system in votes:
        votes[system] += 2 * (system in tokens)
    best = max(votes, key=lambda system: votes[system])
    return best if votes[best] else "plain"


CRMS: Final = frozenset({"hubspot", "salesforce", "marketo"})
