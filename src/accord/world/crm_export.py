"""The same world as a CRM's export: four CSV files with the headers that HubSpot writes."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from accord.values import time

_Row = dict[str, Any]
_COMPANIES: Final = (
    *("Record ID", "Company name", "Company Domain Name", "Website URL", "Company owner"),
    *("Create Date", "City", "State/Region", "Country/Region", "Industry", "Number of Employees"),
    *("Annual Revenue", "Parent Company ID", "Technologies", "Locations", "Headcount Growth"),
    *("LinkedIn Company Page", "Segment"),
)
_PEOPLE: Final = (
    *("Record ID", "First Name", "Last Name", "Email", "Phone Number", "Job Title", "Department"),
    *("Company Name", "Associated Company IDs", "Country/Region", "Buying Role", "Contact owner"),
    *("Lead Status", "Unsubscribed from all email", "Create Date"),
)
_DEALS: Final = (
    *("Record ID", "Deal Name", "Deal Stage", "Amount", "Currency", "Deal Type", "Deal owner"),
    *("Create Date", "Close Date", "Associated Company IDs", "Associated Contact IDs"),
    *("Closed Lost Reason", "Competitor"),
)
_ACTIVITIES: Final = (
    *("Activity ID", "Activity Type", "Activity Date", "Email", "Page", "Campaign"),
    *("Notes", "User Agent"),
)
_SHOWN_KINDS: Final = (
    *("content_download", "form_submitted", "hand_raise", "email_click", "email_reply"),
    *("webinar_attended", "event_attended", "call_connected", "meeting_booked", "meeting_held"),
    *("tool_completed", "page_view"),
)
"""What a CRM keeps of behaviour: what has an address."""
_BATCH: Final = 50_000


def write(folder: Path, out: Path) -> dict[str, int]:
    """Write companies.csv, people.csv, deals.csv and activities.csv; return rows written by file.

    `folder` is one that `simulate` has filled. Each record stands as it was last known.
    """
    out.mkdir(parents=True, exist_ok=True)
    facts = folder / "facts"
    rows_by_file = {
        "companies.csv": (_COMPANIES, _companies(_latest(facts / "companies.parquet"))),
        "people.csv": (_PEOPLE, _people(_latest(facts / "people.parquet"))),
        "deals.csv": (_DEALS, _deals(_latest(facts / "opportunities.parquet"))),
        "activities.csv": (_ACTIVITIES, _activities(facts / "activities.parquet")),
    }
    return {name: _write(out / name, header, rows) for name, (header, rows) in rows_by_file.items()}


def _write(path: Path, header: tuple[str, ...], rows: Iterator[_Row]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _latest(path: Path) -> Iterator[_Row]:
    """Return each record as it was last known, unless deleted, and when it was first made."""
    table = pq.read_table(path)
    order = pc.sort_indices(
        table,
        sort_keys=[(name, "ascending") for name in ("external_id", "known_at", "fact_id")],
    )
    before: _Row | None = None
    made = 0
    for row in _rows(table.take(order)):
        if before is None or before["external_id"] != row["external_id"]:
            yield from _kept(before, made)
            made = row["known_at"]
        before = row
    yield from _kept(before, made)


def _kept(row: _Row | None, made: int) -> Iterator[_Row]:
    if row is not None and not row["is_deleted"]:
        yield row | {"made": made}


def _rows(table: pa.Table) -> Iterator[_Row]:
    for batch in table.to_batches(max_chunksize=_BATCH):
        yield from batch.to_pylist()


def _label(word: str | None) -> str:
    return (word or "").replace("_", " ").capitalize()


def _moment(micros: int) -> str:
    return datetime.fromtimestamp(micros / time.SECOND, UTC).strftime("%Y-%m-%d %H:%M")


def _day(number: int) -> str:
    return time.from_day(number).isoformat()


def _companies(records: Iterator[_Row]) -> Iterator[_Row]:
    for row in records:
        domain = row["domain"]
        yield {
            "Record ID": row["external_id"],
            "Company name": row["name"],
            "Company Domain Name": domain,
            "Website URL": f"https://www.{domain}/" if domain else None,
            "Company owner": row["owner"],
            "Create Date": _moment(row["made"]),
            "City": row["city"],
            "State/Region": row["state"],
            "Country/Region": row["country"],
            "Industry": _label(row["industry"]),
            "Number of Employees": row["employees"],
            "Annual Revenue": row["revenue_usd"],
            "Parent Company ID": row["parent_external_id"],
            "Technologies": ";".join(row["technologies"] or ()),
            "Locations": row["locations"],
            "Headcount Growth": row["headcount_growth_12_months_percent"],
            "LinkedIn Company Page": row["linkedin_url"],
            "Segment": row["custom"].split('"')[3] if row["custom"] else None,
        }


def _people(records: Iterator[_Row]) -> Iterator[_Row]:
    for row in records:
        yield {
            "Record ID": row["external_id"],
            "First Name": row["first_name"],
            "Last Name": row["last_name"],
            "Email": row["email"],
            "Phone Number": row["phone"],
            "Job Title": row["title"],
            "Department": _label(row["department"]),
            "Company Name": row["company_name"],
            "Associated Company IDs": row["company_external_id"],
            "Country/Region": row["country"],
            "Buying Role": row["crm_role"],
            "Contact owner": row["owner"],
            "Lead Status": row["status"],
            "Unsubscribed from all email": "true" if row["is_opted_out"] else "false",
            "Create Date": _moment(row["made"]),
        }


def _deals(records: Iterator[_Row]) -> Iterator[_Row]:
    for row in records:
        amount = row["amount_minor"]
        yield {
            "Record ID": row["external_id"],
            "Deal Name": row["name"],
            "Deal Stage": row["stage"],
            "Amount": None if amount is None else f"{amount / 100:.2f}",
            "Currency": row["currency"],
            "Deal Type": row["kind"],
            "Deal owner": row["owner"],
            "Create Date": _day(row["created_on"]),
            "Close Date": _day(row["closed_on"]),
            "Associated Company IDs": row["company_external_id"],
            "Associated Contact IDs": ";".join(row["contact_external_ids"] or ()),
            "Closed Lost Reason": row["loss_reason"],
            "Competitor": row["competitor"],
        }


def _activities(path: Path) -> Iterator[_Row]:
    """Return what has an address and is of a kind that CRMs keep; a fact heard twice, once."""
    seen: set[str] = set()
    file = pq.ParquetFile(path)
    wanted = ["fact_id", "kind_name", "occurred_at", "email", "asset_name", "campaign", "text"]
    for batch in file.iter_batches(_BATCH, columns=[*wanted, "user_agent"]):
        kinds = pc.is_in(batch["kind_name"], pa.array(_SHOWN_KINDS))
        for row in batch.filter(pc.and_(kinds, pc.is_valid(batch["email"]))).to_pylist():
            if row["fact_id"] in seen:
                continue
            seen.add(row["fact_id"])
            yield {
                "Activity ID": row["fact_id"],
                "Activity Type": _label(row["kind_name"]),
                "Activity Date": _moment(row["occurred_at"]),
                "Email": row["email"],
                "Page": row["asset_name"],
                "Campaign": row["campaign"],
                "Notes": row["text"],
                "User Agent": row["user_agent"],
            }
