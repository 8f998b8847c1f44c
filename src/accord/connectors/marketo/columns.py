"""What Marketo calls things, and the field that each is read as."""

from typing import Final

from accord.connectors.crm.shape import Column

LEADS: Final = (
    Column("id", "external_id"),
    Column("email", "email"),
    Column("firstName", "first_name"),
    Column("lastName", "last_name"),
    Column("title", "title"),
    Column("department", "department"),
    Column("phone", "phone"),
    Column("company", "company_name"),
    Column("website", "company_domain"),
    Column("country", "country"),
    Column("leadStatus", "status"),
    Column("leadSource", "custom"),
    Column("unsubscribed", "is_opted_out"),
    Column("emailInvalid", "is_bounced"),
    Column("createdAt", "created_at"),
    Column("updatedAt", "modified_at"),
)
ACTIVITIES: Final = (
    Column("id", "external_id"),
    Column("at", "occurred_at"),
    Column("type", "kind_name"),
    Column("lead", "person_external_id"),
    Column("asset", "asset_name"),
    Column("title", "title"),
    Column("campaign", "campaign"),
    Column("agent", "user_agent"),
)
DONE: Final = ("1", "2", "3", "6", "8", "9", "10", "11")
"""Types of activities that people do or mails meet: visits, forms, clicks, sends, bounces, opens."""
BELONGING: Final = ("24", "32", "104")
"""Types that tell of lists, merges and program statuses."""
MERGED: Final = "32"
LISTED: Final = "24"
PROGRESSED: Final = "104"
