"""What programs may do: bring facts in, and see to people's wishes."""

import csv
import io
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema, Status
from pydantic import Field, StringConstraints

from accord.server import contact_now
from accord.server.actions import contact, erase, import_files
from accord.server.api import entry, shapes
from accord.server.records.queries import imports, legal_basis, privacy

router = Router()
Text = Annotated[str, StringConstraints(min_length=1, max_length=320)]
Cell = str | int | float | bool | None
Id = Annotated[str, Path(description="as the list gives it")]


class Rows(Schema):
    """Facts as rows under the headers of a file, as the import page takes them."""

    name: Text = Field("rows.csv", description="what the import is called")
    rows: list[dict[Text, Cell]] = Field(min_length=1, max_length=20_000)
    source: str = Field("", max_length=60, description="whose ids these are, as in the other files")


class Suppress(Schema):
    """Whom not to contact, and why."""

    scope: Literal["person", "domain", "account"]
    subject: Text
    reason: Text


class Erase(Schema):
    """Whom to erase: a mail address, or SOURCE:RECORD."""

    person: Text
    is_full: bool = Field(False, description="take their counts out as well")


class Asked(Schema):
    """Whether somebody may be contacted."""

    email: Text
    purpose: Literal["email", "phone", "tracking", "enrichment", "ads"]
    sender: Literal["marketing", "seller"]


@router.post(
    "/imports",
    response={202: shapes.Import, entry.PROBLEMS: entry.Problem},
    tags=["imports"],
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
    "/imports/{public_id}",
    response={200: shapes.Import, entry.PROBLEMS: entry.Problem},
    tags=["imports"],
    url_name="api_import",
)
def show_import(request: HttpRequest, public_id: Id) -> Any:
    """Show what was found, what is asked first, and what became of it."""
    return imports.find_run(public_id)


@router.post(
    "/imports/{public_id}/commit",
    response={202: shapes.Import, entry.PROBLEMS: entry.Problem},
    tags=["imports"],
    url_name="api_import_commit",
)
def commit(request: HttpRequest, public_id: Id) -> Any:
    """Store what was checked."""
    import_files.commit(entry.user_of(request), public_id)
    return Status(202, imports.find_run(public_id))


@router.get(
    "/suppressions",
    response={200: list[shapes.Suppression], entry.PROBLEMS: entry.Problem},
    tags=["people"],
    url_name="api_suppressions",
)
def list_suppressions(request: HttpRequest) -> Any:
    """List who is not contacted, the latest first."""
    return list(legal_basis.list_suppressed())


@router.post(
    "/suppressions",
    response={201: list[shapes.Suppression], entry.PROBLEMS: entry.Problem},
    tags=["people"],
    url_name="api_suppress",
)
def suppress(request: HttpRequest, asked: Suppress) -> Any:
    """Keep a person, a domain or an account from being contacted, from now on."""
    contact.suppress(entry.user_of(request), asked.scope, asked.subject, asked.reason)
    return Status(201, list(legal_basis.list_suppressed()))


@router.post(
    "/may-contact",
    response={200: shapes.MayContact, entry.PROBLEMS: entry.Problem},
    tags=["people"],
    url_name="api_may_contact",
)
def may_contact(request: HttpRequest, asked: Asked) -> Any:
    """Tell whether an address may be used, by every fact acknowledged so far."""
    return contact_now.ask(asked.email, asked.purpose, asked.sender, timezone.now())


@router.post(
    "/erasures",
    response={202: shapes.Erasure, entry.PROBLEMS: entry.Problem},
    tags=["people"],
    url_name="api_erase",
)
def ask_erasure(request: HttpRequest, asked: Erase) -> Any:
    """Erase a person; from this moment nothing new of them is stored. Admins only."""
    public_id = erase.ask(entry.user_of(request), asked.person, is_full=asked.is_full)
    return Status(202, privacy.find_erasure(public_id))


@router.get(
    "/erasures/{public_id}",
    response={200: shapes.Erasure, entry.PROBLEMS: entry.Problem},
    tags=["people"],
    url_name="api_erasure",
)
def show_erasure(request: HttpRequest, public_id: Id) -> Any:
    """Show how far an erasure is; it never says who it is about."""
    return privacy.find_erasure(public_id)


def _as_file(rows: list[dict[str, Cell]]) -> bytes:
    """Write rows as the file that the import reads."""
    stream = io.StringIO()
    headers = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(stream, headers, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8", "replace")
