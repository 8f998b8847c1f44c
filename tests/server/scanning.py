"""Looks for somebody in every byte of a home: decoded tables, archives, free pages, logs.

Written apart from the code that erases, so that what one overlooks the other does not.
"""

import contextlib
import gzip
import hashlib
import io
import sqlite3
import zipfile
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from accord.facts import keys
from accord.values import ids


def needles(email: str, *more: str) -> list[bytes]:
    """Return every way in which an address may stand in bytes, in small letters."""
    plain = email.lower().encode()
    found = [
        plain,
        quote(email.lower(), safe="").lower().encode(),
        *(m.lower().encode() for m in more),
    ]
    found += [
        hashlib.new(n, plain, usedforsecurity=False).hexdigest().encode()
        for n in ("md5", "sha1", "sha256")
    ]
    key = keys.email_key(email)
    found += [str(key).encode(), ids.public_id(key).encode()]
    return found


def coded(email: str) -> list[bytes]:
    """Return the middle of the address in base64, at each of three beginnings."""
    plain = email.lower().encode()
    whole = [b64encode(b"xyz"[:shift] + plain) for shift in range(3)]
    return [code[4:-4] for code in whole if len(code) > 14]


class Scan:
    """Where a person was found in a home, file by file."""

    def __init__(self, home: Path, email: str, *more: str, numbers: tuple[int, ...] = ()) -> None:
        self.home = home
        self.needles = needles(email, *more)
        self.coded = coded(email)
        self.numbers = pa.array([keys.email_key(email), *numbers], pa.int64())
        self.hits: list[str] = []
        files = [path for path in sorted(home.rglob("*")) if path.is_file()]
        for path in files:
            self.raw(str(path.relative_to(home)), path.read_bytes())
        for path in files:  # opening a database may empty its log, so that comes second
            if path.exists():
                self.decoded(path)

    def decoded(self, path: Path) -> None:
        where = str(path.relative_to(self.home))
        if path.suffix == ".parquet":
            self.table(where, pq.read_table(path, partitioning=None))
        elif path.suffix == ".npy":
            self.array(where, np.load(path))
        elif path.suffix == ".db":
            self.database(where, path)

    def raw(self, where: str, data: bytes) -> None:
        small = data.lower()
        for needle in self.needles:
            if needle in small:
                self.hits.append(f"{where}: {needle!r}")
        for needle in self.coded:
            if needle in data:
                self.hits.append(f"{where}: coded {needle!r}")
        self.inner(where, data)
        for number in self.numbers.to_pylist():
            for order in ("little", "big"):
                if number.to_bytes(8, order) in data:
                    self.hits.append(f"{where}: the number {number}")

    def inner(self, where: str, data: bytes) -> None:
        if data[:2] == b"\x1f\x8b":
            self.raw(f"{where} (gzip)", gzip.decompress(data))
        elif data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    self.raw(f"{where} ({name})", archive.read(name))
        elif data[:6] == b"ARROW1":
            self.table(f"{where} (arrow)", pa.ipc.open_file(data).read_all())

    def table(self, where: str, table: pa.Table) -> None:
        for field in table.schema:
            column = table[field.name]
            if pa.types.is_list(field.type):
                column = pc.list_flatten(column)
            if pa.types.is_string(column.type):
                text = "\n".join(one for one in column.unique().to_pylist() if one)
                self.raw(f"{where}.{field.name}", text.encode())
            elif (
                pa.types.is_int64(column.type)
                and pc.any(pc.is_in(column, value_set=self.numbers)).as_py()
            ):
                self.hits.append(f"{where}.{field.name}: a number")

    def array(self, where: str, array: np.ndarray) -> None:
        if array.dtype == np.int64 and np.isin(array, self.numbers.to_numpy()).any():
            self.hits.append(f"{where}: a number")

    def database(self, where: str, path: Path) -> None:
        """Look into what SQLite rows hold, Arrow streams and packed pictures too."""
        with sqlite3.connect(path) as connection:
            names = [
                row[0]
                for row in connection.execute("select name from sqlite_master where type='table'")
            ]
            for name in names:
                for row in connection.execute(f'select * from "{name}"'):
                    for value in row:
                        self.value(f"{where}.{name}", value)
        connection.close()

    def value(self, where: str, value: object) -> None:
        if isinstance(value, int) and value in self.numbers.to_pylist():
            self.hits.append(f"{where}: a number")
        if not isinstance(value, bytes):
            return
        self.raw(where, value)
        with contextlib.suppress(pa.ArrowInvalid, OSError):
            self.table(where, pa.ipc.open_stream(value).read_all())
        try:
            streams = msgspec.msgpack.decode(value, type=dict[str, bytes])
        except msgspec.MsgspecError:
            return
        for name, stream in streams.items():
            self.table(f"{where}.{name}", pa.ipc.open_stream(stream).read_all())
