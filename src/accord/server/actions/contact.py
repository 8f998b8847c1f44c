"""Whom the team does not contact, what people said about it, and the legal-basis table."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from accord.facts import keys
from accord.groups import legal_basis
from accord.server import contact_now, jobs, own_facts
from accord.server.actions import decisions, rights
from accord.server.actions.decisions import New
from accord.server.records.models import AppUser, Decision
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import accounts, picture
from accord.values.errors import AccordError, NotFoundError

SCOPES: Final = ("person", "domain", "account")
STATUSES: Final = ("given", "confirmed", "withdrawn")
_OWNERS: Final = (AccessRole.ADMIN, AccessRole.MARKETING)


def suppress(
    user: AppUser, scope: str, subject: str, reason: str, until_day: int | None = None
) -> None:
    """Decide that a person, a domain or an account is not contacted, from now on."""
    rights.need(user, rights.WRITERS, "suppress contacts")
    if not reason.strip():
        message = "give a reason: whoever sees this later will ask for it"
        raise AccordError(message)
    new = _subject("contact_suppressed", scope, subject.strip())
    whole = New(**(new | {"reason": reason, "until_on": until_day}))
    decisions.record(user, "suppress_contact", [whole])


def allow(user: AppUser, fact_id: str, reason: str) -> None:
    """Lift a suppression; what a person said and what the law asks for still stand."""
    rights.need(user, rights.WRITERS, "lift suppressions")
    row = Decision.objects.filter(fact_id=fact_id, kind="contact_suppressed").first()
    if row is None or not picture.sees(row.account):
        message = "there is no such suppression; reload the page"
        raise NotFoundError(message)
    new = New(
        "contact_allowed",
        account=row.account,
        person=row.person,
        subject=row.subject,
        reason=reason,
    )
    decisions.record(user, "allow_contact", [new])


def set_table(user: AppUser, rows: Iterable[Mapping[str, Any]], reason: str) -> None:
    """Put another legal-basis table in force; who did it and why stands beside it for ever."""
    rights.need(user, _OWNERS, "change the legal-basis table")
    table = legal_basis.parse(rows)
    if not reason.strip():
        message = "say why, and who of counsel agreed"
        raise AccordError(message)
    value = {"rows": legal_basis.written(table)}
    decisions.record(user, "set_legal_basis", [New("legal_basis_set", value=value, reason=reason)])


def record_consent(user: AppUser, email: str, purpose: str, status: str, wording: str) -> None:
    """Write down what somebody told us about being contacted: a fact, with its wording and time."""
    rights.need(user, rights.WRITERS, "write down consents")
    if purpose not in (*legal_basis.PURPOSES, "all") or status not in STATUSES:
        message = f"choose one of {', '.join(legal_basis.PURPOSES)} and of {', '.join(STATUSES)}"
        raise AccordError(message)
    if "@" not in email:
        message = f"{email!r} is no mail address"
        raise AccordError(message)
    said = own_facts.fact(
        person_key=keys.email_key(email),
        purpose=purpose,
        status=status,
        wording=wording.strip()[:300] or None,
    )
    own_facts.tell("consents", [said])
    decisions.write_down(user, "record_consent", "", {"purpose": purpose, "status": status})
    jobs.enqueue("compact")


def _subject(kind: str, scope: str, subject: str) -> dict[str, Any]:
    """Return the decision about what was typed: an address, a domain, an account."""
    if scope == "person" and "@" in subject:
        known = contact_now.known(subject)
        who = {"person": known.person, "account": known.account}
        return {"kind": kind, "subject": subject.lower(), **who}
    if scope == "domain" and "." in subject and "@" not in subject:
        return {"kind": kind, "subject": f"domain:{subject.lower()}"}
    if scope == "account":
        return {"kind": kind, "account": accounts.find_account_id(subject)}
    message = f"{subject!r} is no {scope if scope in SCOPES else 'person, domain or account'}"
    raise AccordError(message)
