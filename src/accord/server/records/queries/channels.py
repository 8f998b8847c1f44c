"""What channels cost and brought: the log's costs and visits, by month, under the rules in force."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts.log import Log
from accord.measurement import channel_costs, visits
from accord.measurement.channel_costs import Cost
from accord.measurement.visits import Came
from accord.server import manifest
from accord.server.records.queries import picture, programs, recent, seeing
from accord.values import time

MONTHS: Final = 6
_KINDS: Final = ("costs", "rates", "activities")
_read: "recent.Recent[Channels]" = recent.Recent(4)


@dataclass(frozen=True, slots=True)
class Channels:
    """Costs and visits of the last months, the day they go up to, and the reporting currency."""

    today: int
    currency: str
    months: tuple[str, ...]
    costs: tuple[Cost, ...]
    came: tuple[Came, ...]
    has_own_rules: bool = False


def find() -> Channels | None:
    """Return what channels cost and brought; None before the first picture."""
    seeing.need_all("costs and visits of channels")
    pin = picture.pin()
    if pin is None:
        return None
    program = programs.current_program()
    question = (pin.generation, program.version)
    known = _read.get(question)
    if known is None:
        known = _find(pin.as_of_day)
        _read.put(question, known)
    return known


def months_until(today: int) -> tuple[str, ...]:
    """Return the last months, the current one first, as "2026-06"."""
    last = time.from_day(today)
    count = last.year * 12 + last.month - 1
    return tuple(f"{n // 12}-{n % 12 + 1:02}" for n in range(count, count - MONTHS, -1))


def _find(today: int) -> Channels:
    program = programs.current_program()
    reporting = program.money.reporting_currency
    months = months_until(today)
    after = time.day_number(date.fromisoformat(f"{months[-1]}-01")) - 1
    filed = manifest.log().paths_by_kind
    log = Log({kind: filed[kind] for kind in _KINDS if kind in filed})
    with Session(threads=1) as session:
        logs.open_log(session, log, AsOf(2**62, today, program.zone))
        costs = channel_costs.by_month(session, reporting, after, today)
        came = visits.by_month(session, program.visits, after, today)
    return Channels(today, reporting, months, tuple(costs), tuple(came), bool(program.visits.rules))
