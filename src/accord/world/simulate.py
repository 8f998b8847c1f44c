"""Simulate a company that sells to companies: facts for the product, truth for those who judge it."""

import argparse
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from accord.facts import keys, schemas
from accord.world import (
    activities,
    activity_facts,
    addresses,
    cast,
    columns,
    company_facts,
    deal_facts,
    dealings,
    ground_facts,
    hits,
    people_facts,
    plays,
    rows,
    signal_facts,
    sizes,
    traffic,
    truth,
    universe,
    work_facts,
)
from accord.world.activities import Block, Ground
from accord.world.rows import Rows
from accord.world.sizes import Size
from accord.world.spans import DAY_US, Ints
from accord.world.streams import Stream
from accord.world.universe import Universe

NUMBERS_A_BLOCK: Final = 10_000_000
_UNTIL: Final = "2026-06-30"
_MERGED_SHARE: Final = 2


def simulate(size: str | Size, scenario: str, seed: int, folder: Path, until: date) -> None:
    """Write `facts/` and `truth/` of one world below `folder`; equal arguments, equal bytes."""
    chosen = size if isinstance(size, Size) else sizes.named(size)
    world = universe.build(chosen, scenario, seed, until)
    book, terms = dealings.booked(world)
    _write_records(world, book, terms, folder)
    _write_activities(world, folder)
    truth.write(world, book, folder / "truth")


def _path(folder: Path, kind: str) -> Path:
    return folder / "facts" / f"{kind}.parquet"


def _write_records(
    world: Universe, book: dealings.Book, terms: dealings.Subscriptions, folder: Path
) -> None:
    """Write every kind of fact that is not born of activities."""
    end = world.span.end_us
    people = columns.Appending(_path(folder, "people"), schemas.SCHEMA_BY_KIND["people"])
    for chunk in people_facts.chunks(world):
        people.add(chunk)
    people.close()
    intent, is_noise = signal_facts.intent(world)
    touches = work_facts.touches(world)
    tables = deal_facts.tables(world, book, terms) | {
        "companies": company_facts.table(world),
        "intent": intent,
        "trigger_events": signal_facts.trigger_events(world),
        "account_team": work_facts.account_team(world, terms),
        "plays": work_facts.launches(world),
        "touches": touches,
        "costs": work_facts.costs(world, touches),
        "decisions": work_facts.decisions(world),
        "relations": ground_facts.relations(world, terms),
        "rates": ground_facts.rates(world),
        "source_totals": ground_facts.source_totals(world, book, terms),
    }
    for kind, facts in tables.items():
        columns.write(columns.known_until(facts, end), _path(folder, kind))
    # The world's sites name people by links, and its CRM names the technologies.
    for kind in ("person_traits", "company_traits", "memberships", "technologies"):
        columns.write(schemas.SCHEMA_BY_KIND[kind].empty_table(), _path(folder, kind))
    truth.write_intent_noise(intent, is_noise, folder / "truth")


class _Growing:
    """The files that activities fill, block by block."""

    def __init__(self, world: Universe, folder: Path) -> None:
        self.world = world
        kinds = ("activities", "identity_links", "leads", "consents")
        self.files = {
            kind: columns.Appending(_path(folder, kind), schemas.SCHEMA_BY_KIND[kind])
            for kind in kinds
        }
        self.truth = columns.Appending(folder / "truth" / "activities.parquet", truth.ACTIVITIES)
        self.true_leads = columns.Appending(folder / "truth" / "leads.parquet", truth.LEADS)
        self.files["consents"].add(ground_facts.consents(world))

    def add(self, ground: Ground, number: int, drawn: Rows) -> None:
        """Write one block's activities, and what they reveal of people."""
        world, first = self.world, number * NUMBERS_A_BLOCK
        who = activity_facts.named(drawn, ground, world.seed)
        rng = world.streams.of("activity_facts", number)
        self.files["activities"].add(activity_facts.table(drawn, who, ground, first, rng))
        self.files["identity_links"].add(_links(world, drawn, who, first))
        self._add_leads(drawn, first)
        left = np.flatnonzero((drawn.kind == rows.KIND["unsubscribe"]) & (drawn.person >= 0))
        person, moment = drawn.person[left], drawn.moment[left]
        self.files["consents"].add(ground_facts.withdrawn(person, moment, world, first))
        self.truth.add(truth.activities(drawn, first))

    def _add_leads(self, drawn: Rows, first: int) -> None:
        opened = activity_facts.revealed(drawn, (rows.BY_MAIL, rows.BY_BOTH))
        person = drawn.person[opened]
        unknown = ~self.world.people.is_known[person]
        leads = people_facts.leads(
            self.world, person[unknown], drawn.moment[opened][unknown], first
        )
        self.files["leads"].add(leads)
        self.true_leads.add(truth.leads(self.world, leads, person[unknown]))

    def close(self) -> None:
        """Finish all files."""
        for file in (*self.files.values(), self.truth, self.true_leads):
            file.close()


def _write_activities(world: Universe, folder: Path) -> None:
    habits = traffic.drawn(world.streams.of("habits"))
    truth.write_json(folder / "truth" / "traffic.json", asdict(habits))
    ground = Ground(
        span=world.span,
        companies=world.companies,
        people=world.people,
        states=world.lives.states,
        customer_week=world.lives.customer_week,
        volume=world.volume,
        is_scanned=world.is_scanned,
        mail_lift=world.scenario.mail_lift,
        annoyed_week=world.assignment.start[plays.HARMFUL],
        habits=habits,
        guards=traffic.guards(world.is_scanned, habits, world.streams.of("guards")),
        networks=hits.pool(world.streams.of("networks")),
    )
    done = round(world.size.events / _yield(world, ground))
    growing = _Growing(world, folder)
    parts = activities.blocks(ground, done, world.size.events, world.streams.of("blocks"))
    for block in parts:
        luck = world.streams.of("activities", block.number)
        growing.add(ground, block.number, _drawn(world, ground, block, luck))
    growing.add(ground, len(parts), cast.rows_of(world))
    growing.close()


def _yield(world: Universe, ground: Ground) -> float:
    """Return how many activities come of one thing done, by trying on some companies."""
    count = len(world.companies)
    last = min(count, 2_000)
    tried = Block(number=0, first=0, last=last, done=activities.PILOT)
    return len(_drawn(world, ground, tried, world.streams.of("pilot"))) / activities.PILOT


def _drawn(world: Universe, ground: Ground, block: Block, luck: Stream) -> Rows:
    """Return what people did in a block of companies, and what machines did about it."""
    people = activities.draw(ground, block, luck)
    machines = world.streams.of("traffic", block.number)
    whole = traffic.with_machines(people, ground.guards, ground.habits, machines)
    return whole.take(whole.moment <= world.span.end_us)


def _links(world: Universe, drawn: Rows, who: activity_facts.Named, first: int) -> pa.Table:
    """Tell browsers from the first form each filled in, and aliases that somebody merged."""
    opened = activity_facts.first_per_browser(drawn)
    from_key = who.browser_keys[who.browser_at[opened]]
    to_key = who.address_keys[who.address_at[opened]]
    moment = drawn.moment[opened]
    person, at = np.unique(drawn.person[opened], return_index=True)
    aliased = (world.people.alias[person] > 0) & (person % _MERGED_SHARE == 0)
    who_merged, when = person[aliased], moment[at][aliased] + DAY_US
    in_form = _form_keys(world, who_merged)
    work = addresses.addresses(world.people, world.companies, who_merged).to_pylist()
    links = columns.table(
        "identity_links",
        "site",
        np.concatenate([moment, when]),
        {
            "fact_id": columns.numbered("l", first + np.arange(opened.size + who_merged.size)),
            "from_key": np.concatenate([from_key, in_form]),
            "to_key": np.concatenate(
                [to_key, np.array([keys.email_key(mail) for mail in work], dtype=np.int64)]
            ),
            "is_undone": np.zeros(opened.size + who_merged.size, dtype=np.bool_),
        },
    )
    return columns.known_until(links, world.span.end_us)


def _form_keys(world: Universe, persons: Ints) -> Ints:
    mails = addresses.in_forms(world.people, world.companies, persons).to_pylist()
    return np.array([keys.email_key(mail) for mail in mails], dtype=np.int64)


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and simulate."""
    parser = argparse.ArgumentParser(prog="python -m accord.world.simulate", description=__doc__)
    parser.add_argument("--size", default="demo", choices=list(sizes.SIZE_BY_NAME))
    parser.add_argument("--scenario", default="standard")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--until", type=date.fromisoformat, default=date.fromisoformat(_UNTIL))
    parser.add_argument("--events", type=int)
    parser.add_argument("--noise", action="store_true", help="more dirt than usual")
    given = parser.parse_args(arguments)
    size = sizes.named(given.size, events=given.events)
    scenario = f"{given.scenario}+noise" if given.noise else given.scenario
    simulate(size, scenario, given.seed, given.out, given.until)
    sys.stdout.write(f"{size.name} world of seed {given.seed} in {given.out}\n")


if __name__ == "__main__":
    main()
