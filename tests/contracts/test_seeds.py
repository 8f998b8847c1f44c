"""Sample portals of a public data-transfer package, served by the API and read."""

import csv
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accord.connectors.crm.pacing import Clock
from accord.connectors.crm.shape import Context
from accord.connectors.hubspot import client as hubspot_client
from accord.connectors.hubspot import feed as hubspot_feed
from accord.connectors.marketo import client as marketo_client
from accord.connectors.marketo import feed as marketo_feed
from accord.connectors.salesforce import client as salesforce_client
from accord.connectors.salesforce import feed as salesforce_feed
from hubspot_portal import Portal
from marketo_instance import Instance
from readings import NOW_US, Store
from salesforce_org import Org

DATA = os.environ.get("ACCORD_TEST_DATA", "")
SEEDS = Path(DATA) / "fivetran_seeds"
pytestmark = pytest.mark.skipif(not DATA or not SEEDS.exists(), reason="ACCORD_TEST_DATA is unset")
ZONE = ZoneInfo("UTC")
QUICK = Clock(sleep=lambda _: None)


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


def moment(text: str) -> datetime:
    text = text.removesuffix(" UTC")
    day, _, clock = text.partition(" ")
    text = f"{day} {clock.zfill(8)}" if len(clock) in range(1, 8) else text
    found = datetime.fromisoformat(text) if text else datetime(2020, 1, 1, tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def read(feed: Any) -> Store:
    store = Store()
    try:
        store.run(feed)
    finally:
        feed.close()
    return store


def test_a_hubspot_portal_is_read_whole() -> None:
    portal = Portal()
    for stage in rows("hubspot/deal_pipeline_stage_data.csv"):
        portal.stages.append({"id": stage["stage_id"], "label": stage["label"] or stage["stage_id"],
                              "metadata": {"probability": stage["probability"]}})  # fmt: skip
    kinds = {"companies": "company_data", "contacts": "contact_data", "deals": "deal_data"}
    for name, file in kinds.items():
        for row in rows(f"hubspot/{file}.csv"):
            one = row.get("id") or row["deal_id"]
            said = {
                k.removeprefix("property_"): v or None
                for k, v in row.items()
                if k.startswith("property_")
            }
            if name == "deals":
                said["dealstage"] = row["deal_pipeline_stage_id"]
            at = round(moment(row.get("property_createdate") or "").timestamp() * 1000)
            portal.put(name, one, said, at)
    for link in rows("hubspot/deal_contact_data.csv"):
        portal.link("deals", link["deal_id"], "contacts", link["contact_id"])
    for event in rows("hubspot/engagement_meeting_data.csv"):
        at = round(moment(event.get("start_time") or "").timestamp() * 1000)
        portal.put(
            "meetings",
            event["engagement_id"],
            {"hs_timestamp": str(at), "hs_meeting_title": event["title"]},
            at,
        )
        portal.link(
            "meetings", event["engagement_id"], "contacts", next(iter(portal.objects["contacts"]))
        )
    server = portal.serve()
    access = hubspot_client.Access("secret-token", address=server.address)
    found = read(hubspot_feed.Feed(
        hubspot_client.Client(access, None, QUICK),
        hubspot_feed.Settings(Context("hubspot", ZONE)), lambda: NOW_US,
    ))  # fmt: skip
    server.close()
    for name, kind in (
        ("companies", "companies"),
        ("contacts", "people"),
        ("deals", "opportunities"),
    ):
        rejected = {issue.record for issue in found.rejected if issue.kind == kind}
        assert set(portal.objects[name]) <= set(found.last(kind)) | rejected
    assert len(found.last("opportunities")) > 30
    assert len(found.rows("activities")) == len(portal.objects["meetings"])


def test_a_salesforce_org_is_read_whole() -> None:
    org = Org()
    names = {"Account": "account", "Contact": "contact", "Lead": "lead", "Opportunity": "opportunity",
             "Task": "task", "Event": "event", "User": "user"}  # fmt: skip
    for sobject, file in names.items():
        for row in rows(f"salesforce/sf_{file}_data.csv"):
            said = {_api_name(name): _typed(value) for name, value in row.items()}
            at = moment(row.get("system_modstamp") or row.get("created_date") or "")
            org.put(sobject, row["id"], said, at.strftime("%Y-%m-%dT%H:%M:%S.000+0000"))
            if row.get("is_deleted", "").lower() == "true":
                org.objects[sobject][row["id"]]["IsDeleted"] = True
    server = org.serve()
    access = salesforce_client.Access(server.address, "id", "secret")
    found = read(salesforce_feed.Feed(
        salesforce_client.Client(access, None, QUICK),
        salesforce_feed.Settings(Context("salesforce", ZONE, "USD")), lambda: NOW_US,
    ))  # fmt: skip
    server.close()
    for sobject, kind in (
        ("Account", "companies"),
        ("Contact", "people"),
        ("Opportunity", "opportunities"),
    ):
        rejected = {issue.record for issue in found.rejected if issue.kind == kind}
        told = set(found.last(kind)) | rejected
        assert len(told) >= len(org.objects[sobject]), (sobject, found.rejected)


def _api_name(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _typed(value: str) -> Any:
    return {"true": True, "false": False, "": None}.get(value.lower(), value)


def test_a_marketo_instance_is_read_whole() -> None:
    instance = Instance()
    for row in rows("marketo/marketo_lead_data.csv"):
        instance.leads[row["id"]] = {
            "id": int(row["id"]), "email": row["email"], "firstName": row["first_name"],
            "lastName": row["last_name"], "createdAt": moment(row["created_at"]).isoformat(),
            "updatedAt": moment(row["updated_at"]).isoformat(),
        }  # fmt: skip
    happened = []
    for name in ("click_email", "open_email", "email_bounced", "unsubscribe_email", "send_email"):
        happened += rows(f"marketo/marketo_activity_{name}_data.csv")
    for row in sorted(happened, key=lambda row: row["activity_date"]):
        instance.log.append({
            "id": int(row["id"]), "marketoGUID": row["id"], "leadId": int(row["lead_id"]),
            "activityDate": moment(row["activity_date"]).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "activityTypeId": int(row["activity_type_id"]),
            "primaryAttributeValue": row["primary_attribute_value"],
            "attributes": [{"name": "Link", "value": row["link"]}] if row.get("link") else [],
        })  # fmt: skip
    instance.programs = [{"id": int(p["id"]), "name": p["name"], "channel": p["channel"]}
                         for p in rows("marketo/marketo_program_data.csv")]  # fmt: skip
    server = instance.serve()
    access = marketo_client.Access(server.address, "id", "secret")
    now_us = int(datetime(2020, 7, 1, tzinfo=UTC).timestamp()) * 1_000_000
    found = read(marketo_feed.Feed(
        marketo_client.Client(access, None, QUICK),
        marketo_feed.Settings(Context("marketo", ZONE), leads_since="2019-01-01"), lambda: now_us,
    ))  # fmt: skip
    server.close()
    assert set(found.last("leads")) == set(instance.leads)
    assert len(found.rows("activities")) == len({row["id"] for row in happened})
