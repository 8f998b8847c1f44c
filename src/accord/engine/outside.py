"""Tables outside the workspace: a DuckDB file or an Arrow dataset, read by a query, never written."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb

from accord.values.errors import AccordError

_CLOSED: Final = (
    "SET enable_external_access = false",  # a query reads what it was given, and no other file
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET lock_configuration = true",
)
_MEMORY: Final = "800MB"
DATASET: Final = "files"
"""What a query calls the dataset."""


def rows(
    sql: str, values: Sequence[Any], size: int, *, file: Path | None = None, dataset: Any = None
) -> Iterator[tuple[list[str], list[tuple[Any, ...]]]]:
    """Yield the column names and some rows of a query at a time.

    Errors: `AccordError` for a query or a file that the engine can't read.
    """
    config: dict[str, str | bool | int | float | list[str]] = {"memory_limit": _MEMORY}
    try:
        connection = duckdb.connect(str(file or ":memory:"), read_only=bool(file), config=config)
    except duckdb.Error as error:
        message = f"the file can't be opened: {_short(error)}"
        raise AccordError(message) from error
    try:
        if dataset is not None:
            connection.register(DATASET, dataset)
        for each in _CLOSED:
            connection.execute(each)
        found = connection.execute(sql, list(values))
        names = [column[0] for column in found.description or ()]
        while some := found.fetchmany(size):
            yield names, some
        yield names, []
    except duckdb.Error as error:
        message = f"the query can't be answered: {_short(error)}"
        raise AccordError(message) from error
    finally:
        connection.close()


def _short(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:300]
