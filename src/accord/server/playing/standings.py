"""How accounts stand while a play runs at them, from the published picture."""

from collections.abc import Mapping
from typing import Final

from accord.plays.leaving import Standing
from accord.server.playing import people

_LISTED: Final = """
    SELECT account FROM {targets}
    WHERE list_contains($accounts, account) AND coalesce(signed_tier, tier) IS NOT NULL
"""
_STAGES: Final = """
    SELECT account, stage, max(entered_day) AS day FROM {journeys}
    WHERE list_contains($accounts, account) GROUP BY ALL
"""
_ACTS: Final = """
    SELECT account, k.kind_name AS kind, max(c.day) AS day
    FROM {counted} c JOIN {kinds} k USING (kind)
    WHERE list_contains($accounts, account) AND c.n > 0 AND k.kind_name IN (
        'meeting_held', 'email_reply', 'hand_raise', 'event_attended', 'webinar_attended',
        'roundtable_attended')
    GROUP BY ALL
"""


def of(starts: Mapping[int, int]) -> dict[int, Standing]:
    """Return how each account stands, given the day on which the play began there."""
    reader = people.reader()
    names = ("targets", "journeys", "counted", "kinds")
    source = {name: reader.source(name) for name in names}
    asked = list(starts)
    listed = {r["account"] for r in reader.rows(_LISTED.format(**source), accounts=asked)}
    stages = reader.rows(_STAGES.format(**source), accounts=asked)
    acts = reader.rows(_ACTS.format(**source), accounts=asked)
    entered: dict[int, set[str]] = {account: set() for account in starts}
    did: dict[int, set[str]] = {account: set() for account in starts}
    for row in stages:
        if row["day"] >= starts[row["account"]]:
            entered[row["account"]].add(row["stage"])
    for row in acts:
        if row["day"] >= starts[row["account"]]:
            did[row["account"]].add(row["kind"])
    return {
        account: Standing(account in listed, frozenset(entered[account]), frozenset(did[account]))
        for account in starts
    }
