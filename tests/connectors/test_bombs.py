"""Files made to fill the memory end in words, and the process that reads them stays small."""

import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

READ = """
import json, sys
from pathlib import Path
from zoneinfo import ZoneInfo
from accord.connectors import files
from accord.values.errors import AccordError

def peak():
    told = Path("/proc/self/status").read_text()
    return int(told.split("VmHWM:")[1].split()[0]) * 1024

said = {}
for path in map(Path, sys.argv[1:]):
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    before, rows = peak(), 0
    try:
        plan = files.look(path, path.name)
        for chunk in files.read(path, plan, 1, ZoneInfo("UTC")):
            rows += chunk.rows_read
        words = ""
    except AccordError as error:
        words = error.message
    said[path.name] = {"words": words, "grown": peak() - before, "rows": rows}
print(json.dumps(said))
"""
PARTS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(cells: str, sheet: str = "worksheets/sheet1.xml") -> bytes:
    """Return an XLSX by hand, whose one sheet may stand anywhere."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        one = '<Relationships xmlns="{0}"><Relationship Id="rId1" Type="{1}/{2}" Target="{3}"/></Relationships>'
        archive.writestr(
            "_rels/.rels", one.format(LINKS, OFFICE, "officeDocument", "xl/workbook.xml")
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", one.format(LINKS, OFFICE, "worksheet", sheet)
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            f"xl/{sheet}", f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
        )
    return made.getvalue()  # fmt: skip


FIRST = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
FAR = FIRST + '<row r="1048576"><c{}r="XFD1048576"><v>1</v></c></row>'
HEAD = b"Name,Email\n"
CASES = {
    "far.xlsx": (workbook(FAR.format(" ")), "column 16,384"),
    "far_line.xlsx": (workbook(FAR.format("\n")), "column 16,384"),
    "far_padded.xlsx": (workbook(FAR.format(f' s="{"0" * 400}" ')), "column 16,384"),
    "far_small.xlsx": (workbook(FAR.format(" ").replace("XFD", "xfd")), "column 16,384"),
    "far_elsewhere.xlsx": (workbook(FAR.format(" "), "other/s.bin"), "column 16,384"),
    "far_unnamed.xlsx": (workbook("<row>" + "<c><v>1</v></c>" * 3_000 + "</row>"), "column 3,000"),
    "tall.xlsx": (workbook('<row r="1">' + "<c><v>1</v></c>" * 100 + '</row><row r="1048576"/>'), "save the sheet as CSV"),
    "texts.xlsx": (workbook("<si/>" * 5_000_001), "5,000,001 texts; save the sheet as CSV"),
    "thousand.csv.gz": (gzip.compress(HEAD + b"a" * 60_000_000), "4,194,304 signs"),
    "ten.csv.gz": (gzip.compress(HEAD + os.urandom(3_000_000).hex().encode() * 10), "signs"),
    "line.csv": (b"a" * 40_000_000, "export it again as CSV"),
    "commas.csv": (HEAD + b"," * 40_000_000, "export it again as CSV"),
    "deep.csv": (b"[" * 20_000_000, "export it again as CSV"),
    "quote.csv": (HEAD + b'"' + b"a" * 40_000_000, "export it again as CSV"),
    "columns.csv": (b"\n".join(b",".join(b"c%d" % n for n in range(16_000)) for _ in range(200)), "16,000 columns; at most 2,000"),
    "wide.csv": (HEAD + (b"," * 999_999 + b"\n") * 40, "export it again"),
    "binary.csv": (HEAD + os.urandom(2_000_000), "binary file"),
    "calendar.ics": (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + b"a\n b" * 10_000_000, "30 MB"),
    "parts.ics": (b"BEGIN:VCALENDAR\n" + b"BEGIN:VALARM\n" * 100_000, "Export a shorter period"),
}  # fmt: skip
"""File name to its bytes and what is said of it."""


def reading(*paths: Path) -> dict[str, dict[str, object]]:
    """Read files in a process of its own; return what it said and how far it grew."""
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("the peak of a process is told by Linux only")
    done = subprocess.run(
        [sys.executable, "-c", READ, *map(str, paths)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout)


def test_every_bomb_ends_in_words_and_in_little_memory(tmp_path):
    for name, (data, _) in CASES.items():
        (tmp_path / name).write_bytes(data)
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as stream:
        stream.write(HEAD)
        stream.truncate(2_000_000_000)
    found = reading(*(tmp_path / name for name in CASES), huge)
    for name, (_, words) in CASES.items():
        assert words in found[name]["words"], (name, found[name])
        assert found[name]["words"].startswith(name)
        assert found[name]["grown"] < 120_000_000, (name, found[name])
    assert "at most 500 MB" in found["huge.csv"]["words"]
    assert found["huge.csv"]["grown"] < 5_000_000


def test_a_table_that_is_four_times_as_long_takes_no_more_memory(tmp_path):
    line = b"person%d@acme.example,Ada," + b"x" * 4_000 + b"\n"
    for name, count in (("short.csv", 6_000), ("long.csv", 24_000)):
        with (tmp_path / name).open("wb") as stream:
            stream.write(b"Email,First Name,Job Title\n")
            stream.writelines(line % n for n in range(count))
    found = reading(tmp_path / "short.csv", tmp_path / "long.csv")
    assert [found[name]["rows"] for name in ("short.csv", "long.csv")] == [6_000, 24_000]
    assert found["long.csv"]["grown"] < 250_000_000


def test_a_field_that_never_ends_costs_a_row_and_no_memory(tmp_path):
    file = tmp_path / "open.csv"
    file.write_bytes(HEAD + b'"Ada,ada@acme.example\n' + b"Bo,bo@acme.example\n" * 100_000)
    found = reading(file)["open.csv"]
    assert found["rows"] >= 100_000
    assert found["grown"] < 150_000_000
