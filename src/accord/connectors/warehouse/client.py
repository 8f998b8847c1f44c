"""Opens a warehouse for reading only: SQLite, PostgreSQL, DuckDB, Parquet, and drivers of others."""

import importlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pyarrow.dataset as datasets
import pyarrow.fs as stores

from accord.connectors.crm.faults import AccessError, AwayError
from accord.engine import outside
from accord.values.errors import AccordError

Rows = Iterator[tuple[list[str], list[tuple[Any, ...]]]]
PAGE: Final = 5_000
STORES: Final = frozenset({"s3", "gs", "gcs", "abfs", "abfss"})
LOCAL: Final = frozenset({"sqlite", "duckdb", "parquet"})
SERVERS: Final = frozenset({"postgresql", "postgres"})
OTHERS: Final = frozenset({"snowflake", "bigquery"})
SCHEMES: Final = LOCAL | SERVERS | OTHERS | STORES
_TIMEOUT_S: Final = 15
_STATEMENT_MS: Final = 30 * 60_000
_SHOWN: Final = 300
_READS: Final = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
"""What SQLite may be asked to do: nothing else, not even to open another file."""


@dataclass(frozen=True, slots=True)
class Access:
    """Where a warehouse is, and who reads it; neither is ever written to a log."""

    address: str
    user: str = ""
    password: str = ""

    @property
    def scheme(self) -> str:
        """What kind of warehouse it is."""
        return urlsplit(self.address).scheme.lower()

    @property
    def mark(self) -> str:
        """What stands for a value in its SQL."""
        return "?" if self.scheme in LOCAL | STORES else "%s"

    def path(self) -> Path:
        """Return the file or folder of a local warehouse: sqlite:///data/crm.db."""
        parts = urlsplit(self.address)
        return Path(unquote(parts.netloc + parts.path))


def rows(access: Access, sql: str, values: Sequence[Any], size: int = PAGE) -> Rows:
    """Yield the column names and some rows at a time; the last are none, so that names are told.

    Errors: `AccessError` when we are refused, `AwayError` when it can't be reached,
    `AccordError` when the query can't be answered.
    """
    if access.scheme == "sqlite":
        yield from _sqlite(access, sql, values, size)
    elif access.scheme == "duckdb":
        yield from outside.rows(sql, values, size, file=_there(access.path()))
    elif access.scheme == "parquet" or access.scheme in STORES:
        yield from outside.rows(sql, values, size, dataset=_dataset(access))
    elif access.scheme in SERVERS:
        yield from _postgres(access, sql, values, size)
    elif access.scheme in OTHERS:
        yield from _driven(access, sql, values, size)
    else:
        raise AccordError(f"{access.scheme!r} is no warehouse; one of {', '.join(sorted(SCHEMES))}")


def _there(path: Path) -> Path:
    if not path.exists():
        raise AccordError(f"there is no {path} on the server; give the path as the server sees it")
    return path


def _sqlite(access: Access, sql: str, values: Sequence[Any], size: int) -> Rows:
    file = _there(access.path())
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as connection:
            connection.set_authorizer(_only_reads)
            found = connection.execute(sql, [_as_text(one) for one in values])
            names = [column[0] for column in found.description or ()]
            while some := found.fetchmany(size):
                yield names, some
            yield names, []
    except sqlite3.Error as error:
        raise AccordError(f"the query can't be answered: {_short(error)}") from error


def _only_reads(action: int, *_: Any) -> int:
    return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY


def _as_text(value: Any) -> Any:
    """Write a value as SQLite holds it: times are text there."""
    return value.isoformat(sep=" ") if hasattr(value, "hour") else value


def _postgres(access: Access, sql: str, values: Sequence[Any], size: int) -> Rows:
    psycopg = _imported("psycopg", "pip install 'accord-abm[postgres]'")
    try:
        connection = psycopg.connect(
            access.address,
            user=access.user or None,
            password=access.password or None,
            connect_timeout=_TIMEOUT_S,
            application_name="accord",
            options=f"-c default_transaction_read_only=on -c statement_timeout={_STATEMENT_MS}",
        )
    except psycopg.OperationalError as error:
        words = _short(error).replace(access.password or "\0", "…")
        is_refused = "authentication" in words or "password" in words or "role" in words
        kind = AccessError if is_refused else AwayError
        raise kind(f"PostgreSQL does not let us in: {words}") from None
    try:
        connection.read_only = True
        with connection.cursor(name="accord") as cursor:
            cursor.execute(sql, list(values) or None)
            names = [column.name for column in cursor.description or ()]
            while some := cursor.fetchmany(size):
                yield names, some
            yield names, []
    except psycopg.errors.InsufficientPrivilege as error:
        raise AccessError(f"PostgreSQL refuses the query: {_short(error)}") from error
    except psycopg.OperationalError as error:
        raise AwayError(f"PostgreSQL broke off: {_short(error)}") from error
    except psycopg.Error as error:
        raise AccordError(f"the query can't be answered: {_short(error)}") from error
    finally:
        connection.close()


def _driven(access: Access, sql: str, values: Sequence[Any], size: int) -> Rows:
    """Read by a driver that is installed beside Accord; what it raises is its own."""
    connection = _CONNECT[access.scheme](access)
    try:
        cursor = connection.cursor()
        cursor.execute(sql, list(values) or None)
        names = [column[0] for column in cursor.description or ()]
        while some := cursor.fetchmany(size):
            yield names, [tuple(row) for row in some]
        yield names, []
    except Exception as error:  # noqa: BLE001 - what a driver raises is its own
        words = _short(error).replace(access.password or "\0", "…")
        raise AccordError(f"the query can't be answered: {words}") from None
    finally:
        connection.close()


def _snowflake(access: Access) -> Any:
    """Open snowflake://account/database/schema?warehouse=NAME."""
    driver = _imported("snowflake.connector", "pip install snowflake-connector-python")
    parts = urlsplit(access.address)
    database, _, schema = parts.path.strip("/").partition("/")
    try:
        return driver.connect(
            account=parts.netloc, user=access.user, password=access.password,
            database=database, schema=schema, **dict(parse_qsl(parts.query)),
        )  # fmt: skip
    except Exception as error:  # noqa: BLE001 - what a driver raises is its own
        words = _short(error).replace(access.password or "\0", "…")
        raise AccessError(f"Snowflake does not let us in: {words}") from None


def _bigquery(access: Access) -> Any:
    """Open bigquery://project; credentials are those of the server's environment."""
    driver = _imported("google.cloud.bigquery", "pip install google-cloud-bigquery")
    try:
        return driver.dbapi.connect(driver.Client(project=urlsplit(access.address).netloc))
    except Exception as error:  # noqa: BLE001 - what a driver raises is its own
        raise AccessError(f"BigQuery does not let us in: {_short(error)}") from None


_CONNECT: Final = {"snowflake": _snowflake, "bigquery": _bigquery}


def _dataset(access: Access) -> Any:
    """Open Parquet files: one, a folder of them, or what a store holds under a prefix."""
    try:
        if access.scheme == "parquet":
            return datasets.dataset(str(_there(access.path())), format="parquet")
        store, place = _store(access)
        return datasets.dataset(place, filesystem=store, format="parquet")
    except (OSError, ValueError) as error:
        raise AwayError(f"the files can't be read: {_short(error)}") from error


def _store(access: Access) -> tuple[Any, str]:
    parts = urlsplit(access.address)
    if access.scheme != "s3" or not access.user:
        store, place = stores.FileSystem.from_uri(access.address)
        return store, place
    said = dict(parse_qsl(parts.query))
    store = stores.S3FileSystem(
        access_key=access.user,
        secret_key=access.password,
        region=said.get("region"),
        endpoint_override=said.get("endpoint"),
    )
    return store, parts.netloc + parts.path


def _imported(name: str, way: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise AccordError(f"reading this needs a driver that is not installed: {way}") from None


def _short(error: BaseException) -> str:
    return (str(error) or type(error).__name__).strip().split("\n", 1)[0][:_SHOWN]
