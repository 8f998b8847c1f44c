"""One more day, counted onto what was kept, equals everything counted from the beginning."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import builders
import scenes
from accord.engine import ledger as store
from accord.engine import log as log_
from accord.engine.session import AsOf, Session
from accord.facts.log import Log
from accord.identity import resolve
from accord.program import presets
from accord.program.model import Program
from accord.scoring import increment, score
from accord.scoring.increment import Keeping
from accord.values import time

TABLES = (
    "ledger",
    "counted",
    "person_now",
    "engagement_now",
    "weeks",
    "week_channels",
    "intent_now",
    "rising",
    "page_kinds",
)
PROGRAM = presets.program()


def derived(
    log: Log, day: date, folder: Path | None = None, program: Program = PROGRAM
) -> dict[str, list[tuple[Any, ...]]]:
    moment = time.end_of_day(day, program.zone)
    as_of = AsOf(time.to_us(moment), time.day_number(day), program.zone)
    with Session(threads=1) as session:
        log_.open_log(session, log, as_of)
        resolve.resolve(session, program, as_of)
        score.score(session, program, as_of, Keeping(folder, log) if folder else None)
        counted = session.rows("SELECT account, person, day, kind, known_day FROM counted")
        assert folder is None or counted == sorted(counted)
        return {name: sorted(session.rows(f"SELECT * FROM {name}"), key=str) for name in TABLES}


def segment(folder: Path, name: str, table: pa.Table) -> str:
    path = folder / f"{name}.parquet"
    pq.write_table(table.sort_by([("account", "ascending"), ("person", "ascending")]), path)
    return str(path)


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[date, Log]]:
    """A tiny world as it grows: its last two weeks, each day's activities in a file of its own."""
    folder = tmp_path_factory.mktemp("days")
    whole = scenes.world("standard+noise", 11, folder)
    (activities,) = whole.tables_by_kind["activities"]
    others = {kind: t for kind, t in whole.tables_by_kind.items() if kind != "activities"}
    cuts = [scenes.UNTIL - timedelta(days=back) for back in (30, 14, 12, 9, 8, 7, 5, 3, 2, 1, 0)]
    before, paths, found = -(2**62), [], []
    for cut in cuts:
        until = time.to_us(time.end_of_day(cut, PROGRAM.zone))
        known = activities.column("known_at")
        chosen = pc.and_(pc.greater(known, before), pc.less_equal(known, until))
        paths.append(segment(folder, cut.isoformat(), activities.filter(chosen)))
        found.append((cut, Log({"activities": tuple(paths)}, others)))
        before = until
    return found


def test_every_next_day_equals_a_beginning(days: list[tuple[date, Log]], tmp_path: Path) -> None:
    for cut, log in days:
        assert derived(log, cut, tmp_path / "ledgers") == derived(log, cut), cut
    (folder,) = (tmp_path / "ledgers").iterdir()
    assert store.Ledger(folder).standing.number == len(days)
    gone_on = len(days) - 1 - store.PARTS_AT_MOST  # since the parts were last made one
    assert len(store.Ledger(folder).standing.parts) == 1 + gone_on


ACME = builders.company("Acme", domain="acme.example")
GLOBEX = builders.company("Globex", domain="globex.example")
ADA = builders.person("ada@acme.example", title="CFO", company="acme")
IVAN = builders.person("ivan@globex.example", title="IT Director", company="globex")
BASE = [
    ACME,
    GLOBEX,
    ADA,
    IVAN,
    *[builders.visit("ada@acme.example", "/pricing", days_ago=d, hour=9 + d % 3) for d in range(9)],
    *[builders.visit("ivan@globex.example", f"/{d}", days_ago=d) for d in range(1, 6)],
    *[builders.visit("browser:1", f"/{d}", days_ago=d, company="acme.example") for d in (3, 4)],
    *[builders.did(None, "ad_impression", company="globex.example", days_ago=d) for d in (2, 3)],
    builders.did("ivan@globex.example", "documentation_view", days_ago=2),
]
CHANGES = {
    "nothing": [],
    "a late act": [builders.visit("ada@acme.example", "/late", days_ago=6, known_days_ago=0)],
    "the same act again, known later": [
        builders.visit("ada@acme.example", "/pricing", days_ago=3, known_days_ago=0, hour=9)
    ],
    "a browser turns out to be somebody": [builders.link("browser:1", "ada@acme.example")],
    "somebody moves": [
        builders.person(
            "ivan@globex.example", title="IT Director", company="acme", days_ago=0, source="crm"
        )
    ],
    "somebody turns out to be a student": [
        builders.person("ivan@globex.example", title="Student", company="globex", days_ago=0)
    ],
    "a company becomes a customer": [builders.subscription("Globex", days_ago=0)],
    "ads at another company": [
        builders.did(None, "ad_impression", company="acme.example", hour=h) for h in (9, 10)
    ],
    "an agent is told of": [
        builders.visit("ada@acme.example", "/bot", user_agent="Googlebot/2.1"),
    ],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_touches_just_what_it_must(change: str, tmp_path: Path) -> None:
    yesterday = builders.TODAY - timedelta(days=1)
    before = builders.log(BASE)
    after = builders.log(BASE, CHANGES[change])
    paths = (segment(tmp_path, "before", before.tables_by_kind["activities"][0]),)
    rest = {k: v for k, v in before.tables_by_kind.items() if k != "activities"}
    old = Log({"activities": paths}, rest)
    fresh = builders.log([f for f in CHANGES[change] if f.kind == "activities"])
    new_rest = {k: v for k, v in after.tables_by_kind.items() if k != "activities"}
    new = Log({"activities": paths}, {**new_rest, **fresh.tables_by_kind})
    folder = tmp_path / "ledgers"
    derived(old, yesterday, folder)
    assert derived(new, builders.TODAY, folder) == derived(new, builders.TODAY)
    # What stood in memory is filed, and a match is undone.
    filed = [segment(tmp_path, "filed", t) for t in fresh.tables_by_kind.get("activities", ())]
    undone = builders.link("browser:1", "ada@acme.example", is_undone=True, hour=13)
    links = builders.log(CHANGES[change], undone).tables_by_kind["identity_links"]
    last = Log({"activities": (*paths, *filed)}, {**new_rest, "identity_links": links})
    assert derived(last, builders.TODAY, folder) == derived(last, builders.TODAY)


def test_a_file_that_is_gone_means_a_beginning(tmp_path: Path) -> None:
    """Erasure and merging rewrite files: what was counted of them can't be gone on from."""
    logs = [builders.log(BASE[:4], acts) for acts in (BASE[4:9], BASE[6:])]
    rest = {k: v for k, v in logs[0].tables_by_kind.items() if k != "activities"}
    folder = tmp_path / "ledgers"
    for place, log in enumerate(logs):
        path = segment(tmp_path, f"{place}", log.tables_by_kind["activities"][0])
        one = Log({"activities": (path,)}, rest)
        assert derived(one, builders.TODAY, folder) == derived(one, builders.TODAY)


def test_an_earlier_moment_and_other_rules_mean_a_beginning(tmp_path: Path) -> None:
    log = builders.log(BASE)
    folder = tmp_path / "ledgers"
    derived(log, builders.TODAY, folder)
    earlier = builders.TODAY - timedelta(days=4)
    assert derived(log, earlier, folder) == derived(log, earlier)
    tighter = presets.program(changes={"engagement.per_person_kind_per_day_at_most": 1})
    assert increment.name_of(tighter) == increment.name_of(PROGRAM)
    found = derived(log, builders.TODAY, folder, tighter)
    assert found == derived(log, builders.TODAY, None, tighter)
    finer = presets.program(changes={"engagement.same_person_same_asset_within_minutes": 10})
    assert increment.name_of(finer) != increment.name_of(PROGRAM)
    derived(log, builders.TODAY, folder, finer)
    assert len(list(folder.iterdir())) == 2


def test_a_ledger_that_lost_a_file_is_begun_again(tmp_path: Path) -> None:
    log = builders.log(BASE)
    folder = tmp_path / "ledgers"
    derived(log, builders.TODAY, folder)
    (one,) = folder.iterdir()
    next(one.glob("part-*")).unlink()
    assert derived(log, builders.TODAY, folder) == derived(log, builders.TODAY)
