"""Writing down what people decided: facts, an audit entry, and the accounts made fresh."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from accord.server import fresh
from accord.server.records.models import AppUser, AuditEntry, Decision
from accord.server.records.queries import programs
from accord.values import time

_PER_INSERT: Final = 500


@dataclass(frozen=True, slots=True)
class New:
    """One decision to be written; `value` becomes JSON."""

    kind: str
    account: int = 0
    person: int = 0
    subject: str = ""
    value: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    until_on: int | None = None


def record(user: AppUser, action: str, decisions: Sequence[New], subject: str = "") -> str:
    """Append decisions as one batch with its audit entry; return the batch's name.

    Afterwards the accounts that they name are derived anew, so that the next page shows it.
    """
    batch = uuid4().hex
    now = time.to_us(timezone.now())
    adoption = programs.current_adoption()
    version = adoption.program.version if adoption else ""
    rows = [
        Decision(
            fact_id=uuid4().hex,
            kind=new.kind,
            account=new.account,
            person=new.person,
            subject=new.subject,
            value=json.dumps(new.value, sort_keys=True),
            reason=new.reason.strip(),
            decided_by=user.email,
            until_on=new.until_on,
            program_version=version,
            occurred_us=now,
            known_us=now,
            received_us=now,
            batch=batch,
        )
        for new in decisions
    ]
    accounts = sorted({new.account for new in decisions if new.account})
    with transaction.atomic():
        Decision.objects.bulk_create(rows, batch_size=_PER_INSERT)
        write_down(user, action, subject or batch, {"decisions": len(rows), "batch": batch})
        fresh.mark(accounts, is_widespread=any(not new.account for new in decisions))
    fresh.refresh(accounts)
    return batch


def write_down(
    user: AppUser | None, action: str, subject: str, detail: dict[str, Any] | None = None
) -> None:
    """Append to the audit log who did what."""
    AuditEntry.objects.create(
        done_by=user.email if user else "the command line",
        action=action,
        subject=subject[:300],
        detail=detail or {},
    )
