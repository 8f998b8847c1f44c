"""Accounts to CSV and XLSX: safe in a spreadsheet, and back through the import unchanged."""

from pathlib import Path
from typing import Final

from accord.connectors.files import export
from accord.server.records.queries import accounts
from accord.server.records.queries.accounts import AccountRow, Filters
from accord.values import points, time
from accord.values.errors import AccordError

HEADERS: Final = (
    "Account ID",
    "Company name",
    "Website",
    "Industry",
    "Employees",
    "Country",
    "Tier",
    "Journey stage",
    "In journey stage since",
    "Fit",
    "Engagement",
    "Engagement change in 7 days",
    "Known seats",
    "Required seats",
    "Completeness",
    "Owner",
    "Next step",
    "Why now",
)
"""The columns of an export, in order; the first six are read back by an import."""


def write(file: Path, filters: Filters, sort: str = "rank") -> int:
    """Write the accounts that pass the filters; return how many there were."""
    rows = (cells(row) for row in accounts.iterate_accounts(filters, sort))
    if file.suffix.lower() == ".csv":
        return export.write_csv(rows, HEADERS, file)
    if file.suffix.lower() == ".xlsx":
        return export.write_xlsx(rows, HEADERS, file, "Accounts")
    message = f"{file.name} ends in {file.suffix or 'nothing'}; choose .csv or .xlsx"
    raise AccordError(message)


def cells(row: AccountRow) -> list[str | int | float | None]:
    """Return the cells of one account; numbers stay numbers."""
    return [
        row.public_id,
        row.name,
        row.domain,
        row.industry,
        row.employees,
        row.country,
        row.tier,
        row.stage,
        time.from_day(row.since_day).isoformat() if row.since_day is not None else None,
        row.fit / points.MILLION if row.fit is not None else None,
        row.engagement / points.MILLION,
        row.engagement_change / points.MILLION,
        row.seats_known,
        row.seats_required,
        row.completeness,
        row.owner,
        row.next_verb,
        row.why_now,
    ]
