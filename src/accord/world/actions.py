"""What one thing done leads to: a visit to pages, a mail to opens and clicks, a webinar to attendance."""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.values import time
from accord.world import pages, rows, sayings, spans
from accord.world.rows import KIND, Rows
from accord.world.spans import Floats, Ints
from accord.world.streams import Stream

SESSION, NEWSLETTER, SELLER_MAIL, AD, SOCIAL, WEBINAR, GATHERING = range(7)
CALL, MEETING, SYNDICATED, GIFT, TRIAL, REFERRAL = range(7, 13)
ACTIONS: Final = 13
NEEDS_ADDRESS: Final = (NEWSLETTER, SELLER_MAIL, CALL, MEETING, GIFT, SYNDICATED, REFERRAL)
"""What can be done only with people whom the CRM knows."""
MIX: Final = np.array(
    (
        (0.22, 0.22, 0.04, 0.48, 0.02, 0.005, 0.003, 0.008, 0.001, 0.003, 0.0, 0.0, 0.0),
        (0.33, 0.22, 0.06, 0.30, 0.03, 0.020, 0.010, 0.020, 0.005, 0.005, 0.001, 0.001, 0.001),
        (0.45, 0.14, 0.09, 0.16, 0.03, 0.030, 0.015, 0.035, 0.025, 0.003, 0.002, 0.012, 0.003),
        (0.46, 0.09, 0.12, 0.10, 0.02, 0.020, 0.015, 0.050, 0.080, 0.001, 0.004, 0.025, 0.005),
        (0.40, 0.25, 0.05, 0.15, 0.05, 0.030, 0.020, 0.020, 0.020, 0.0, 0.005, 0.0, 0.010),
        (0.93, 0.03, 0.0, 0.0, 0.01, 0.010, 0.005, 0.005, 0.010, 0.0, 0.0, 0.0, 0.002),
        (0.96, 0.0, 0.0, 0.0, 0.0, 0.040, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        (0.80, 0.0, 0.10, 0.0, 0.0, 0.0, 0.05, 0.0, 0.05, 0.0, 0.0, 0.0, 0.0),
        (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        (0.90, 0.0, 0.0, 0.0, 0.0, 0.100, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    )
)
_BOUNCE: Final = np.array((0.6, 0.5, 0.4, 0.4, 0.5, 0.7, 0.3, 0.5, 0.3, 0.6, 0.71, 0.4, 0.05))
_MORE_PAGES: Final = np.array((0.45, 0.45, 0.4, 0.4, 0.5, 0.6, 0.3, 0.45, 0.4, 0.5, 0.6, 0.4, 0.08))
_CONVERSIONS: Final = (
    ("video_watched_half", ("product_tour_video", "customer_story_video")),
    ("content_download", ("month_end_benchmark", "spreadsheet_risk_guide", "buyers_checklist")),
    ("form_submitted", ("newsletter_signup", "contact_sales")),
    ("tool_completed", ("roi_calculator", "readiness_assessment")),
    ("hand_raise", ("demo_request",)),
)
_CONVERTS: Final = np.array(
    (
        *((0.01, 0.010, 0.010, 0.001, 0.0005), (0.03, 0.04, 0.03, 0.006, 0.002)),
        *((0.06, 0.09, 0.05, 0.03, 0.012), (0.05, 0.07, 0.05, 0.03, 0.03)),
        *((0.02, 0.02, 0.01, 0.002, 0.001), (0.0, 0.0, 0.0, 0.0, 0.0)),
        *((0.02, 0.03, 0.01, 0.005, 0.0), (0.01, 0.02, 0.01, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0, 0.0)),
        *((0.03, 0.06, 0.05, 0.01, 0.002), (0.02, 0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.01, 0.0, 0.0)),
        (0.0, 0.0, 0.0, 0.0, 0.0),
    )
)
_CLICKS: Final = np.array((0.010, 0.03, 0.06, 0.08, 0.03))
_REPLIES: Final = np.array((0.010, 0.03, 0.10, 0.18, 0.12))
_SECOND: Final = time.SECOND
_MINUTE: Final = 60 * time.SECOND


def _among(names: tuple[str, ...], count: int, rng: Stream) -> Ints:
    positions = np.array([pages.POSITION[name] for name in names], dtype=np.int64)
    return positions[rng.integers(0, positions.size, count)]


def _state(starts: Rows) -> Ints:
    return np.minimum(starts.audience, 4)


def _said(meaning: str, count: int, rng: Stream) -> Ints:
    low, high = sayings.RANGES[meaning]
    return rng.integers(low, high, count)


def _pages(audience: Ints, rng: Stream) -> Ints:
    luck, mix = rng.random(audience.size), pages.mix()
    seen = np.zeros(audience.size, dtype=np.int64)
    for who in np.unique(audience):
        which = audience == who
        seen[which] = np.searchsorted(mix[who], luck[which], side="right")
    return np.minimum(seen, pages.PAGES - 1)


def session(starts: Rows, role: npt.NDArray[np.int8], rng: Stream) -> list[Rows]:
    """Walk through pages; some of those who stay watch, download or ask."""
    count = len(starts)
    more = rng.geometric(_MORE_PAGES[starts.audience])
    viewed = np.where(rng.random(count) < _BOUNCE[starts.audience], 1, 1 + np.minimum(more, 24))
    which = np.repeat(np.arange(count), viewed)
    place = np.arange(which.size) - np.repeat(np.cumsum(viewed) - viewed, viewed)
    views = starts.take(which)
    pace = np.where(views.verdict == rows.HUMAN, 70 * _SECOND, 2 * _SECOND)
    asset = _pages(views.audience, rng)
    likes = (rng.random(which.size) < 0.25) & (views.audience < pages.CUSTOMER)
    favourite = np.array([pages.POSITION[path] for path in pages.FAVOURITES], dtype=np.int64)
    asset = np.where(likes, favourite[role[which]], asset)
    is_docs = pages.is_documentation()[asset].astype(np.bool_)
    kind = np.where(is_docs, KIND["documentation_view"], KIND["page_view"])
    wait = (place * pace * (0.4 + rng.random(which.size))).astype(np.int64)
    return [views.later(wait, asset=asset, kind=kind), *_conversions(starts, viewed, rng)]


def _conversions(starts: Rows, viewed: Ints, rng: Stream) -> list[Rows]:
    parts = []
    luck = rng.random((len(_CONVERSIONS), len(starts)))
    for number, (kind, assets) in enumerate(_CONVERSIONS):
        does = luck[number] < _CONVERTS[starts.audience, number]
        if kind != "video_watched_half":
            does &= starts.person >= 0
        done = starts.take(does)
        wait = viewed[does] * 80 * _SECOND
        gated = kind != "video_watched_half"
        text = _said("form", len(done), rng) if kind == "hand_raise" else -1
        named = rows.BY_BOTH if gated else rows.BY_BROWSER
        asset = _among(assets, len(done), rng)
        parts.append(done.later(wait, kind=KIND[kind], asset=asset, text=text, named=named))
    return parts


def agents(device: Ints) -> Ints:
    """Return the browser of each device: always the same one."""
    running = np.cumsum(pages.BROWSER_SHARES)
    luck = (mixed(device) % np.uint64(10_007)).astype(np.float64) / 10_007
    return np.minimum(np.searchsorted(running, luck), len(pages.BROWSERS) - 1).astype(np.int64)


def mixed(number: Ints) -> npt.NDArray[np.uint64]:
    """Scatter whole numbers over 64 bits (the finaliser of splitmix64)."""
    mix = number.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mix = (mix ^ (mix >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mix = (mix ^ (mix >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mix ^ (mix >> np.uint64(31)), dtype=np.uint64)


def browsing(starts: Rows) -> Rows:
    """Return rows as a person's own browser sends them."""
    return starts.later(0, agent=agents(starts.device), named=rows.BY_BROWSER)


def mail(
    starts: Rows,
    scanned: npt.NDArray[np.bool_],
    annoyed: npt.NDArray[np.bool_],
    lift: float,
    rng: Stream,
) -> list[Rows]:
    """Send a marketing mail: opens, clicks, scanners, bounces, farewells."""
    count = len(starts)
    names = ("mail_benchmark", "mail_story", "mail_invitation")
    campaign = rng.integers(0, 4, count)
    sent = starts.later(
        0,
        kind=KIND["email_sent"],
        asset=_among(names, count, rng),
        campaign=campaign,
        named=rows.BY_MAIL,
        agent=-1,
        message=_messages(starts),
        delivered=starts.moment,
    )
    bounced = rng.random(count) < 0.015
    parts = [sent, sent.take(bounced).later(5 * _SECOND, kind=KIND["email_bounce"])]
    parts += _scans(sent.take(scanned & ~bounced), rng)
    reads = (rng.random(count) < 0.3) & ~bounced
    opened = sent.take(reads)
    wait = rng.exponential(5 * 3600, len(opened)) * _SECOND
    opens = opened.later(wait.astype(np.int64) + 90 * _SECOND, kind=KIND["email_open"])
    opens = opens.later(0, agent=agents(opens.device))
    clicks = rng.random(len(opens)) < (_CLICKS[_state(opens)] + 0.3 * lift) / 0.3
    clicked = opens.take(clicks)
    parts += [opens, clicked.later(20 * _SECOND, kind=KIND["email_click"])]
    visit = browsing(clicked).later(24 * _SECOND, kind=KIND["page_view"])
    parts.append(visit.later(0, asset=_pages(visit.audience, rng), campaign=-1))
    left = rng.random(len(opens)) < np.where(annoyed[reads], 0.06, 0.008)
    parts.append(opens.take(left).later(40 * _SECOND, kind=KIND["unsubscribe"]))
    return parts


def _messages(starts: Rows) -> Ints:
    """Number mails: one for each person and moment, never 0."""
    return (
        np.asarray(mixed(starts.person * 1_000_003 + starts.moment) >> np.uint64(1)).astype(
            np.int64
        )
        | 1
    )


def _scans(sent: Rows, rng: Stream) -> list[Rows]:
    """Let a mail scanner open the mail and follow every link within ten seconds."""
    agents = np.arange(len(pages.SCANNERS)) + len(pages.BROWSERS) + len(pages.CRAWLERS)
    own = agents[(sent.company % agents.size).astype(np.int64)]
    agent = np.where(rng.random(len(sent)) < 0.3, 0, own)  # some look like the usual Chrome
    parts = []
    for kind, links in (("email_open", 1), ("email_click", 3)):
        for _ in range(links):
            wait = (2 + 8 * rng.random(len(sent))) * _SECOND
            asset = (
                _pages(np.full(len(sent), pages.CROWD), rng)
                if kind == "email_click"
                else sent.asset
            )
            parts.append(
                sent.later(
                    wait.astype(np.int64),
                    kind=KIND[kind],
                    asset=asset,
                    agent=agent,
                    verdict=rows.SCANNER,
                )
            )
    return parts


def seller_mail(starts: Rows, rng: Stream) -> list[Rows]:
    """Write to one person; some answer, not all of them kindly."""
    count = len(starts)
    sent = starts.later(
        0,
        kind=KIND["email_sent"],
        asset=_among(("mail_intro", "mail_follow_up"), count, rng),
        campaign=rng.integers(4, 6, count),
        named=rows.BY_MAIL,
        agent=-1,
        message=_messages(starts),
        delivered=starts.moment,
    )
    answers = sent.take(rng.random(count) < _REPLIES[_state(sent)])
    running = np.cumsum(np.array(sayings.REPLY_SHARES), axis=1)[_state(answers)]
    meant = np.minimum((rng.random(len(answers))[:, None] > running).sum(axis=1), 4)
    ranges = np.array([sayings.RANGES[meaning] for meaning in sayings.REPLY_MEANINGS])
    low, high = ranges[meant, 0], ranges[meant, 1]
    text = low + (rng.random(len(answers)) * (high - low)).astype(np.int64)
    wait = np.where(meant == 3, 0.01, rng.exponential(9.0, len(answers))) * 60 * _MINUTE
    return [sent, answers.later(wait.astype(np.int64), kind=KIND["email_reply"], text=text)]


def advert(starts: Rows, rng: Stream) -> list[Rows]:
    """Show an advertisement to a company; now and then somebody there clicks."""
    names = ("ad_cost_of_status_quo", "ad_fits_what_you_run", "ad_customer_story")
    shown = starts.later(
        0,
        kind=KIND["ad_impression"],
        asset=_among(names, len(starts), rng),
        campaign=rng.choice((0, 7), len(starts)),
        agent=-1,
        named=rows.BY_NOBODY,
        is_placed=True,
    )
    clicked = shown.take(rng.random(len(starts)) < 0.006)
    click = browsing(clicked).later(3 * _SECOND, kind=KIND["ad_click"])
    visit = click.later(2 * _SECOND, kind=KIND["page_view"])
    return [shown, click, visit.later(0, asset=_pages(visit.audience, rng))]


def two_steps(
    starts: Rows, steps: tuple[str, str, float], days: int, assets: tuple[str, ...], rng: Stream
) -> list[Rows]:
    """Book or register first; do it days later, if at all."""
    first, second, share = steps
    asset = _among(assets, len(starts), rng)
    booked = starts.later(0, kind=KIND[first], asset=asset, named=rows.BY_MAIL, agent=-1)
    came = booked.take(rng.random(len(starts)) < share)
    wait = rng.integers(1, days + 1, len(came)) * spans.DAY_US
    text = _said("meeting", len(came), rng) if second == "meeting_held" else -1
    return [booked, came.later(wait, kind=KIND[second], text=text)]


def once(starts: Rows, kind: str, asset: str, rng: Stream) -> list[Rows]:
    """Do a thing that leads to nothing else by itself."""
    text = _said("call", len(starts), rng) if kind == "call_connected" else -1
    named = rows.BY_MAIL
    position = pages.POSITION[asset]
    return [starts.later(0, kind=KIND[kind], asset=position, named=named, agent=-1, text=text)]


def call(starts: Rows, rng: Stream) -> list[Rows]:
    """Ring somebody: one in four answers."""
    warm = 0.15 + 0.1 * _state(starts)
    answered = rng.random(len(starts)) < warm
    return [
        *once(starts.take(answered), "call_connected", "discovery_call", rng),
        *once(starts.take(~answered), "call_unanswered", "discovery_call", rng),
    ]


def trial(starts: Rows, rng: Stream) -> list[Rows]:
    """Start a trial, and come back on some of the days after."""
    begun = starts.later(
        0,
        kind=KIND["trial_started"],
        asset=pages.POSITION["trial_workspace"],
        named=rows.BY_BOTH,
    )
    which = np.repeat(np.arange(len(begun)), rng.poisson(3.0, len(begun)))
    back = begun.take(which)
    wait = rng.integers(1, 15, len(back)) * spans.DAY_US
    return [begun, back.later(wait, kind=KIND["trial_active_day"], named=rows.BY_MAIL)]


def gathering(starts: Rows, rng: Stream) -> list[Rows]:
    """Meet at the summit's booth or its talks, or at the roundtable."""
    luck: Floats = rng.random(len(starts))
    summit, table = ("finance_ops_summit",), ("cfo_roundtable",)
    parts = two_steps(
        starts.take(luck < 0.5), ("event_registered", "event_attended", 0.5), 20, summit, rng
    )
    for low, high, kind in ((0.5, 0.7, "booth_scan"), (0.7, 0.85, "booth_conversation")):
        parts += once(starts.take((luck >= low) & (luck < high)), kind, "finance_ops_summit", rng)
    steps = ("event_registered", "roundtable_attended", 0.6)
    return parts + two_steps(starts.take(luck >= 0.85), steps, 20, table, rng)


SIMPLE: Final[dict[int, Callable[[Rows, Stream], list[Rows]]]] = {
    SELLER_MAIL: seller_mail,
    AD: advert,
    SOCIAL: lambda starts, rng: once(starts, "social_engagement", "linkedin_post", rng),
    WEBINAR: lambda starts, rng: two_steps(
        starts,
        ("webinar_registered", "webinar_attended", 0.45),
        14,
        ("webinar_faster_close", "webinar_audit_ready"),
        rng,
    ),
    GATHERING: gathering,
    CALL: call,
    MEETING: lambda starts, rng: two_steps(
        starts, ("meeting_booked", "meeting_held", 0.8), 9, ("demo_meeting", "review_meeting"), rng
    ),
    SYNDICATED: lambda starts, rng: once(starts, "syndicated_lead", "month_end_benchmark", rng),
    GIFT: lambda starts, rng: once(starts, "gift_accepted", "coffee_card", rng),
    TRIAL: trial,
    REFERRAL: lambda starts, rng: once(starts, "referral_made", "customer_story_video", rng),
}
"""What each action leads to, sessions and marketing mails aside."""
