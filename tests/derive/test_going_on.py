"""A picture gone on from yesterday's is the picture that is derived from the beginning."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import builders as b
from accord.derive import derive
from accord.derive.derive import Keeping, Picture
from accord.facts import schemas
from accord.facts.log import Log
from accord.identity import going_on, newcomers
from accord.program import presets
from accord.program.model import Program

pytestmark = pytest.mark.slow
PROGRAM = presets.program("default_mid_market_saas")
PAGES = ("/pricing", "/docs", "/", "/customers")
PEOPLE = ("ada@acme.example", "ivan@acme.example", "hank@globex.example")


def beginning() -> list[b.Fact]:
    """Return a world in which something of every sort happened until four days ago."""
    visits = [
        b.visit(who, page, days_ago=ago)
        for ago in range(4, 60, 7)
        for who, page in (*((one, "/pricing") for one in PEOPLE), ("browser:1", "/docs"))
    ]
    return [
        b.company("Acme", "acme.example", **b.GOOD),
        b.company("Globex", "globex.example", **b.GOOD, parent_external_id="acme"),
        *b.three_companies(),
        b.person("hank@globex.example", "CFO", "globex.example", is_bounced=True),
        b.deal("Acme", days_ago=40, currency="EUR", amount_minor=7_000_000),
        b.fact("rates", days_ago=50, currency="EUR", on_day=b.day(50), per_unit="1.1"),
        b.fact("rates", days_ago=2, currency="EUR", on_day=b.day(2), per_unit="1.2"),
        b.did("hank@globex.example", "email_bounce", days_ago=9),
        b.did("ivan@acme.example", "email_click", days_ago=8),
        b.visit("browser:9", "/", days_ago=6, company="initech.example"),
        *visits,
    ]


@dataclass(frozen=True)
class Next:
    """What one more derivation sees that the one before did not."""

    facts: tuple[b.Fact, ...] = ()
    days_ago: int = 0
    is_anew: bool = False
    """Whether who everybody was has to be found out from the beginning."""


STEPS = {
    "a day on which nothing happens": Next(days_ago=3),
    "one more day": Next((b.visit("ada@acme.example", "/pricing", days_ago=2),), days_ago=2),
    "a late act, a bounce, an answer to one": Next(
        (
            b.visit("ivan@acme.example", "/late", days_ago=9, known_days_ago=1),
            b.did("ivan@acme.example", "email_bounce", days_ago=1),
            b.did("hank@globex.example", "email_reply", days_ago=1),
        ),
        days_ago=1,
    ),
    "two people of whom nothing was known, and a browser of one": Next(
        (
            b.did("nina@globex.example", "form_submitted", days_ago=1, hour=20),
            b.did("stray@nowhere.example", "form_submitted", days_ago=1, hour=20),
            b.visit("browser:7", "/", days_ago=1, hour=20),
            b.link("browser:7", "nina@globex.example", days_ago=1, hour=21),
        ),
        days_ago=1,
    ),
    "a further address of somebody, told before it was seen": Next(
        (
            b.fact(
                "identity_links",
                from_key=b.keys.email_key("ivan@acme.example"),
                to_key=b.keys.email_key("i@home.example"),
                is_undone=False,
                days_ago=1,
                hour=21,
            ),
            b.did("i@home.example", "form_submitted", days_ago=1, hour=22),
            b.did("i@home.example", "email_bounce", days_ago=1, hour=22),
        ),
        days_ago=1,
    ),
    "the next day": Next((b.visit("nina@globex.example", "/pricing"),)),
    "a match undone": Next((b.link("browser:1", "ada@acme.example", is_undone=True, hour=13),)),
    "what somebody decided": Next(
        (b.decision("account_frozen", account=1, hour=13), b.trigger("acme.example", "funding"))
    ),
    "a link that makes two one": Next(
        (
            b.fact(
                "identity_links",
                from_key=b.keys.email_key("nina@globex.example"),
                to_key=b.keys.email_key("hank@globex.example"),
                is_undone=False,
                hour=14,
            ),
        ),
        is_anew=True,
    ),
    "a new company and its person": Next(
        (
            b.company("Nowhere", "nowhere.example", days_ago=0, hour=15, **b.GOOD),
            b.person("stray@nowhere.example", "CTO", "nowhere.example", days_ago=0, hour=15),
        ),
        is_anew=True,
    ),
    "a product that a vendor saw, and a deal that names its company by domain": Next(
        (
            b.fact(
                "technologies",
                hour=16,
                company_key=b.keys.domain_key("acme.example"),
                product="Ledgerly",
                last_seen_on=b.day(1),
            ),
            b.deal("domain:globex.example", days_ago=0, hour=16),
        ),
        is_anew=True,
    ),
    "the day after": Next(days_ago=-1),
}


class Workspace:
    """A log that grows in files, and what derivations leave beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: dict[str, tuple[str, ...]] = {}

    def file(self, facts: list[b.Fact]) -> Log:
        """File some facts, activities as the compactor does: sorted, in files of their own."""
        for kind, tables in b.log(facts).tables_by_kind.items():
            path = self.folder / f"{kind}-{len(self.paths.get(kind, ()))}.parquet"
            pq.write_table(pa.concat_tables(tables), path)
            self.paths[kind] = (*self.paths.get(kind, ()), str(path))
        return Log(dict(self.paths))

    def derive(self, log: Log, moment: datetime, program: Program = PROGRAM) -> Picture:
        return derive.derive(log, program, moment, keeping=Keeping(self.folder / "kept"))


def apart(one: Picture, other: Picture) -> list[str]:
    return [name for name in one.tables if not one.tables[name].equals(other.tables[name])]


def test_going_on_is_deriving_anew(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.derive(workspace.file(beginning()), b.AS_OF - timedelta(days=4))
    for name, step in STEPS.items():
        log = workspace.file(list(step.facts))
        moment = b.AS_OF - timedelta(days=step.days_ago)
        found = workspace.derive(log, moment)
        assert apart(derive.derive(log, PROGRAM, moment), found) == [], name
        assert found.is_gone_on is not step.is_anew, name
    other = presets.program(changes={"engagement.person_cap": 10_000_000})
    found = workspace.derive(log, moment, other)
    assert not found.is_gone_on
    assert apart(derive.derive(log, other, moment), found) == []


def test_what_was_erased_is_gone(tmp_path: Path) -> None:
    """Files in which somebody no longer stands are others than those that were gone on from."""
    workspace = Workspace(tmp_path)
    workspace.derive(workspace.file(beginning()), b.AS_OF - timedelta(days=1))
    hank = b.keys.email_key("hank@globex.example")
    for kind, column, value in (
        ("people", "email", "hank@globex.example"),
        ("activities", "person_key", hank),
    ):
        (path,) = workspace.paths[kind]
        table = pq.read_table(path)
        pq.write_table(table.filter(pc.not_equal(table[column], value)), path)
        log = workspace.file([])
        found = workspace.derive(log, b.AS_OF)
        assert not found.is_gone_on
        assert apart(derive.derive(log, PROGRAM, b.AS_OF), found) == []


def test_the_law_sees_a_bounce_that_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(tmp_path)
    workspace.derive(workspace.file(beginning()), b.AS_OF - timedelta(days=1))
    log = workspace.file([b.did("ivan@acme.example", "email_bounce")])
    monkeypatch.setattr(newcomers, "_BOUNCES", "SELECT * FROM bounces_before")
    found = workspace.derive(log, b.AS_OF)
    assert found.is_gone_on
    assert "people" in apart(derive.derive(log, PROGRAM, b.AS_OF), found)


def test_every_kind_of_fact_is_looked_at() -> None:
    assert sorted(going_on.KINDS) == sorted(schemas.KINDS)
