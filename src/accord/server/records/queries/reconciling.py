"""The CRM's open pipeline and ours, with the cause of every difference."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts.log import Log
from accord.measurement import reconciliation
from accord.measurement.reconciliation import Bridge, Ours, Theirs
from accord.server import manifest
from accord.server.records.models import ConnectionIssue, SourceOpen
from accord.server.records.queries import picture, programs, seeing
from accord.values import ids, money, time

_OURS: Final = """
SELECT o.external_id, o.amount_minor, o.currency, o.reporting_minor, o.is_closed, o.account,
    o.name, a.tier IS NOT NULL AS is_listed
FROM {opportunities} AS o LEFT JOIN shown AS a ON a.account = o.account
WHERE o.source = $source
"""
_TOLD: Final = """
SELECT DISTINCT trim(external_id) FROM fact_opportunities
WHERE source = $source AND received_at <= $now
"""
_STREAMS: Final = ("deals", "opportunities")


@dataclass(frozen=True, slots=True)
class Compared:
    """One CRM beside ours."""

    public_id: str
    name: str
    system: str
    read_at: datetime
    currency: str
    bridge: Bridge
    names: dict[str, str]
    reasons: dict[str, str]
    """Why records were rejected, by id."""


def list_compared() -> tuple[Compared, ...]:
    """Compare every CRM that says what is open; nothing before the first picture."""
    seeing.need_all("reconciliation")
    reader, pin = picture.reader(), picture.pin()
    if reader is None or pin is None:
        return ()
    rows = SourceOpen.objects.filter(connection__removed_at=None).select_related("connection")
    return tuple(_compared(row, reader, pin) for row in rows.order_by("connection_id"))


def _compared(row: SourceOpen, reader: picture.Reader, pin: picture.Pinned) -> Compared:
    source, reporting = row.connection.system, programs.current_program().money.reporting_currency
    theirs = {one: _theirs(said, row.currency or reporting) for one, said in row.opened.items()}
    sql = _OURS.format(opportunities=reader.source("opportunities"))
    held = reader.rows(sql, source=source)
    ours = {str(each["external_id"]): _ours(each) for each in held}
    issues = dict(
        ConnectionIssue.objects.filter(connection=row.connection, stream__in=_STREAMS).values_list(
            "record", "reason"
        )
    )
    known = dict.fromkeys(_told(source, time.to_us(pin.as_of)), "left_out")
    known |= dict.fromkeys(issues, "rejected")
    names = {one: each.name for one, each in theirs.items()}
    names |= {str(each["external_id"]): each["name"] or "" for each in held}
    return Compared(
        public_id=ids.public_id(row.connection_id),
        name=row.connection.name,
        system=source,
        read_at=row.read_at,
        currency=reporting,
        bridge=reconciliation.bridge(theirs, ours, reporting, known),
        names=names,
        reasons=issues,
    )


def _theirs(said: list[Any], currency: str) -> Theirs:
    """Read an amount as the CRM wrote it; an empty one is nothing yet."""
    amount, code, name = (*said, None, None, None)[:3]
    code = code or currency
    try:
        minor = money.from_decimal(Decimal(str(amount or 0)), code).minor
    except (InvalidOperation, ValueError):
        minor = 0
    return Theirs(minor, code, str(name or ""))


def _ours(each: dict[str, Any]) -> Ours:
    return Ours(
        minor=each["amount_minor"],
        currency=each["currency"] or "",
        reporting_minor=each["reporting_minor"],
        is_closed=bool(each["is_closed"]),
        has_account=bool(each["account"]),
        is_listed=bool(each["is_listed"]),
    )


def _told(source: str, now_us: int) -> list[str]:
    """Return the opportunities that facts tell of, whether the picture shows them or not."""
    paths = manifest.log().paths_by_kind.get("opportunities", ())
    as_of = AsOf(2**62, 0, programs.current_program().zone)
    with Session(threads=1) as session:
        logs.open_log(session, Log({"opportunities": paths} if paths else {}), as_of)
        return [str(one) for (one,) in session.rows(_TOLD, source=source, now=now_us)]
