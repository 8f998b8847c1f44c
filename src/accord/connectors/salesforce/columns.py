"""What Salesforce calls things, and the field that each is read as."""

from dataclasses import dataclass
from typing import Final

from accord.connectors.crm.shape import Column

API_VERSION: Final = "62.0"

_OWN: Final = (
    Column("Id", "external_id"),
    Column("IsDeleted", "is_deleted"),
    Column("modified", "modified_at"),
)
ACCOUNTS: Final = (
    *_OWN,
    Column("Name", "name"),
    Column("Website", "website"),
    Column("BillingCountry", "country"),
    Column("BillingState", "state"),
    Column("BillingCity", "city"),
    Column("Industry", "industry"),
    Column("NumberOfEmployees", "employees"),
    Column("AnnualRevenue", "revenue"),
    Column("CurrencyIsoCode", "revenue_currency"),
    Column("Type", "status"),
    Column("ParentId", "parent_external_id"),
    Column("owner", "owner"),
    Column("CreatedDate", "created_at"),
)
CONTACTS: Final = (
    *_OWN,
    Column("Email", "email"),
    Column("FirstName", "first_name"),
    Column("LastName", "last_name"),
    Column("Title", "title"),
    Column("Department", "department"),
    Column("Phone", "phone"),
    Column("AccountId", "company_external_id"),
    Column("MailingCountry", "country"),
    Column("HasOptedOutOfEmail", "is_opted_out"),
    Column("IsEmailBounced", "is_bounced"),
    Column("owner", "owner"),
    Column("CreatedDate", "created_at"),
)
LEADS: Final = (
    *_OWN,
    Column("Email", "email"),
    Column("FirstName", "first_name"),
    Column("LastName", "last_name"),
    Column("Title", "title"),
    Column("Phone", "phone"),
    Column("Company", "company_name"),
    Column("Website", "company_domain"),
    Column("Country", "country"),
    Column("Status", "status"),
    Column("LeadSource", "custom"),
    Column("HasOptedOutOfEmail", "is_opted_out"),
    Column("IsEmailBounced", "is_bounced"),
    Column("ConvertedAccountId", "company_external_id"),
    Column("ConvertedContactId", "converted_external_id"),
    Column("owner", "owner"),
    Column("CreatedDate", "created_at"),
)
OPPORTUNITIES: Final = (
    *_OWN,
    Column("AccountId", "company_external_id"),
    Column("contacts", "contact_external_ids"),
    Column("Name", "name"),
    Column("Type", "kind"),
    Column("StageName", "stage"),
    Column("Probability", "probability"),
    Column("Amount", "amount"),
    Column("CurrencyIsoCode", "currency"),
    Column("CreatedDate", "created_on"),
    Column("CloseDate", "closed_on"),
    Column("IsClosed", "is_closed"),
    Column("IsWon", "is_won"),
    Column("owner", "owner"),
)
HISTORY: Final = (
    Column("OpportunityId", "opportunity_external_id"),
    Column("StageName", "stage"),
    Column("Probability", "probability"),
    Column("Amount", "amount"),
    Column("CurrencyIsoCode", "currency"),
    Column("CreatedDate", "occurred_at"),
)
ACTIVITIES: Final = (
    Column("id", "external_id"),
    Column("at", "occurred_at"),
    Column("type", "kind_name"),
    Column("person", "person_external_id"),
    Column("company", "company_external_id"),
    Column("title", "title"),
    Column("text", "text"),
    Column("outcome", "outcome"),
    Column("campaign", "campaign"),
)
_MADE: Final = frozenset({"owner", "contacts", "modified"})


@dataclass(frozen=True, slots=True)
class Object:
    """One stream: the object it reads, the kind of fact, columns, and fields read beside them."""

    name: str
    sobject: str
    kind: str
    columns: tuple[Column, ...]
    fields: tuple[str, ...] = ()
    clock: str = "SystemModstamp"


OBJECTS: Final = {
    spec.name: spec
    for spec in (
        Object("accounts", "Account", "companies", ACCOUNTS, ("OwnerId", "MasterRecordId")),
        Object("contacts", "Contact", "people", CONTACTS, ("OwnerId", "MasterRecordId")),
        Object("leads", "Lead", "leads", LEADS, ("OwnerId", "MasterRecordId")),
        Object("opportunities", "Opportunity", "opportunities", OPPORTUNITIES, ("OwnerId",)),
        Object(
            "contact_roles", "OpportunityContactRole", "opportunities", OPPORTUNITIES,
            ("Id", "OpportunityId", "ContactId", "IsPrimary", "IsDeleted"),
        ),
        Object(
            "stage_history", "OpportunityHistory", "opportunity_history", HISTORY,
            ("Id",), "CreatedDate",
        ),
        Object(
            "tasks", "Task", "activities", ACTIVITIES,
            ("Id", "WhoId", "AccountId", "Subject", "ActivityDate", "CompletedDateTime", "Type",
             "TaskSubtype", "Status", "CallDisposition", "Description", "IsDeleted"),
        ),
        Object(
            "events", "Event", "activities", ACTIVITIES,
            ("Id", "WhoId", "AccountId", "Subject", "ActivityDateTime", "ActivityDate",
             "Type", "Description", "IsDeleted"),
        ),
        Object(
            "campaign_members", "CampaignMember", "activities", ACTIVITIES,
            ("Id", "ContactId", "LeadId", "CampaignId", "Status", "HasResponded",
             "FirstRespondedDate", "CreatedDate", "IsDeleted"),
        ),
    )
}  # fmt: skip
"""The streams, in this order: what others refer to comes first."""


def fields(spec: Object, columns: tuple[Column, ...], known: set[str]) -> list[str]:
    """Return the fields to select: those that are wanted and exist in this org."""
    told = [] if spec.kind == "activities" or spec.name == "contact_roles" else columns
    wanted = [
        *(column.header for column in told if column.header not in _MADE),
        *spec.fields,
        "Id",
        spec.clock,
    ]
    return [name for name in dict.fromkeys(wanted) if name in known]
