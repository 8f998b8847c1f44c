"""Launching: arms are drawn and stored, and the launch becomes a fact at every account."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from accord.program.playbook import Play
from accord.server import fresh, own_facts
from accord.server.records.models import Campaign, Enrolment
from accord.server.records.queries import programs
from accord.values import time

_PER_INSERT: Final = 500


def enrol(campaign: Campaign, play: Play, arms: Mapping[int, str], now: datetime) -> None:
    """Write an enrolment for every account; held-out ones never come due."""
    first = play.steps[0].day if play.steps else 0
    rows = [
        Enrolment(
            campaign=campaign,
            account=account,
            state=Enrolment.State.HELD_OUT if arm == "held_out" else Enrolment.State.LIVE,
            starts_at=now,
            due_at=None if arm == "held_out" else now + timedelta(days=first),
        )
        for account, arm in sorted(arms.items())
    ]
    Enrolment.objects.bulk_create(rows, batch_size=_PER_INSERT)


def tell(campaign: Campaign, rows: Iterable[Enrolment]) -> None:
    """Tell the log that a play runs at accounts, or ended there: launches are facts."""
    zone = programs.current_program().zone
    facts = [_fact(campaign, row, zone) for row in rows]
    if facts:
        own_facts.tell("plays", facts)
        fresh.mark([row["account"] for row in facts])


def _fact(campaign: Campaign, row: Enrolment, zone: ZoneInfo) -> dict[str, Any]:
    end = row.left_at or campaign.ends_at
    return own_facts.fact(
        account=row.account,
        company_key=0,
        play=campaign.play,
        arm="held_out" if row.state == Enrolment.State.HELD_OUT else "treated",
        starts_on=time.day_of(time.to_us(row.starts_at), zone),
        ends_on=None if end is None else time.day_of(time.to_us(end), zone),
    )
