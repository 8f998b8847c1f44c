"""Machines that read mail: what they do is told apart from what people do, in the truth alone.

Scanners follow all links soon after delivery, proxies ask at the time of a click, mailboxes
fetch pictures ahead. How fast, from where and how carefully is drawn anew for every world,
and from streams of its own: the people of a world do what they would do without machines.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.values import time
from accord.world import actions, pages, rows
from accord.world.rows import KIND, Rows
from accord.world.spans import Floats, Ints
from accord.world.streams import Stream

NO_GATEWAY, SCANNER_OF_LINKS, PROXY_AT_CLICK = range(3)
_SECOND: Final = time.SECOND
_CHROME: Final = 0
_NAMED: Final = pages.AGENTS.index(pages.SCANNERS[0])
_LINKS_AT_MOST: Final = 12
_PICTURE_PROXY: Final = pages.AGENTS.index(pages.PICTURES[0])
_AHEAD: Final = pages.AGENTS.index(pages.PICTURES[1])


@dataclass(frozen=True)
class Habits:
    """What is true of the machines, and of the people they are mistaken for, in one world."""

    soonest: float  # seconds after delivery
    latest: float
    share_with_script: float  # of scanners that run the scripts of a page
    share_named: float  # of scanners that name themselves
    share_headers_only: float  # of scanners that ask for headers first
    share_unlisted: float  # of gateways whose network no list knows
    share_behind: float  # of people at a guarded company who leave by the gateway's network
    share_blocking: float  # of people whose browser blocks our script
    share_quick: float  # of clicks within the first two minutes
    share_of_three: float  # of clicking people who open three links at once
    share_proxy: float  # of guarded companies whose gateway asks at the time of the click
    share_ahead: float  # of mailboxes that fetch pictures before anybody opens
    share_pictures: float  # of mailboxes that fetch them through a proxy
    share_hidden: float  # of mails with a link that no person can see


def drawn(rng: Stream) -> Habits:
    """Draw the habits of one world."""
    return Habits(
        soonest=float(rng.uniform(2, 10)),
        latest=float(rng.uniform(60, 110)),
        share_with_script=float(rng.uniform(0.05, 0.5)),
        share_named=float(rng.uniform(0.1, 0.4)),
        share_headers_only=float(rng.uniform(0.0, 0.3)),
        share_unlisted=float(rng.uniform(0.0, 0.15)),
        share_behind=float(rng.uniform(0.2, 0.8)),
        share_blocking=float(rng.uniform(0.02, 0.10)),
        share_quick=float(rng.uniform(0.005, 0.03)),
        share_of_three=float(rng.uniform(0.01, 0.05)),
        share_proxy=float(rng.uniform(0.2, 0.5)),
        share_ahead=float(rng.uniform(0.2, 0.5)),
        share_pictures=float(rng.uniform(0.1, 0.3)),
        share_hidden=float(rng.uniform(0.0, 0.6)),
    )


@dataclass(frozen=True)
class Guards:
    """How each company's mail is guarded, and whether lists know the network of its gateway."""

    kind: npt.NDArray[np.int8]
    is_unlisted: npt.NDArray[np.bool_]
    has_script: npt.NDArray[np.bool_]
    agent: npt.NDArray[np.int16]


def guards(is_scanned: npt.NDArray[np.bool_], habits: Habits, rng: Stream) -> Guards:
    """Give every scanned company its kind of gateway."""
    luck: Floats = rng.random((4, is_scanned.size))
    kind = np.where(luck[0] < habits.share_proxy, PROXY_AT_CLICK, SCANNER_OF_LINKS)
    named = _NAMED + np.arange(is_scanned.size) % len(pages.SCANNERS)
    return Guards(
        kind=np.where(is_scanned, kind, NO_GATEWAY).astype(np.int8),
        is_unlisted=luck[1] < habits.share_unlisted,
        has_script=luck[2] < habits.share_with_script,
        agent=np.where(luck[3] < habits.share_named, named, _CHROME).astype(np.int16),
    )


def with_machines(people: Rows, guards_: Guards, habits: Habits, rng: Stream) -> Rows:
    """Return what was done with what machines did about it, ordered as before."""
    kept = people.take(people.verdict != rows.SCANNER)
    own = kept.company >= 0
    kind = np.where(own, guards_.kind[kept.company], NO_GATEWAY)
    is_sent = (kept.kind == KIND["email_sent"]) & (kept.message != 0)
    is_click = kept.kind == KIND["email_click"]
    kept = _quick(kept, is_click, habits, rng)
    parts = [kept]
    scanned = kept.take(is_sent & (kind == SCANNER_OF_LINKS))
    agent = guards_.agent[scanned.company].astype(np.int64)
    scans = _scans(scanned.later(0, agent=agent), habits, rng)
    parts += [part.later(0, verdict=rows.SCANNER) for part in scans]
    parts += _proxies(kept.take(is_click & (kind == PROXY_AT_CLICK)), rng)
    parts += _threes(kept.take(is_click), habits, rng)
    parts += _pictures(kept.take(is_sent), habits, rng)
    whole = rows.joined(parts)
    return whole.take(np.lexsort((whole.kind, whole.person, whole.moment, whole.company)))


def _quick(kept: Rows, is_click: npt.NDArray[np.bool_], habits: Habits, rng: Stream) -> Rows:
    """Let some people click within two minutes of delivery, none within half a minute."""
    count = len(kept)
    quick = is_click & (rng.random(count) < habits.share_quick)
    wait = ((30 + 90 * rng.random(count)) * _SECOND).astype(np.int64)
    return kept.later(0, moment=np.where(quick, kept.delivered + wait, kept.moment))


def _scans(sent: Rows, habits: Habits, rng: Stream) -> list[Rows]:
    """Follow every link of a mail."""
    links = _links(sent)
    which = np.repeat(np.arange(len(sent)), links)
    hits = sent.take(which)
    place = np.arange(which.size) - np.repeat(np.cumsum(links) - links, links)
    start = habits.soonest + (habits.latest - habits.soonest) * rng.random(len(sent)) ** 2
    wait = (start[which] + place * 0.4 + rng.random(which.size)) * _SECOND
    click = KIND["email_click"]
    clicks = hits.later(wait.astype(np.int64), kind=click, asset=_targets(hits, place))
    heads = clicks.take(rng.random(len(clicks)) < habits.share_headers_only)
    heads = heads.later(-_SECOND // 5, trick=rows.HEADERS_ONLY)
    hides = (actions.mixed(sent.asset + 77 * sent.campaign) % np.uint64(997)).astype(np.float64)
    unseen = sent.take(hides / 997 < habits.share_hidden)
    opened = _at(unseen, habits, rng).later(0, kind=click, trick=rows.HIDDEN_LINK)
    opens = _at(sent, habits, rng).later(0, kind=KIND["email_open"])
    return [clicks, heads, opened, opens]


def _at(sent: Rows, habits: Habits, rng: Stream) -> Rows:
    wait = habits.soonest + (habits.latest - habits.soonest) * rng.random(len(sent))
    return sent.later((wait * _SECOND).astype(np.int64))


def _links(sent: Rows) -> Ints:
    """Return how many links each mail has: one for letters, several for newsletters."""
    several = 2 + (actions.mixed(sent.asset * 31 + sent.campaign) % np.uint64(6)).astype(np.int64)
    letter = sent.asset >= pages.POSITION["mail_intro"]
    return np.where(letter, 1, np.minimum(several, _LINKS_AT_MOST))


def _targets(hits: Rows, place: Ints) -> Ints:
    """Return the page that each link of a mail leads to; the first is the mail's own."""
    other = (hits.asset * 7 + place * 3) % pages.PAGES
    return np.where(place == 0, hits.asset, other)


def _proxies(clicks: Rows, rng: Stream) -> list[Rows]:
    """Ask for a link in the name of whoever clicks it, a moment before."""
    wait = (-3 * rng.random(len(clicks)) * _SECOND).astype(np.int64)
    return [clicks.later(wait, agent=_CHROME, verdict=rows.PROXY)]


def _threes(clicks: Rows, habits: Habits, rng: Stream) -> list[Rows]:
    """Let some people open two more links of the mail within twenty seconds."""
    more = clicks.take(rng.random(len(clicks)) < habits.share_of_three)
    parts = []
    for place in (1, 2):
        wait = ((4 + 5 * rng.random(len(more))) * place * _SECOND).astype(np.int64)
        target = _targets(more, np.full(len(more), place))
        parts.append(more.later(wait, asset=target))
    return parts


def _pictures(sent: Rows, habits: Habits, rng: Stream) -> list[Rows]:
    """Fetch the pictures of mails before anybody opens them, or through a proxy."""
    box = (actions.mixed(sent.person + 5) % np.uint64(1_009)).astype(np.float64) / 1_009
    ahead = sent.take(box < habits.share_ahead)
    wait = (5 + rng.exponential(600, len(ahead))) * _SECOND
    fetched = ahead.later(wait.astype(np.int64), agent=_AHEAD)
    through = sent.take((box >= 1 - habits.share_pictures) & (rng.random(len(sent)) < 0.3))
    wait = (60 + rng.exponential(9_000, len(through))) * _SECOND
    asked = through.later(wait.astype(np.int64), agent=_PICTURE_PROXY)
    both = rows.joined([fetched, asked])
    return [both.later(0, kind=KIND["email_open"], verdict=rows.PICTURES)]
