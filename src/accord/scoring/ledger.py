"""What was heard, counted by day: one row per account, person, day, kind and asset.

A burst (one person, one asset, one kind, within the window that the program sets) counts
once, from the first day on which it was known. The half hours of a cell are bits of one
number, so that the order of facts can't matter and the same fact twice changes nothing.
"""

from typing import Final

from accord.engine.session import Session
from accord.identity import verdicts
from accord.program.model import Program

SLOTS: Final = 62
"""Bursts of one day that a BIGINT can tell apart; the sign bit and one more are left alone."""
_MINUTE_US: Final = 60_000_000
_MINUTES_A_DAY: Final = 25 * 60

RESOLVED: Final = """
SELECT
    coalesce(nullif(p.account, 0), c.account, 0) AS account,
    coalesce(p.person, a.person_key) AS person,
    a.day AS day,
    greatest(a.known_day, coalesce(s.from_day, a.known_day)) AS known_day,
    a.channel AS channel,
    a.kind AS kind,
    a.asset AS asset,
    {verdict} AS verdict,
    {burst} AS burst
FROM {facts} a
LEFT JOIN person_keys p ON a.person_key = p.key
LEFT JOIN stitched s ON a.person_key = s.key
LEFT JOIN account_keys c ON a.company_key = c.key
{judging}"""
"""Every activity with its account, person and verdict (0 human, 1 machine, 2 unknown).

What a browser did is known of the person from the day the match became known.
"""

UNLINKED: Final = """
SELECT c.account AS account, a.person_key AS person, a.day AS day, a.known_day AS known_day,
    a.channel AS channel, a.kind AS kind, a.asset AS asset,
    {verdict} AS verdict,
    {burst} AS burst, s.from_day AS from_day
FROM {facts} a
JOIN stitched s ON a.person_key = s.key AND a.known_day < s.from_day
JOIN account_keys c ON a.company_key = c.key
{judging}"""
"""What browsers did that nobody knew yet whose they are, at the accounts they were seen at."""

HEARD: Final = """
SELECT account, person, day, known_day, channel, kind, asset, verdict,
    bit_or(CAST(1 AS BIGINT) << CAST((burst % 62 + 62) % 62 AS INTEGER)) AS bursts
FROM ({resolved}) AS resolved
WHERE account <> 0
GROUP BY account, person, day, known_day, channel, kind, asset, verdict
"""
"""One row per cell and day of knowledge; each burst is a bit, those before 1970 too."""

UNLINKED_BURSTS: Final = """
SELECT account, person, day, min(known_day) AS known_day, channel, kind, asset, verdict, burst,
    max(from_day) AS from_day
FROM ({unlinked}) AS unlinked
GROUP BY account, person, day, channel, kind, asset, verdict, burst
"""

RESTITCHED: Final = """
SELECT account, person, day, known_day, channel, kind, asset, verdict,
    CAST(count(*) AS BIGINT) AS n
FROM unlinked_bursts
GROUP BY account, person, day, known_day, channel, kind, asset, verdict
UNION ALL
SELECT account, person, day, from_day AS known_day, channel, kind, asset, verdict,
    -CAST(count(*) AS BIGINT) AS n
FROM unlinked_bursts
GROUP BY account, person, day, from_day, channel, kind, asset, verdict
"""
"""An unlinked browser's acts, and the same with a minus sign from the day of the match."""

LATE: Final = """
SELECT DISTINCT account, person, day FROM heard WHERE known_day <> day
"""
"""Days of a person of which something became known on another day."""

LEDGER: Final = """
SELECT h.account, h.person, h.day, h.known_day, h.channel, h.kind, h.asset, h.verdict,
    CAST(bit_count(h.bursts) AS BIGINT) AS n
FROM heard h
LEFT JOIN late l ON h.account = l.account AND h.person = l.person AND h.day = l.day
WHERE l.account IS NULL
UNION ALL
SELECT account, person, day, known_day, channel, kind, asset, verdict, n
FROM (
    SELECT account, person, day, known_day, channel, kind, asset, verdict,
        CAST(bit_count(bursts & ~coalesce(bit_or(bursts) OVER (
            PARTITION BY account, person, day, channel, kind, asset, verdict
            ORDER BY known_day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0)) AS BIGINT) AS n
    FROM (
        SELECT h.*
        FROM heard h
        JOIN late l ON h.account = l.account AND h.person = l.person AND h.day = l.day
    ) AS late_heard
) AS first_heard
WHERE n > 0
"""
"""The ledger: what is known later adds only bursts that were not known before."""

FINE: Final = """
SELECT account, person, day, known_day, channel, kind, asset, verdict,
    CAST(count(*) AS BIGINT) AS n
FROM (
    SELECT account, person, day, min(known_day) AS known_day, channel, kind, asset, verdict, burst
    FROM ({resolved}) AS resolved
    WHERE account <> 0
    GROUP BY account, person, day, channel, kind, asset, verdict, burst
) AS heard_once
GROUP BY account, person, day, known_day, channel, kind, asset, verdict
"""
"""The same for windows so short that a day has more bursts than a number has bits."""


def make(
    session: Session, program: Program, into: str = "ledger", facts: str = "fact_activities"
) -> None:
    """Make the table `ledger` of facts, of who they were, and of since when that is known."""
    minutes = program.engagement.same_person_same_asset_within_minutes
    burst = burst_of(minutes)
    judged = {"verdict": verdicts.verdict(program), "judging": verdicts.JOINS}
    resolved = RESOLVED.format(burst=burst, facts=facts, **judged)
    if minutes * SLOTS < _MINUTES_A_DAY:
        linked = FINE.format(resolved=resolved)
    else:
        session.make("heard", HEARD.format(resolved=resolved))
        session.make("late", LATE)
        linked = LEDGER
    unlinked = UNLINKED.format(burst=burst, facts=facts, **judged)
    session.make("unlinked_bursts", UNLINKED_BURSTS.format(unlinked=unlinked))
    session.make(into, f"{linked} UNION ALL {RESTITCHED}")
    session.drop("heard", "late", "unlinked_bursts")


def resolved_by(program: Program) -> str:
    """Return the query of every activity with its account, person, verdict and burst."""
    minutes = program.engagement.same_person_same_asset_within_minutes
    return RESOLVED.format(
        burst=burst_of(minutes),
        facts="fact_activities",
        verdict=verdicts.verdict(program),
        judging=verdicts.JOINS,
    )


def burst_of(minutes: int) -> str:
    """Return the SQL that numbers bursts; with no window every moment is its own."""
    if minutes == 30:  # noqa: PLR2004 - facts carry this one
        return "a.half_hour"
    return f"a.occurred_at // {minutes * _MINUTE_US}" if minutes else "a.occurred_at"
