"""What everybody did: activities of one range of companies at a time, so that memory stays flat."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.values import time
from accord.world import actions, pages, people, rows, spans
from accord.world.companies import COMPETITOR, OWN, PARTNER, UNIVERSITY, Companies
from accord.world.people import People
from accord.world.rows import Rows
from accord.world.spans import Floats, Ints, Span
from accord.world.streams import Stream
from accord.world.traffic import Guards, Habits

_RATES: Final = np.array((0.3, 0.9, 2.6, 4.0, 1.0, 1.2, 2.5, 2.0, 6.0, 1.0, 0.0, 0.0, 0.0))
_OUTSIDERS: Final = ((pages.CROWD, 0.07), (pages.JOB_HUNTER, 0.03), (pages.MACHINE, 0.036))
"""Visits of those who belong to no company, as a share of all things done."""
_STEALTH_OF_MACHINES: Final = 0.13
_ANNOYED_WEEKS: Final = 13
_LOGIN_SHARE: Final = 0.6
_OFFICE_SHARE: Final = 0.12
SCANNED_SHARE: Final = 0.15
_AUDIENCE_BY_KIND: Final = {
    COMPETITOR: pages.COMPETITOR,
    PARTNER: pages.PARTNER,
    OWN: pages.OWN,
    UNIVERSITY: pages.UNIVERSITY,
}
PILOT: Final = 20_000


@dataclass(frozen=True)
class Ground:
    """Everything that decides who does what when."""

    span: Span
    companies: Companies
    people: People
    states: npt.NDArray[np.int8]
    customer_week: npt.NDArray[np.int16]
    volume: Floats  # how busy each company is, whatever its state
    is_scanned: npt.NDArray[np.bool_]
    mail_lift: float
    annoyed_week: npt.NDArray[np.int16]  # when the play that harms begins; plays.NEVER
    habits: Habits
    guards: Guards
    networks: list[str]  # of machines, where lists know them


@dataclass(frozen=True)
class Block:
    """One range of companies, and how much is done there."""

    number: int
    first: int
    last: int  # not included
    done: int


def blocks(ground: Ground, done: int, events: int, rng: Stream) -> list[Block]:
    """Divide the companies so that each block holds about a quarter million activities."""
    count = len(ground.companies)
    wanted = max(1, min(count // 4, round(events / 250_000)))
    edges = np.linspace(0, count, wanted + 1).astype(np.int64)
    running = np.concatenate([[0.0], np.cumsum(ground.volume * _busy(ground))])
    share = np.diff(running[edges])
    drawn = rng.multinomial(done, share / share.sum())
    return [
        Block(number, int(edges[number]), int(edges[number + 1]), int(drawn[number]))
        for number in range(wanted)
    ]


def _busy(ground: Ground) -> Floats:
    states = ground.states[:, ground.span.history_weeks :]
    mean = np.zeros(states.shape[0])
    for state in range(5):
        mean += _RATES[state] * (states == state).sum(axis=1)
    for kind, audience in _AUDIENCE_BY_KIND.items():
        mean[ground.companies.kind == kind] = _RATES[audience] * states.shape[1]
    return mean


def draw(ground: Ground, block: Block, rng: Stream) -> Rows:
    """Draw the activities of one block, ordered by company and time."""
    starts, action, role = _starts(ground, block, rng)
    parts: list[Rows] = []
    for number in range(actions.ACTIONS):
        which = action == number
        if number == actions.SESSION:
            parts += actions.session(
                actions.browsing(_machines(starts.take(which))), role[which], rng
            )
        elif number == actions.NEWSLETTER:
            chosen = starts.take(which)
            scanned = ground.is_scanned[chosen.company]
            annoyed = _annoyed(ground, chosen)
            parts += actions.mail(chosen, scanned, annoyed, ground.mail_lift, rng)
        else:
            parts += actions.SIMPLE[number](starts.take(which), rng)
    drawn = _disguised(rows.joined(parts), rng)
    low = spans.to_utc(np.array([ground.span.window_day]), np.array([0]), np.array([0]))[0]
    inside = (drawn.moment >= low) & (drawn.moment <= ground.span.end_us)
    drawn = drawn.take(inside)
    return drawn.take(np.lexsort((drawn.kind, drawn.person, drawn.moment, drawn.company)))


def _annoyed(ground: Ground, chosen: Rows) -> npt.NDArray[np.bool_]:
    """Tell which mails come while the harmful play runs, or in the weeks after."""
    week = (chosen.moment // spans.DAY_US - ground.span.first_day) // 7
    since = week - ground.annoyed_week[chosen.company]
    return np.asarray((since >= 0) & (since < _ANNOYED_WEEKS), dtype=np.bool_)


def _starts(ground: Ground, block: Block, rng: Stream) -> tuple[Rows, Ints, npt.NDArray[np.int8]]:
    """Draw who begins to do what, and when."""
    company, week, audience = _cells(ground, block, rng)
    for outsider, share in _OUTSIDERS:
        extra = int(rng.poisson(block.done * share))
        company = np.concatenate([company, np.full(extra, -1)])
        week = np.concatenate([week, rng.integers(0, ground.span.weeks, extra)])
        audience = np.concatenate([audience, np.full(extra, outsider)])
    action = _actions(audience, rng)
    person = _persons(ground, block, (company, audience, action), rng)
    action = np.where(np.isin(action, actions.NEEDS_ADDRESS) & (person < 0), actions.AD, action)
    with_nobody = (person < 0) & ~np.isin(action, (actions.SESSION, actions.AD))
    action = np.where(with_nobody, actions.SESSION, action)
    role = np.where(person >= 0, ground.people.role[person], 0).astype(np.int8)
    device = _devices(block, person, rng)
    none = np.full(company.size, -1, dtype=np.int64)
    zero = np.zeros(company.size, dtype=np.int64)
    luck = (actions.mixed(device) >> np.uint64(11)).astype(np.float64) / 2.0**53
    starts = Rows(
        company=company,
        person=person,
        device=device,
        moment=_moments(ground, company, week, rng),
        kind=zero,
        asset=none,
        text=none,
        agent=none,
        campaign=none,
        named=zero,
        verdict=zero,
        audience=audience,
        is_placed=(luck < _OFFICE_SHARE) & (company >= 0),
        message=zero,
        delivered=zero,
        trick=zero,
    )
    return starts, action, role


def _cells(ground: Ground, block: Block, rng: Stream) -> tuple[Ints, Ints, Ints]:
    """Spread what is done over companies and weeks by hidden state and company."""
    rows_of = slice(block.first, block.last)
    states = ground.states[rows_of, ground.span.history_weeks :].astype(np.int64)
    for kind, outsider in _AUDIENCE_BY_KIND.items():
        states[ground.companies.kind[rows_of] == kind] = outsider
    weeks = np.arange(ground.span.all_weeks)[ground.span.history_weeks :]
    owns = ground.customer_week[rows_of, None] <= weeks
    rate = _RATES[states] * ground.volume[rows_of, None]
    rate = (rate + np.where(owns, 0.5 * ground.volume[rows_of, None], 0.0)).ravel()
    counts = rng.multinomial(block.done, rate / rate.sum())
    cell = np.repeat(np.arange(rate.size), counts)
    audience = states.ravel()[cell]
    logs_in = owns.ravel()[cell] & (rng.random(cell.size) < _LOGIN_SHARE)
    audience = np.where(logs_in & (audience < pages.CUSTOMER), pages.CUSTOMER, audience)
    return block.first + cell // ground.span.weeks, cell % ground.span.weeks, audience


def _actions(audience: Ints, rng: Stream) -> Ints:
    luck, action = rng.random(audience.size), np.zeros(audience.size, dtype=np.int64)
    for who in np.unique(audience):
        which = audience == who
        running = np.cumsum(actions.MIX[who] / actions.MIX[who].sum())
        action[which] = np.searchsorted(running, luck[which], side="right")
    return np.minimum(action, actions.ACTIONS - 1)


def _persons(ground: Ground, block: Block, what: tuple[Ints, Ints, Ints], rng: Stream) -> Ints:
    """Choose who it was: those with energy, and of a buying group those who are looking."""
    company, audience, action = what
    starts = ground.people.starts
    everybody = slice(int(starts[block.first]), int(starts[block.last]))
    state = np.where(audience <= people.AFTER, audience, people.AFTER)
    needs = np.isin(action, actions.NEEDS_ADDRESS)
    luck = rng.random(company.size)
    person = np.full(company.size, -1, dtype=np.int64)
    for number in range(people.AFTER + 1):
        weight = people.weights(ground.people, everybody, number)
        for needed in (False, True):
            which = np.flatnonzero((state == number) & (needs == needed) & (company >= 0))
            kept = weight * ground.people.is_known[everybody] if needed else weight
            running = np.concatenate([[0.0], np.cumsum(kept)])
            low = running[starts[company[which]] - everybody.start]
            high = running[starts[company[which] + 1] - everybody.start]
            found = np.searchsorted(running, low + luck[which] * (high - low), side="right") - 1
            person[which] = np.where(high > low, everybody.start + found, -1)
    return person


def _devices(block: Block, person: Ints, rng: Stream) -> Ints:
    """Return browsers: a person's first or second, or one of the crowd's."""
    second = rng.random(person.size) < 0.25
    crowd = max(1, person.size // 12)
    stranger = (1 << 40) + (block.number << 24) + rng.integers(0, crowd, person.size)
    return np.asarray(np.where(person >= 0, person * 4 + second, stranger), dtype=np.int64)


def _moments(ground: Ground, company: Ints, week: Ints, rng: Stream) -> Ints:
    count = company.size
    day = ground.span.window_day + 7 * week + rng.choice(7, count, p=ground.span.weekday_shares)
    hour = rng.choice(24, count, p=spans.hour_shares())
    micros = (hour * 3600 + rng.random(count) * 3600) * time.SECOND
    zone = np.where(company >= 0, ground.companies.zone[company], 0)
    return spans.to_utc(day, micros.astype(np.int64), zone)


def _machines(starts: Rows) -> Rows:
    """Mark the visits of machines, some of which take care to look like people."""
    luck = (actions.mixed(starts.device + 1) % np.uint64(1000)).astype(np.float64) / 1000
    quiet = luck < _STEALTH_OF_MACHINES
    verdict = np.where(quiet, rows.STEALTH, rows.CRAWLER)
    return starts.later(0, verdict=np.where(starts.audience == pages.MACHINE, verdict, rows.HUMAN))


def _disguised(drawn: Rows, rng: Stream) -> Rows:
    """Give declared machines their own user agents; the others keep a browser's."""
    first = len(pages.BROWSERS)
    own = first + (actions.mixed(drawn.device + 2) % np.uint64(len(pages.CRAWLERS))).astype(
        np.int64
    )
    agent = np.where(drawn.verdict == rows.CRAWLER, own, drawn.agent)
    blank = (drawn.verdict == rows.HUMAN) & (rng.random(len(drawn)) < 0.004)
    return drawn.later(0, agent=np.where(blank, -1, agent))
