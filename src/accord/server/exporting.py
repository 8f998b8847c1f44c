"""Accounts to CSV and XLSX: safe in a spreadsheet, and back through the import unchanged."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from accord.connectors.files import formulas
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
    "In stage since",
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
    rows = accounts.iterate_accounts(filters, sort)
    if file.suffix.lower() == ".csv":
        return _write_csv(file, rows)
    if file.suffix.lower() == ".xlsx":
        return _write_xlsx(file, rows)
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


def _write_csv(file: Path, rows: Iterator[AccountRow]) -> int:
    n = 0
    with file.open("w", newline="", encoding="utf-8-sig") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADERS)
        for n, row in enumerate(rows, 1):  # noqa: B007 - the count is returned
            writer.writerow([_guarded(cell) for cell in cells(row)])
    return n


def _write_xlsx(file: Path, rows: Iterator[AccountRow]) -> int:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    n = 0
    with xlsxwriter.Workbook(str(file), options) as book:
        sheet = book.add_worksheet("Accounts")
        sheet.write_row(0, 0, HEADERS)
        for n, row in enumerate(rows, 1):
            for column, cell in enumerate(cells(row)):
                if isinstance(cell, str):
                    sheet.write_string(n, column, formulas.escape(cell))
                elif cell is not None:
                    sheet.write_number(n, column, cell)
    return n


def _guarded(cell: str | float | None) -> str | float | None:
    return formulas.escape(cell) if isinstance(cell, str) else cell
