"""Accounts to CSV and XLSX: safe in a spreadsheet, and back through the import unchanged."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from accord.connectors.files import export
from accord.server.records.queries import accounts, picture
from accord.server.records.queries.accounts import AccountRow, Filters
from accord.values import points, time
from accord.values.errors import AccordError

Cell = str | int | float | None
COLUMNS: Final[tuple[tuple[str, Callable[[AccountRow], Cell]], ...]] = (
    ("Account ID", lambda row: row.public_id),
    ("Company name", lambda row: row.name),
    ("Company Domain Name", lambda row: row.domain),
    ("Industry", lambda row: row.industry),
    ("Number of Employees", lambda row: row.employees),
    ("Country", lambda row: row.country),
    ("Owner", lambda row: row.owner),
    ("Tier", lambda row: row.tier),
    ("Journey stage", lambda row: row.stage),
    ("In journey stage since", lambda row: _day(row.since_day)),
    ("Motion", lambda row: row.motion),
    ("Fit", lambda row: None if row.fit is None else row.fit / points.MILLION),
    ("Engagement", lambda row: row.engagement / points.MILLION),
    ("Engagement change 7 days", lambda row: row.engagement_change / points.MILLION),
    ("Rising", lambda row: "yes" if row.is_rising else "no"),
    ("Seats known", lambda row: row.seats_known),
    ("Seats required", lambda row: row.seats_required),
    ("Seats engaged", lambda row: row.seats_engaged),
    (
        "Completeness percent",
        lambda row: None if row.completeness is None else round(row.completeness, 1),
    ),
    ("Why now", lambda row: row.why_now),
    ("Next step", lambda row: row.next_verb),
    ("Next step owner", lambda row: row.next_owner),
)
"""Headers that the import recognises, then what it keeps as fields of the team's own."""
ENDINGS: Final = ("csv", "xlsx")
"""What accounts can be exported as."""


def write(file: Path, filters: Filters, sort: str = "rank") -> int:
    """Write the accounts that pass the filters; return how many there were."""
    ending = file.suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        message = f"{file.name} ends in {file.suffix or 'nothing'}; choose .csv or .xlsx"
        raise AccordError(message)
    with file.open("wb") as stream:
        return write_to(stream, ending, filters, sort)


def write_to(stream: BinaryIO, ending: str, filters: Filters, sort: str = "rank") -> int:
    """Write the accounts of one picture as a file of this ending; return how many there were."""
    headers = [title for title, _get in COLUMNS]
    with picture.pinning():
        rows = (cells(row) for row in accounts.iterate_accounts(filters, sort))
        if ending == "csv":
            return export.write_csv(rows, headers, stream)
        return export.write_xlsx(rows, headers, stream, "Accounts")


def cells(row: AccountRow) -> list[Cell]:
    """Return the cells of one account; numbers stay numbers."""
    return [get(row) for _title, get in COLUMNS]


def _day(day: int | None) -> str | None:
    return None if day is None else time.from_day(day).isoformat()
