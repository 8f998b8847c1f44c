"""Files that can't be read end in a message that names the thing and the way out."""

import gzip
import io
import random
import zipfile

import pytest
import xlsxwriter

from accord.connectors import files
from accord.values.errors import AccordError
from files_cast import csv_of

PEOPLE = csv_of("Name,Email,Title", "Ada Lovelace,ada@acme.example,CFO")


def zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return target.getvalue()


def sheet_with(*cells: tuple[int, int]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, column in cells:
            sheet.write_string(row, column, "Name")
    return target.getvalue()


CASES = [
    ("empty.csv", b"", "is empty; export it again"),
    ("blank.csv", b"\n\n  \n", "is empty; export it again"),
    ("header.csv", b"Name,Email,Title\n", "no rows below it"),
    ("noise.csv", random.Random(7).randbytes(6000), "binary file"),
    ("program.csv", b"\x7fELF\x02\x01\x01" + b"\x00" * 400, "binary file"),
    ("a.csv", b"%PDF-1.7\n", "is a PDF"),
    ("a.csv", b"PAR1\x15\x04", "Parquet"),
    ("a.csv", b"<!DOCTYPE html><html>", "web page"),
    ("a.csv", b'{"name": "Acme"}', "JSON"),
    ("a.zip", zipped(**{"a.csv": PEOPLE}), "unpack it"),
    ("a.ods", zipped(**{"content.xml": b"<x/>"}), "OpenDocument"),
    ("a.xlsb", zipped(xl__workbook_bin=b"", **{"xl/workbook.bin": b"x"}), "binary spreadsheet"),
    ("a.xlsx", b"PK\x03\x04" + b"nonsense" * 30, "damaged XLSX"),
    ("a.xlsx", zipped(**{"xl/workbook.xml": b"<nonsense"}), "XLSX"),
    ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old XLS format"),
    ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
    ("a.csv.gz", gzip.compress(PEOPLE * 40, mtime=0)[:50], "damaged gzip"),
    ("a.xlsx.gz", gzip.compress(b"PK\x03\x04xxxx", mtime=0), "unpack it first"),
    ("a.csv", csv_of("Email,Name,Email", "a@b.example,Ada,c@d.example"), "columns 1 and 3 are both called 'Email'"),
    ("a.csv", csv_of("Email,,Name", "a@b.example,3,Ada"), "column 2 has values but no header"),
    ("a.csv", csv_of("ada@acme.example,Ada,5/4/2017", "bo@acme.example,Bo,6/4/2017"), "has no header"),
    ("a.csv", csv_of([f"c{i}" for i in range(2001)], ["1"] * 2001), "has 2,001 columns; at most 2,000"),
    ("far.xlsx", sheet_with((0, 0), (0, 16_383)), "column 16,384"),
    ("tall.xlsx", sheet_with((0, 0), (1_048_575, 500)), "save the sheet as CSV"),
    ("none.xlsx", sheet_with(), "no rows in any of its sheets"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "words"), CASES, ids=lambda case: str(case)[:28])
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(name, data, words):
    with pytest.raises(AccordError) as refused:
        files.look(data, name)
    assert words in refused.value.message
    assert name in refused.value.message


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path):
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as stream:
        stream.write(PEOPLE)
        stream.truncate(2_000_000_000)  # sparse: takes no room, and takes seconds if read
    with pytest.raises(AccordError, match="2,000 MB; at most 500 MB"):
        files.look(huge, "huge.csv")


def test_missing_files_and_folders_are_named(tmp_path):
    with pytest.raises(AccordError, match="does not exist"):
        files.look(tmp_path / "nowhere.csv", "nowhere.csv")
    with pytest.raises(AccordError, match="is a folder"):
        files.look(tmp_path, "folder")


def test_a_gzip_bomb_stops_at_the_limit():
    bomb = gzip.compress(b"Name,Email\n" + b"\n" * 40_000_000)
    assert len(bomb) < 60_000
    with pytest.raises(AccordError, match="unpacks to more than 20 MB"):
        files.look(bomb, "bomb.csv.gz", limits=files.Limits(inflated=20_000_000))


@pytest.mark.parametrize("lie", [False, True])
def test_a_spreadsheet_bomb_stops_at_the_limit_even_if_it_lies_about_its_size(lie):
    data = zipped(**{"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 60_000_000})
    if lie:
        data = data.replace((60_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    with pytest.raises(AccordError, match="unpacks to more than 20 MB"):
        files.look(data, "bomb.xlsx", limits=files.Limits(sheet=20_000_000))


def test_a_sheet_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(AccordError, match="no sheet 'Deals'; it has Sheet1"):
        files.look(sheet_with((0, 0), (1, 0)), "a.xlsx", files.Hints(sheet="Deals"))


def test_an_encoding_that_does_not_exist_is_named():
    with pytest.raises(AccordError, match="no encoding 'klingon'"):
        files.look(PEOPLE, "a.csv", files.Hints(encoding="klingon"))
