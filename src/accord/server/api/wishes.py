"""People's wishes by programs: whom not to contact, whether somebody may be, whom to erase."""

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from accord.server import contact_now
from accord.server.actions import contact, erase
from accord.server.api import entry, shapes
from accord.server.records.queries import legal_basis, privacy

router = Router(tags=["people"])


class Suppress(Schema):
    """Whom not to contact, and why."""

    scope: Literal["person", "domain", "account"]
    subject: entry.Text
    reason: entry.Text


class Erase(Schema):
    """Whom to erase: a mail address, or SOURCE:RECORD."""

    person: entry.Text
    is_full: bool = Field(False, description="take their counts out as well")


class Asked(Schema):
    """Whether somebody may be contacted."""

    email: entry.Text
    purpose: Literal["email", "phone", "tracking", "enrichment", "ads"]
    sender: Literal["marketing", "seller"]


@router.get(
    "/suppressions",
    response=entry.answers(list[shapes.Suppression]),
    url_name="api_suppressions",
)
def list_suppressions(request: HttpRequest) -> Any:
    """List who is not contacted, the latest first."""
    return list(legal_basis.list_suppressed())


@router.post(
    "/suppressions",
    response=entry.answers(list[shapes.Suppression], 201),
    url_name="api_suppress",
)
def suppress(request: HttpRequest, asked: Suppress) -> Any:
    """Keep a person, a domain or an account from being contacted, from now on."""
    contact.suppress(entry.user_of(request), asked.scope, asked.subject, asked.reason)
    return Status(201, list(legal_basis.list_suppressed()))


@router.post(
    "/may-contact",
    response=entry.answers(shapes.MayContact),
    url_name="api_may_contact",
)
def may_contact(request: HttpRequest, asked: Asked) -> Any:
    """Tell whether an address may be used, by every fact acknowledged so far."""
    return contact_now.ask(asked.email, asked.purpose, asked.sender, timezone.now())


@router.post(
    "/erasures",
    response=entry.answers(shapes.Erasure, 202),
    url_name="api_erase",
)
def ask_erasure(request: HttpRequest, asked: Erase) -> Any:
    """Erase a person; from this moment nothing new of them is stored. Admins only."""
    public_id = erase.ask(entry.user_of(request), asked.person, is_full=asked.is_full)
    return Status(202, privacy.find_erasure(public_id))


@router.get(
    "/erasures/{public_id}",
    response=entry.answers(shapes.Erasure),
    url_name="api_erasure",
)
def show_erasure(request: HttpRequest, public_id: entry.Id) -> Any:
    """Show how far an erasure is; it never says who it is about."""
    return privacy.find_erasure(public_id)
