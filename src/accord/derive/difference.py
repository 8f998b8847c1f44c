"""What changed between two pictures, account by account, in words with their units."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from accord.content import words
from accord.engine.session import Session
from accord.values import points

Tables = Mapping[str, pa.Table]

WORTH_SAYING: Final = points.MILLION
"""A change of engagement or fit below one point is not said."""

_COLUMNS: Final = (
    "account",
    "name",
    "tier",
    "proposed_tier",
    "stage",
    "is_stalled",
    "fit",
    "engagement",
    "is_rising",
    "seats_known",
    "seats_engaged",
    "next_verb",
)
_MOVED: Final = """
SELECT coalesce(a.account, b.account) AS account, coalesce(a.name, b.name) AS name,
    b.account IS NULL AS is_new, a.account IS NULL AS is_gone,
    b.tier AS tier_before, a.tier AS tier, b.proposed_tier AS proposed_before,
    a.proposed_tier AS proposed, b.stage AS stage_before, a.stage AS stage,
    coalesce(b.is_stalled, false) AS stalled_before, coalesce(a.is_stalled, false) AS is_stalled,
    coalesce(b.fit, 0) AS fit_before, coalesce(a.fit, 0) AS fit,
    coalesce(b.engagement, 0) AS engagement_before, coalesce(a.engagement, 0) AS engagement,
    coalesce(b.is_rising, false) AS rising_before, coalesce(a.is_rising, false) AS is_rising,
    coalesce(b.seats_known, 0) AS known_before, coalesce(a.seats_known, 0) AS seats_known,
    coalesce(b.seats_engaged, 0) AS engaged_before,
    coalesce(a.seats_engaged, 0) AS seats_engaged,
    b.next_verb AS verb_before, a.next_verb AS next_verb
FROM rows_after a FULL JOIN rows_before b USING (account)
WHERE a.account IS NULL OR b.account IS NULL
    OR a.tier IS DISTINCT FROM b.tier OR a.proposed_tier IS DISTINCT FROM b.proposed_tier
    OR a.stage IS DISTINCT FROM b.stage OR a.is_stalled IS DISTINCT FROM b.is_stalled
    OR abs(coalesce(a.fit, 0) - coalesce(b.fit, 0)) >= $worth_saying
    OR abs(a.engagement - b.engagement) >= $worth_saying
    OR a.is_rising IS DISTINCT FROM b.is_rising
    OR a.seats_known IS DISTINCT FROM b.seats_known
    OR a.seats_engaged IS DISTINCT FROM b.seats_engaged
    OR a.next_verb IS DISTINCT FROM b.next_verb
ORDER BY 1
"""
_TOTALS: Final = """
SELECT coalesce(a.measure, b.measure) AS measure, coalesce(a.slice, b.slice) AS slice,
    coalesce(a.unit, b.unit) AS unit, b.value AS value_before, a.value AS value_after
FROM measures_after a FULL JOIN measures_before b
    ON a.measure = b.measure AND a.slice = b.slice
WHERE a.value IS DISTINCT FROM b.value
ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed at one account.

    `kind` names it (appeared, gone, tier, proposed, stage, stalled, rising, engagement, fit,
    seats, next_step); `amount` is in millionths of points, or a count; `weight` sorts.
    """

    account: int
    name: str
    kind: str
    sentence: str
    amount: int
    weight: int

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Moved:
    """One measure that reads otherwise in the two pictures."""

    measure: str
    slice: str
    unit: str
    before: float | None
    after: float | None


def difference(before: Tables, after: Tables) -> list[Change]:
    """List what changed at every account, what weighs most first."""
    with Session(memory_limit="500MB") as session:
        session.register("rows_before", before["account_rows"].select(_COLUMNS))
        session.register("rows_after", after["account_rows"].select(_COLUMNS))
        found = session.arrow(_MOVED, worth_saying=WORTH_SAYING).to_pylist()
    changes = [change for row in found for change in _changes(row)]
    return sorted(changes, key=lambda one: (-one.weight, one.name, one.account, one.kind))


def of_measures(before: Tables, after: Tables) -> list[Moved]:
    """List the measures that read otherwise, in the order of their names."""
    with Session(memory_limit="500MB") as session:
        session.register("measures_before", before["measures"])
        session.register("measures_after", after["measures"])
        return [Moved(*row) for row in session.rows(_TOTALS)]


def _changes(row: Mapping[str, Any]) -> Iterable[Change]:
    if row["is_new"] or row["is_gone"]:
        said = "appeared" if row["is_new"] else "is gone"
        kind = "appeared" if row["is_new"] else "gone"
        yield _change(row, kind, said, (1, 40))
        return
    for saying in _SAYINGS:
        yield from saying(row)


def _change(row: Mapping[str, Any], kind: str, said: str, size: tuple[int, int]) -> Change:
    amount, weight = size
    sentence = words.sentence(f"{row['name'] or 'An account without a name'} {said}")
    return Change(row["account"], row["name"] or "", kind, sentence, amount, weight)


def _tier(row: Mapping[str, Any]) -> Iterable[Change]:
    for kind, was, now in (
        ("tier", row["tier_before"], row["tier"]),
        ("proposed", row["proposed_before"], row["proposed"]),
    ):
        if was != now:
            verb = "moved" if kind == "tier" else "is proposed to move"
            said = f"{verb} from {words.tier(was).lower()} to {words.tier(now).lower()}"
            yield _change(row, kind, said, (1, 90 if kind == "tier" else 50))


def _stage(row: Mapping[str, Any]) -> Iterable[Change]:
    if row["stage_before"] != row["stage"]:
        was = words.spelled(row["stage_before"] or "nowhere")
        said = f"went from {was} to {words.spelled(row['stage'] or 'nowhere')}"
        yield _change(row, "stage", said, (1, 80))
    elif row["is_stalled"] and not row["stalled_before"]:
        said = f"stalled as {words.spelled(row['stage'])}"
        yield _change(row, "stalled", said, (1, 60))


def _rising(row: Mapping[str, Any]) -> Iterable[Change]:
    if row["is_rising"] and not row["rising_before"]:
        yield _change(row, "rising", "is rising above its own usual", (1, 85))


def _points(row: Mapping[str, Any]) -> Iterable[Change]:
    for kind, label in (("engagement", ""), ("fit", " of fit")):
        amount = row[kind] - row[f"{kind}_before"]
        if abs(amount) >= WORTH_SAYING:
            verb = "rose" if amount > 0 else "fell"
            size = points.in_words(abs(amount))
            said = f"{verb} {size} points{label}, to {points.in_words(row[kind])}"
            yield _change(row, kind, said, (amount, min(79, abs(amount) // points.MILLION)))


def _seats(row: Mapping[str, Any]) -> Iterable[Change]:
    known = row["seats_known"] - row["known_before"]
    if known:
        verb = "gained" if known > 0 else "lost"
        yield _change(
            row, "seats", f"{verb} {words.counted(abs(known), 'known seat')}", (known, 45)
        )
    engaged = row["seats_engaged"] - row["engaged_before"]
    if engaged:
        verb = "gained" if engaged > 0 else "lost"
        said = f"{verb} {words.counted(abs(engaged), 'engaged seat')}"
        yield _change(row, "seats", said, (engaged, 55))


def _next(row: Mapping[str, Any]) -> Iterable[Change]:
    if row["next_verb"] != row["verb_before"] and row["next_verb"]:
        said = f"has a new next step: {row['next_verb']}"
        yield _change(row, "next_step", said, (1, 30))


_SAYINGS: Final[tuple[Callable[[Mapping[str, Any]], Iterable[Change]], ...]] = (
    _tier,
    _stage,
    _rising,
    _points,
    _seats,
    _next,
)
