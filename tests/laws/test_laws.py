"""What must hold in any world; each law is also shown a derivation with a planted bug."""

import json
import os
from collections.abc import Callable
from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import builders as b
import worlds
from accord.derive import account as accounts
from accord.derive import derive
from accord.derive.derive import Picture
from accord.engine import log as logs
from accord.engine.session import Session
from accord.facts import tables
from accord.facts.log import Log
from accord.program import presets
from naive import Naive, facts_of, who

pytestmark = pytest.mark.slow
Derive = Callable[[Log], Picture]
PROGRAM = presets.program("default_mid_market_saas")
FEW = settings(
    max_examples=100 if os.environ.get("ACCORD_NIGHTLY") else 3,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a derivation is too slow to shrink by
)


def soundly(log: Log) -> Picture:
    return derive.derive(log, PROGRAM, b.AS_OF)


def same(one: Picture, other: Picture) -> None:
    differ = [name for name, table in one.tables.items() if not table.equals(other.tables[name])]
    assert differ == []


def busy() -> list[b.Fact]:
    """Return a world in which every planted bug shows."""
    acts = [
        b.did(who, kind, asset_name="roi_model", days_ago=ago, known_days_ago=max(ago - 2, 0))
        for ago in range(2, 50, 4)
        for who in ("ada@acme.example", "ivan@acme.example", "browser:1", "hank@globex.example")
        for kind in ("content_download", "email_click")
    ]
    return worlds.one_of_every_kind(0) + acts


# 1. The order of facts does not matter.
def order_law(derived: Derive, facts: list[b.Fact], shuffled: list[b.Fact]) -> None:
    same(derived(b.log(facts)), derived(b.log(shuffled)))


@FEW
@given(worlds.facts(), st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(facts: list[b.Fact], rng: object) -> None:
    shuffled = list(facts)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    order_law(soundly, facts, shuffled)


def test_the_law_of_order_catches_a_derivation_that_forgets_the_last_fact() -> None:
    def forgetful(log: Log) -> Picture:
        (acts,) = log.tables_by_kind["activities"]
        return soundly(Log(tables_by_kind={**log.tables_by_kind, "activities": (acts[:-1],)}))

    with pytest.raises(AssertionError):
        order_law(forgetful, busy(), busy()[::-1])


# 2. A fact heard twice counts once.
def twice_law(derived: Derive, facts: list[b.Fact]) -> None:
    same(derived(b.log(facts)), derived(b.log(facts + facts)))


@FEW
@given(worlds.facts())
def test_a_fact_heard_twice_counts_once(facts: list[b.Fact]) -> None:
    twice_law(soundly, facts)


def test_the_law_of_hearing_twice_catches_a_derivation_that_takes_them_for_two() -> None:
    def doubling(log: Log) -> Picture:
        found = dict(log.tables_by_kind)
        rows = found["trigger_events"][0].to_pylist()
        marked = [row | {"fact_id": str(n), "title": str(n)} for n, row in enumerate(rows)]
        return soundly(
            Log(
                tables_by_kind=found | {"trigger_events": (tables.table("trigger_events", marked),)}
            )
        )

    with pytest.raises(AssertionError):
        twice_law(doubling, busy())


# 3. The future does not change the past.
def future_law(derived: Derive, facts: list[b.Fact], later: list[b.Fact]) -> None:
    same(derived(b.log(facts)), derived(b.log(facts + later)))


def in_the_future(facts: list[b.Fact]) -> list[b.Fact]:
    """Return the facts as if each became known after today, under ids of their own."""
    known = b.moment(-2)
    return [
        b.Fact(
            f.kind,
            f.row
            | {"known_at": known, "received_at": known, "fact_id": f"later {n}"}
            | ({"known_day": b.day(-2)} if f.kind == "activities" else {}),
        )
        for n, f in enumerate(facts)
    ]


@FEW
@given(worlds.facts(), worlds.facts())
def test_the_future_does_not_change_the_past(facts: list[b.Fact], other: list[b.Fact]) -> None:
    future_law(soundly, facts, in_the_future(other))


def test_the_law_of_the_future_catches_a_derivation_that_cuts_by_when_it_happened() -> None:
    def prophetic(log: Log) -> Picture:
        (acts,) = log.tables_by_kind["activities"]
        rows = [
            row | {"known_at": row["occurred_at"], "known_day": row["day"]}
            for row in acts.to_pylist()
        ]
        changed = tables.table("activities", rows)
        return soundly(Log(tables_by_kind={**log.tables_by_kind, "activities": (changed,)}))

    later = in_the_future([b.did("ada@acme.example", "meeting_held", days_ago=3)])
    with pytest.raises(AssertionError):
        future_law(prophetic, busy(), later)


# 4. An account depends on its own facts only.
def locality_law(derived: Derive, log: Log, at: int) -> None:
    whole = soundly(log)
    numbers = whole.tables["accounts"]["account"].to_pylist()
    chosen = [numbers[at % len(numbers)]]
    alone = accounts.derive_accounts(log, PROGRAM, b.AS_OF, chosen, derived(log).tables)
    for name, table in alone.items():
        if "account" in table.column_names:
            rows = whole.tables[name]
            wanted = rows.filter(pc.is_in(rows["account"], value_set=pa.array(chosen)))
            assert table.to_pylist() == wanted.to_pylist(), name


@FEW
@given(worlds.facts(), st.integers(0, 2))
def test_an_account_depends_on_its_own_facts_only(facts: list[b.Fact], at: int) -> None:
    locality_law(soundly, b.log(facts), at)


def test_the_law_of_locality_catches_keys_that_lead_to_another_account() -> None:
    def misled(log: Log) -> Picture:
        whole = soundly(log)
        keys = whole.tables["person_keys"]
        turned = pa.array(keys["account"].to_pylist()[::-1], pa.int64())
        moved = keys.set_column(keys.column_names.index("account"), "account", turned)
        return Picture(whole.as_of, whole.program_version, {**whole.tables, "person_keys": moved})

    with pytest.raises(AssertionError):
        locality_law(misled, b.log(busy()), 0)


# 5. A recorded touch is not proposed again.
def touch_law(derived: Derive, facts: list[b.Fact]) -> None:
    proposed = derived(b.log(facts)).tables["next_steps"].to_pylist()
    done = [
        b.fact(
            "touches",
            account=step["account"],
            person=step["person"],
            play=step["play"],
            step=step["step"],
            source="accord",
            days_ago=0,
        )
        for step in proposed
    ]
    again = derived(b.log(facts, done)).tables["next_steps"].to_pylist()
    names = ("account", "play", "step", "person")
    repeated = {tuple(s[n] for n in names) for s in proposed} & {
        tuple(s[n] for n in names) for s in again
    }
    assert repeated == set()


@FEW
@given(worlds.facts())
def test_a_recorded_touch_is_not_proposed_again(facts: list[b.Fact]) -> None:
    touch_law(soundly, facts)


def test_the_law_of_touches_catches_a_derivation_that_never_reads_them() -> None:
    def deaf(log: Log) -> Picture:
        kept = {k: v for k, v in log.tables_by_kind.items() if k != "touches"}
        return soundly(Log(tables_by_kind=kept))

    facts = [*busy(), b.did("ada@acme.example", "hand_raise", days_ago=1)]
    with pytest.raises(AssertionError):
        touch_law(deaf, facts)


# 6. Every score is the sum of its reasons.
def sums_law(derived: Derive, log: Log) -> None:
    found = derived(log)
    for row in found.tables["targets"].to_pylist():
        assert sum(json.loads(row["reasons"]).values()) == row["value_points"]
    by_account: dict[int, int] = {}
    for row in found.tables["fit_reasons"].to_pylist():
        by_account[row["account"]] = by_account.get(row["account"], 0) + row["points"]
    for row in found.tables["fit"].to_pylist():
        assert by_account[row["account"]] == row["points"]
    for row in found.tables["engagement_now"].to_pylist():
        receipts = accounts.receipt_of(log, PROGRAM, b.AS_OF, row["account"], found.tables)
        assert receipts["engagement"].is_exact()
        assert receipts["engagement"].total == row["points"]


@FEW
@given(worlds.facts())
def test_every_score_is_the_sum_of_its_reasons(facts: list[b.Fact]) -> None:
    sums_law(soundly, b.log(facts))


def test_the_law_of_sums_catches_a_millionth() -> None:
    def generous(log: Log) -> Picture:
        found = soundly(log)
        rows = found.tables["engagement_now"].to_pylist()
        more = [row | {"points": row["points"] + 1} for row in rows]
        schema = found.tables["engagement_now"].schema
        changed = {**found.tables, "engagement_now": pa.Table.from_pylist(more, schema=schema)}
        return Picture(found.as_of, found.program_version, changed)

    with pytest.raises(AssertionError):
        sums_law(generous, b.log(busy()))


# 7. The tables and a plain second implementation agree.
def naive_law(derived: Derive, log: Log) -> None:
    as_of = derive.moment_of(PROGRAM, b.AS_OF)
    with Session(threads=1) as session:
        logs.open_log(session, log, as_of)
        derive.run(session, PROGRAM, as_of)
        plain = Naive(facts_of(log), who(session), PROGRAM)
    points = plain.engagement(as_of.day)
    for row in derived(log).tables["engagement_now"].to_pylist():
        assert points.get(row["account"], 0) == row["points"]


@FEW
@given(worlds.facts())
def test_tables_and_plain_python_give_the_same_points(facts: list[b.Fact]) -> None:
    naive_law(soundly, b.log(facts))


def test_the_law_of_two_implementations_catches_another_half_life() -> None:
    changes = {"engagement.activities.content_download.half_life": 29}
    slower = presets.program("default_mid_market_saas", changes)
    quiet = [
        *worlds.one_of_every_kind(0),
        b.did("ada@acme.example", "content_download", asset_name="roi_model", days_ago=9),
    ]
    with pytest.raises(AssertionError):
        naive_law(lambda log: derive.derive(log, slower, b.AS_OF), b.log(quiet))


def test_a_day_later_is_not_the_same_day() -> None:
    """The laws compare what can differ: pictures of two days do."""
    later = derive.derive(b.log(busy()), PROGRAM, b.AS_OF + timedelta(days=1))
    with pytest.raises(AssertionError):
        same(soundly(b.log(busy())), later)
