"""What HubSpot calls things, and the field that each is read as."""

from dataclasses import dataclass
from typing import Final

from accord.connectors.crm.shape import Column

VERSION: Final = "2026-03"
"""The dated version of the API; every path carries it."""

_RECORD: Final = (
    Column("hs_object_id", "external_id"),
    Column("hubspot_owner_id", "owner"),
    Column("lifecyclestage", "status"),
    Column("country", "country"),
    Column("createdate", "created_at"),
    Column("archived", "is_deleted"),
    Column("modified", "modified_at"),
)
COMPANIES: Final = (
    *_RECORD,
    Column("name", "name"),
    Column("domain", "domain"),
    Column("website", "website"),
    Column("state", "state"),
    Column("city", "city"),
    Column("industry", "industry"),
    Column("numberofemployees", "employees"),
    Column("annualrevenue", "revenue"),
    Column("web_technologies", "technologies"),
    Column("hs_parent_company_id", "parent_external_id"),
    Column("linkedin_company_page", "linkedin_url"),
    Column("hs_ideal_customer_profile", "custom"),
    Column("hs_is_target_account", "custom"),
)
CONTACTS: Final = (
    *_RECORD,
    Column("email", "email"),
    Column("firstname", "first_name"),
    Column("lastname", "last_name"),
    Column("jobtitle", "title"),
    Column("job_function", "department"),
    Column("phone", "phone"),
    Column("associatedcompanyid", "company_external_id"),
    Column("company", "company_name"),
    Column("hs_buying_role", "crm_role"),
    Column("hs_email_optout", "is_opted_out"),
    Column("hs_email_bad_address", "is_bounced"),
    Column("hs_lead_status", "custom"),
)
DEALS: Final = (
    Column("hs_object_id", "external_id"),
    Column("companies", "company_external_id"),
    Column("contacts", "contact_external_ids"),
    Column("dealname", "name"),
    Column("dealtype", "kind"),
    Column("stage", "stage"),
    Column("hs_deal_stage_probability", "probability", "fraction"),
    Column("amount", "amount"),
    Column("deal_currency_code", "currency"),
    Column("createdate", "created_on"),
    Column("closedate", "closed_on"),
    Column("hs_is_closed", "is_closed"),
    Column("hs_is_closed_won", "is_won"),
    Column("hubspot_owner_id", "owner"),
    Column("closed_lost_reason", "loss_reason"),
    Column("archived", "is_deleted"),
    Column("modified", "modified_at"),
    Column("pipeline", "custom"),
)
HISTORY: Final = (
    Column("deal", "opportunity_external_id"),
    Column("stage", "stage"),
    Column("probability", "probability", "fraction"),
    Column("timestamp", "occurred_at"),
)
ENGAGEMENT: Final = (
    Column("id", "external_id"),
    Column("timestamp", "occurred_at"),
    Column("type", "kind_name"),
    Column("contact", "person_external_id"),
    Column("company", "company_external_id"),
    Column("title", "title"),
    Column("text", "text"),
    Column("outcome", "outcome"),
)


@dataclass(frozen=True, slots=True)
class Object:
    """One kind of object: the kind of fact, its columns, and the property that says when it changed."""

    name: str
    kind: str
    columns: tuple[Column, ...]
    modified: str = "hs_lastmodifieddate"
    properties: tuple[str, ...] = ()  # read beside those that columns name


_MADE: Final = frozenset({"archived", "modified", "companies", "contacts", "stage"})
"""Headers that are no property of the object: they are made of what stands beside it."""


def properties(spec: Object, columns: tuple[Column, ...]) -> list[str]:
    """Return the properties to ask for."""
    told = [column.header for column in columns if column.header not in _MADE]
    wanted = [*told, *spec.properties, spec.modified]
    return list(dict.fromkeys(wanted))


def _engagement(name: str, *own: str) -> Object:
    return Object(name, "activities", ENGAGEMENT, properties=("hs_timestamp", *own))


OBJECTS: Final = {
    spec.name: spec
    for spec in (
        Object("companies", "companies", COMPANIES, properties=("hs_merged_object_ids",)),
        Object(
            "contacts", "people", CONTACTS, "lastmodifieddate", ("hs_merged_object_ids",)
        ),
        Object("deals", "opportunities", DEALS, properties=("dealstage", "hs_merged_object_ids")),
        _engagement(
            "calls", "hs_call_title", "hs_call_body", "hs_call_disposition", "hs_call_status"
        ),
        _engagement("emails", "hs_email_subject", "hs_email_text", "hs_email_direction"),
        _engagement(
            "meetings", "hs_meeting_title", "hs_meeting_body", "hs_meeting_outcome",
            "hs_meeting_start_time",
        ),
        _engagement(
            "communications", "hs_communication_channel_type", "hs_communication_body"
        ),
        _engagement("notes", "hs_note_body"),
        _engagement("tasks", "hs_task_subject", "hs_task_body", "hs_task_type", "hs_task_status"),
    )
}  # fmt: skip
"""The objects that are read, in this order: what others refer to comes first."""

DISPOSITIONS: Final = {
    "f240bbac-87c9-4f6e-bf70-924b57d47db7": "Connected",
    "73a0d17f-1163-4015-bdd5-ec830791da20": "No answer",
    "9d9162e7-6cf3-4944-bf63-4dff82258764": "Busy",
    "b2cf5968-551e-4856-9783-52b3da59a7d0": "Left voicemail",
    "a4c4c377-d246-4b32-a13b-75a56a4cd0ff": "Left live message",
    "17b47fee-58de-441e-a44c-c6300d46f273": "Wrong number",
}
"""Outcomes of calls that every portal has."""
