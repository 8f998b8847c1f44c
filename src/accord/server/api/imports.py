"""Imports by programs: rows are brought in, checked as files are, and stored when told to."""

import csv
import io
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from accord.server.actions import import_files
from accord.server.api import entry, shapes
from accord.server.records.queries import imports

router = Router(tags=["imports"])
Cell = str | int | float | bool | None


class Rows(Schema):
    """Facts as rows under the headers of a file, as the import page takes them."""

    name: entry.Text = Field("rows.csv", description="what the import is called")
    rows: list[dict[entry.Text, Cell]] = Field(min_length=1, max_length=20_000)
    source: str = Field("", max_length=60, description="whose ids these are, as in the other files")


@router.post(
    "",
    response=entry.answers(shapes.Import, 202),
    url_name="api_imports",
)
def receive(request: HttpRequest, asked: Rows) -> Any:
    """Bring rows in: they are checked first, as files are; ask what was found, then commit."""
    user = entry.user_of(request)
    name = f"{asked.name.removesuffix('.csv')}.csv"
    said = {"source": asked.source} if asked.source else {}
    public_id = import_files.receive(user, [(name, [_as_file(asked.rows)])], {})
    file = imports.find_run(public_id).files[0]
    import_files.check(user, public_id, {"by_file": {file: said}} if said else None)
    return Status(202, imports.find_run(public_id))


@router.get(
    "/{public_id}",
    response=entry.answers(shapes.Import),
    url_name="api_import",
)
def show_import(request: HttpRequest, public_id: entry.Id) -> Any:
    """Show what was found, what is asked first, and what became of it."""
    return imports.find_run(public_id)


@router.post(
    "/{public_id}/commit",
    response=entry.answers(shapes.Import, 202),
    url_name="api_import_commit",
)
def commit(request: HttpRequest, public_id: entry.Id) -> Any:
    """Store what was checked."""
    import_files.commit(entry.user_of(request), public_id)
    return Status(202, imports.find_run(public_id))


def _as_file(rows: list[dict[str, Cell]]) -> bytes:
    """Write rows as the file that the import reads."""
    stream = io.StringIO()
    headers = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(stream, headers, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8", "replace")
