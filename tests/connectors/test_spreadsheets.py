"""Spreadsheets: typed cells, several sheets, tables that begin anywhere."""

import io
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter

from accord.connectors import files
from accord.values.errors import AccordError
from accord.values.time import day_number, to_us
from files_cast import ZONE, load


def book(fill) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as made:
        fill(made)
    return target.getvalue()


def deals(made) -> None:
    made.add_worksheet("Cover")
    sheet = made.add_worksheet("Data")
    day = made.add_format({"num_format": "dd/mm/yyyy"})
    moment = made.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    clock = made.add_format({"num_format": "hh:mm"})
    sheet.write_row(
        3, 2, ["Deal Name", "Stage", "Amount", "Close Date", "Won", "Create Date", "At", "Took"]
    )
    sheet.write_row(4, 2, ["A", "Closed Won", 1200.5])
    sheet.write_datetime(4, 5, date(2025, 4, 5), day)
    sheet.write_boolean(4, 6, boolean=True)
    sheet.write_datetime(4, 7, datetime(2025, 1, 2, 10, 30), moment)  # noqa: DTZ001
    sheet.write_datetime(4, 8, time(9, 30), clock)
    sheet.write_datetime(4, 9, timedelta(hours=30), made.add_format({"num_format": "[h]:mm"}))
    sheet.write_row(6, 2, ["B", "Open", "nothing"])


def test_typed_cells_keep_what_they_say_and_rows_their_numbers():
    got = load(book(deals), "deals.xlsx")
    assert got.plan.sheet == "Data"
    (deal,) = got.facts["opportunities"]
    assert deal["amount_minor"] == 120_050
    assert deal["closed_on"] == day_number(date(2025, 4, 5))
    assert deal["created_on"] == day_number(date(2025, 1, 2))
    assert deal["is_won"] is True
    assert deal["occurred_at"] == to_us(datetime(2025, 4, 5, tzinfo=ZONE))
    assert [(issue.row, issue.column) for issue in got.issues] == [(7, "Amount")]


def test_the_sheet_that_was_said_is_read():
    def fill(made):
        for name, domain in (("One", "one.example"), ("Two", "two.example")):
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, ["name", "domain"])
            sheet.write_row(1, 0, [name, domain])

    assert load(book(fill), "companies.xlsx").facts["companies"][0]["name"] == "One"
    assert load(book(fill), "companies.xlsx", sheet="Two").facts["companies"][0]["name"] == "Two"


def test_a_file_on_disk_reads_like_its_bytes(tmp_path):
    path = tmp_path / "deals.xlsx"
    path.write_bytes(book(deals))
    assert load(path, "deals.xlsx").facts == load(path.read_bytes(), "deals.xlsx").facts


@pytest.mark.parametrize("cut", [400, 2_000, 4_000])
def test_a_spreadsheet_cut_short_is_damaged(cut):
    with pytest.raises(AccordError, match="damaged XLSX"):
        files.look(book(deals)[:cut], "deals.xlsx")


def test_a_spreadsheet_and_the_csv_of_it_give_the_same_facts():
    rows = [["name", "domain", "employees"], ["Acme", "acme.example", 12]]

    def fill(made):
        sheet = made.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)

    text = "\n".join(",".join(map(str, row)) for row in rows).encode()
    assert load(book(fill), "companies.xlsx").facts == load(text, "companies.csv").facts
