"""Opening hand-offs: every account that asks for a seller, once for each cause."""

from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Count, Max

from accord.plays import routing
from accord.plays.routing import Ground, Route, Seller
from accord.program.model import Program
from accord.server.actions import decisions
from accord.server.handing import promises
from accord.server.handing.desks import Desks
from accord.server.records.models import AppUser, Handoff
from accord.server.records.queries import picture
from accord.values import ids

_RAISE: Final = ids.code32("hand_raise")
_ASKING: Final = "next_play IN ('reply', 'qualification')"
ITSELF: Final = AppUser(email="accord", name="Accord")
"""Who opens hand-offs: nobody signs in as this."""


def open_all(now: datetime, program: Program, desks: Desks) -> int:
    """Open a hand-off for everything that the picture shows and no row tells of; return how many."""
    reader = picture.reader()
    if reader is None:
        return 0
    opened = []
    for row in reader.shown(f"{_ASKING} ORDER BY account"):
        asked = _asked(reader, row)
        if asked is None or Handoff.objects.filter(**asked).exists():
            continue
        found = _open(row, asked, now, program, desks)
        if found is not None:
            opened.append(found)
    if opened:
        decisions.record(ITSELF, "open_handoffs", [_told(row) for row in opened])
    return len(opened)


def route(row: dict[str, Any], program: Program, desks: Desks) -> Route:
    """Return whose a hand-off of an account is."""
    sellers = desks.sellers()
    n_open = dict(
        Handoff.objects.filter(state__in=promises.LIVE).values_list("owner").annotate(n=Count("pk"))
    )
    turns = dict(Handoff.objects.values_list("owner").annotate(last=Max("pk")))
    ground = Ground(
        named_owner=(row["owner"] or "").lower(),
        open_opportunity_owner=_deal_owner(row["account"]),
        territory=desks.territory(row["country"]),
        last_turn=turns,
    )
    known = [Seller(e, n_open.get(e, 0), desks.backup(e)) for e in sellers]
    named = {ground.named_owner, ground.open_opportunity_owner} - {e.email for e in known}
    known += [
        Seller(e, n_open.get(e, 0), desks.backup(e)) for e in sorted(named) if e in desks.users
    ]
    order = program.routing.order or ("named_owner", "round_robin")
    return routing.route(order, ground, known, program.service_levels.open_limit_per_seller)


def _asked(reader: picture.Reader, row: dict[str, Any]) -> dict[str, Any] | None:
    """Return account, cause and since when, if the next step is one that is handed over."""
    account = row["account"]
    if row["next_play"] == "qualification":
        return {
            "account": account,
            "cause": Handoff.Cause.QUALIFIED,
            "since_day": row["since_day"] or 0,
        }
    steps = {step["step"] for step in reader.of_account("next_steps", account)}
    days = [each["day"] for each in _raises(reader, account)]
    if "answer_request" not in steps or not days:
        return None
    return {"account": account, "cause": Handoff.Cause.HAND_RAISE, "since_day": max(days)}


def _raises(reader: picture.Reader, account: int) -> list[dict[str, Any]]:
    return [
        each
        for each in reader.of_account("counted", account)
        if each["kind"] == _RAISE and each["n"] > 0
    ]


def _open(
    row: dict[str, Any], asked: dict[str, Any], now: datetime, program: Program, desks: Desks
) -> Handoff | None:
    """Write one hand-off with its clock; None where another process was first."""
    reader = picture.reader()
    steps = reader.of_account("next_steps", row["account"]) if reader else []
    whose = route(row, program, desks)
    found = Handoff(
        **asked,
        person=(steps[0]["person"] or 0) if steps else 0,
        tier=row["tier"] or "",
        owner=whose.owner,
        way=whose.way,
        route_reason=whose.reason[:300],
        opened_at=now,
        program_version=program.version,
    )
    is_raise = found.cause == Handoff.Cause.HAND_RAISE
    promise = "hand_raise_first_touch" if is_raise else "qualified_accept_or_reject"
    promises.begin(found, promise, now, program, desks)
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        return None
    return found


def _told(row: Handoff) -> decisions.New:
    value = {"cause": row.cause, "owner": row.owner, "since_day": row.since_day}
    return decisions.New(
        "handoff_offered",
        account=row.account,
        person=row.person,
        subject=row.public,
        value=value,
        reason=row.route_reason,
    )


def _deal_owner(account: int) -> str:
    reader = picture.reader()
    deals = reader.of_account("opportunities", account) if reader else []
    live = [deal for deal in deals if not deal.get("is_closed") and deal.get("owner")]
    ranked = sorted(live, key=lambda deal: -(deal.get("amount_minor") or 0))
    return str(ranked[0]["owner"]).lower() if ranked else ""
