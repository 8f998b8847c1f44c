"""Accounts as files: safe in a spreadsheet, and read back by the import without a change."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse

from accord.connectors.files import formulas
from accord.server.records.queries.accounts import AccountRow
from accord.values import points

COLUMNS: Final[tuple[tuple[str, Callable[[AccountRow], object]], ...]] = (
    ("Account ID", lambda row: row.public_id),
    ("Company name", lambda row: row.name),
    ("Company Domain Name", lambda row: row.domain),
    ("Industry", lambda row: row.industry),
    ("Number of Employees", lambda row: row.employees),
    ("Country", lambda row: row.country),
    ("Owner", lambda row: row.owner),
    ("Tier", lambda row: row.tier),
    ("Journey stage", lambda row: row.stage),
    ("Motion", lambda row: row.motion),
    ("Fit", lambda row: None if row.fit is None else points.in_words(row.fit, 1)),
    ("Engagement", lambda row: _plain(row.engagement)),
    ("Engagement change 7 days", lambda row: _plain(row.engagement_change)),
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


def _plain(millionths: int) -> float:
    return millionths / points.MILLION


def _safe(value: object) -> object:
    """Return a value that no spreadsheet runs as a formula."""
    if value is None:
        return ""
    return formulas.escape(value) if isinstance(value, str) else value


class _Echo:
    """A file that gives back what is written to it, so that rows stream."""

    def write(self, text: str) -> str:
        return text


def as_csv(rows: Iterable[AccountRow]) -> StreamingHttpResponse:
    """Stream the rows as CSV with a byte order mark, so that Excel reads UTF-8."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + str(writer.writerow([title for title, _get in COLUMNS]))
        for row in rows:
            yield str(writer.writerow([_safe(get(row)) for _title, get in COLUMNS]))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="accounts.csv"'
    return response


def as_xlsx(rows: Iterable[AccountRow]) -> HttpResponse:
    """Write the rows as a workbook whose texts are texts, never formulas."""
    buffer = io.BytesIO()
    options = {
        "in_memory": False,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("Accounts")
        sheet.write_row(0, 0, [title for title, _get in COLUMNS], book.add_format({"bold": True}))
        for place, row in enumerate(rows, 1):
            sheet.write_row(
                place, 0, ["" if (v := get(row)) is None else v for _title, get in COLUMNS]
            )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(buffer.getvalue(), content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="accounts.xlsx"'
    return response


WRITERS: Final[
    dict[str, Callable[[Iterable[AccountRow]], HttpResponse | StreamingHttpResponse]]
] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
}
"""By the ending of the file."""
