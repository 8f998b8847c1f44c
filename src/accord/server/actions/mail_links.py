"""What the links of mails do: a click is written down, and whoever wants out is out at once."""

import json
import time as clock
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django.core.cache import cache

from accord.connectors.files import doings
from accord.facts import tables
from accord.server import configuration, inbox_here, jobs, keeping_out
from accord.server.collect import networks
from accord.server.mailing import links
from accord.server.mailing.links import Mail
from accord.server.records.queries import programs

_SOURCE: Final = "accord"
_MINUTE_US: Final = 60_000_000
_PER_MINUTE: Final = 30
"""Hits of one link a minute that are written down; more of them tell nothing."""
_ADDRESS_AT_MOST: Final = 2_000
_AGENT_AT_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Hit:
    """A request as it tells people from machines: what asked, from where, in which way."""

    method: str
    agent: str
    address: str


def click(token: str, hit: Hit) -> str:
    """Write a click down and return where it leads.

    Raises:
        WrongLinkError: for a link that we did not write.
    """
    mail, target = links.read_click(token)
    said = {
        "asset_name": doings.canonical(target),
        "properties": json.dumps({"url": target[:_ADDRESS_AT_MOST]}),
    }
    _write(mail, "email_click", hit, said)
    return target


def opened(token: str, hit: Hit) -> None:
    """Write down that the picture of a mail was asked for.

    Raises:
        WrongLinkError: for a picture that we did not write.
    """
    _write(links.read_open(token), "email_open", hit, {})


def leave(token: str, hit: Hit) -> None:
    """Withdraw whoever got a mail from mails: what is sent after this returns does not go there.

    Asked again within a minute it is the same fact; later it is one more, so that somebody who
    came back and leaves again is heard.

    Raises:
        WrongLinkError: for a way out that we did not write.
        BusyError: when it can't be stored now; the mail's reader is told to try again.
    """
    mail = links.read_leave(token)
    now = _now()
    fact_id = f"leave:{mail.message_id.strip('<>')}:{now // _MINUTE_US}"
    _store(mail, "unsubscribe", hit, {"fact_id": fact_id}, now)
    jobs.enqueue("compact")


def _write(mail: Mail, kind: str, hit: Hit, said: dict[str, Any]) -> None:
    """Write a hit down, unless the same link was hit too often just now."""
    now = _now()
    key = f"mail:{kind}:{mail.message_id}:{now // _MINUTE_US}"
    cache.add(key, 0, timeout=120)
    if cache.incr(key) <= _PER_MINUTE:
        _store(mail, kind, hit, {"fact_id": f"{kind}:{uuid4().hex}"} | said, now)


def _store(mail: Mail, kind: str, hit: Hit, said: dict[str, Any], now: int) -> None:
    if keeping_out.load().knows(mail.person_key):
        return  # erased: nothing is known of them, and nothing comes in anew
    row = {
        "source": _SOURCE,
        "occurred_at": now,
        "known_at": now,
        "received_at": now,
        "is_backfilled": False,
        "kind_name": kind,
        "channel_name": "email",
        "campaign": mail.campaign or None,
        "person_key": mail.person_key,
        "message_id": mail.message_id,
        "user_agent": hit.agent[:_AGENT_AT_MOST] or None,
        "network_name": networks.kept(hit.address, configuration.load().addresses) or None,
        "method": hit.method,
    }
    zone = programs.current_program().zone
    inbox_here.write("activities", [tables.activity(row | said, zone)])


def _now() -> int:
    return clock.time_ns() // 1000
