"""A CRM that holds the workspace's companies, and a connection that may write into it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accord.server.records.queries import picture
from hubspot_written import WrittenPortal

T0 = 1_750_000_000_000
FIELDS = {"tier": "accord_tier", "engagement": "accord_points", "qualified": "accord_qualified"}


def source() -> str:
    """Return the source that knows most companies."""
    reader = picture.reader()
    assert reader is not None
    told = reader.source("account_records")
    sql = f"SELECT source FROM {told} GROUP BY source ORDER BY count(*) DESC LIMIT 1"
    return str(reader.rows(sql)[0]["source"])


def listed(crm: str) -> dict[str, dict[str, Any]]:
    """Return the records of accounts on the list, with the account's row."""
    reader = picture.reader()
    assert reader is not None
    rows = {row["account"]: row for row in reader.shown("tier IS NOT NULL")}
    told = reader.rows(
        f"SELECT account, external_id FROM {reader.source('account_records')} WHERE source = $s",
        s=crm,
    )
    return {
        each["external_id"]: rows[each["account"]]
        for each in told
        if each["account"] in rows and not each["external_id"].startswith("domain:")
    }


def portal_of(records: dict[str, dict[str, Any]]) -> WrittenPortal:
    """Return a portal that holds these companies, our fields empty."""
    made = WrittenPortal()
    made.properties = {"companies": {"name", *FIELDS.values(), "accord_why"}}
    for one in records:
        made.put("companies", one, {"name": "C", **dict.fromkeys(FIELDS.values())}, T0)
    return made


def mapping(policy: str = "fill") -> list[dict[str, str]]:
    return [{"measure": m, "field": f, "policy": policy} for m, f in FIELDS.items()]


def forget_leases() -> None:
    """Let leases of the dead run out at once."""
    from accord.server.records.models import CrmWrite

    past = timezone.now() - timedelta(days=1)
    CrmWrite.objects.exclude(lease_until=None).update(lease_until=past)
