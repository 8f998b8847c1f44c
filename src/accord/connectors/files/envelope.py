"""What the bytes are: text or spreadsheet, packed or not, within the limits, or refused."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from accord.connectors.files.plan import MEGABYTE, Limits
from accord.values.errors import AccordError

Source = Path | str | bytes

BLOCK: Final = 1 << 20
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_REFUSED: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF", "is a PDF; export the table as CSV or XLSX"),
    (b"PAR1", "is a Parquet file; export it as CSV or XLSX"),
    (b"SQLite format 3", "is a SQLite database; export the table as CSV"),
    (b"\x89PNG", "is a picture; export the table as CSV or XLSX"),
    (b"\xff\xd8\xff", "is a picture; export the table as CSV or XLSX"),
    (b"GIF8", "is a picture; export the table as CSV or XLSX"),
    (b"7z\xbc\xaf", "is a 7z archive; unpack it and give the files in it"),
    (b"BZh", "is packed with bzip2; unpack it, or pack it with gzip"),
    (b"\xfd7zXZ", "is packed with xz; unpack it, or pack it with gzip"),
    (b"Rar!", "is a RAR archive; unpack it and give the files in it"),
    (b"\x28\xb5\x2f\xfd", "is packed with zstd; unpack it, or pack it with gzip"),
)
_MOST_THAT_DEFLATE_PACKS: Final = 1_032  # to one


def open_raw(source: Source) -> BinaryIO:
    """Open the file, or the bytes, as they are."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return Path(source).open("rb")
    except FileNotFoundError as error:
        raise AccordError(f"{source} does not exist; check the name and the folder.") from error
    except IsADirectoryError as error:
        raise AccordError(f"{source} is a folder; name the files in it.") from error
    except OSError as error:
        raise AccordError(f"{source} can't be read: {error.strerror}.") from error


def size_of(source: Source) -> int:
    """Return the size in bytes, before anything is read."""
    if isinstance(source, bytes):
        return len(source)
    path = Path(source)
    return path.stat().st_size if path.is_file() else 0


def check_size(source: Source, name: str, limits: Limits) -> None:
    """Refuse a file that is empty or above the limit, before it is read."""
    with open_raw(source) as raw:
        first = raw.read(1)
    if not first:
        raise AccordError(f"{name} is empty; export it again.")
    size = size_of(source)
    if size > limits.size:
        raise AccordError(
            f"{name} has {size // MEGABYTE:,} MB; at most {limits.size // MEGABYTE:,} MB are read "
            "at once. Split it into parts, or raise the limit for this import."
        )


def is_gzip(source: Source) -> bool:
    """Tell whether the file is packed with gzip."""
    with open_raw(source) as raw:
        return raw.read(2) == _GZIP


def blocks(source: Source, name: str, limits: Limits) -> Iterator[bytes]:
    """Yield the unpacked bytes; refuse to unpack beyond the limit."""
    packed = is_gzip(source)
    total = 0
    with open_raw(source) as raw, gzip.open(raw) if packed else raw as stream:
        while True:
            try:
                block = stream.read(BLOCK)
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise AccordError(
                    f"{name} is a damaged gzip file ({error}); copy or export it again."
                ) from error
            if not block:
                return
            total += len(block)
            if packed and total > limits.inflated:
                raise AccordError(
                    f"{name} unpacks to more than {limits.inflated // MEGABYTE:,} MB; "
                    "unpack it, check what is in it, and give it in parts."
                )
            yield block


def is_spreadsheet(head: bytes, source: Source, name: str, limits: Limits) -> bool:
    """Tell whether the bytes are an XLSX; refuse what is neither that nor text."""
    if head.startswith(_OLE):
        raise AccordError(_ole_message(source, name))
    if head.startswith(_ZIP):
        if is_gzip(source):
            raise AccordError(f"{name} is a spreadsheet packed with gzip; unpack it first.")
        _check_parts(source, name, limits)
        return True
    for start, why in _REFUSED:
        if head.startswith(start):
            raise AccordError(f"{name} {why}.")
    _refuse_documents(head, name)
    return False


def _ole_message(source: Source, name: str) -> str:
    with open_raw(source) as raw:
        text = raw.read(8 * BLOCK)
    if "EncryptedPackage".encode("utf-16-le") in text:
        return f"{name} is protected with a password; save it without one and try again."
    return f"{name} is in the old XLS format; open it and save it as XLSX or CSV."


def _refuse_documents(head: bytes, name: str) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise AccordError(
            f"{name} is a web page or XML, not a table (perhaps a sign-in page was saved instead "
            "of the export); download the export again as CSV or XLSX."
        )
    if start.startswith((b"{", b"[{", b"[\n", b"[\r")):
        raise AccordError(f"{name} is JSON, not a table; export it as CSV or XLSX.")


def _check_parts(source: Source, name: str, limits: Limits) -> None:
    """Refuse archives that are no XLSX, and unpack to count: the sizes a zip states may lie."""
    try:
        with open_raw(source) as raw, zipfile.ZipFile(raw) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise AccordError(_zip_message(name, [part.filename for part in parts]))
            room = limits.sheet
            for part in parts:
                room -= _inflated(raw, part, room, name, limits)
    except (zipfile.BadZipFile, zlib.error, ValueError) as error:
        raise AccordError(f"{name} is a damaged XLSX ({error}); save it again.") from error


def _zip_message(name: str, parts: list[str]) -> str:
    if any(part.endswith("content.xml") for part in parts):
        return f"{name} is an OpenDocument sheet; save it as XLSX or CSV."
    if "xl/workbook.bin" in parts:
        return f"{name} is a binary spreadsheet (XLSB); save it as XLSX or CSV."
    return f"{name} is a zip archive; unpack it and give the files in it."


def _inflated(raw: BinaryIO, part: zipfile.ZipInfo, room: int, name: str, limits: Limits) -> int:
    too_much = AccordError(
        f"{name} unpacks to more than {limits.sheet // MEGABYTE:,} MB; save the sheet as CSV, "
        "or split it."
    )
    if part.file_size > room:
        raise too_much
    if part.compress_size * _MOST_THAT_DEFLATE_PACKS <= BLOCK:
        return part.file_size
    raw.seek(part.header_offset)
    header = raw.read(30)
    raw.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if part.compress_type == zipfile.ZIP_STORED:
        return part.compress_size
    total = 0
    for size in _unpacked(raw, part.compress_size):
        total += size
        if total > room:
            raise too_much
    return total


def _unpacked(raw: BinaryIO, left: int) -> Iterator[int]:
    """Yield the sizes of what the next packed bytes unpack to, never much at once."""
    unpacker = zlib.decompressobj(-15)
    packed = b""
    while not unpacker.eof and (packed or left > 0):
        if not packed:
            packed = raw.read(min(left, BLOCK))
            left -= len(packed)
            if not packed:
                return
        yield len(unpacker.decompress(packed, BLOCK))
        packed = unpacker.unconsumed_tail
