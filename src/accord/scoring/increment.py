"""One more day: counts anew only the people of whom something new was heard or known.

Who is touched is found by comparing: facts that the ledger has not seen, and everything that
decides whose a fact is and whether it counts, as it was with as it is. All rows of a touched
person are made anew from all facts; nobody else's can have changed. What differs is written
as signed rows, so the ledger equals, row for row, one that is made from the beginning.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from accord.engine import log as log_
from accord.engine import parquet
from accord.engine.ledger import CELL, Ledger, Manifest
from accord.engine.session import AsOf, Session
from accord.facts.log import Log
from accord.identity.going_on import Standing
from accord.program.model import Program
from accord.scoring import counting, ledger
from accord.scoring.cells import Flags, Ints
from accord.scoring.worth import excluded_words

_RULES: Final = "3"
"""Raised by hand when the way rows are made changes: every ledger then starts anew."""

_SAID: Final[dict[str, str]] = {
    "person_keys": "SELECT key, person, account FROM person_keys",
    "stitched": "SELECT key, from_day FROM stitched",
    "account_keys": "SELECT key, account FROM account_keys",
    "agents": "SELECT agent AS key, is_machine FROM agents",
    "crowds": "SELECT network AS key, account, slot, known_day FROM crowds",
    "out_people": "SELECT person AS key FROM out_people",
    "out_accounts": "SELECT account AS key FROM out_accounts",
    "terms": "SELECT account AS key, starts_day, ends_day FROM subscriptions",
}
"""What decides whose a fact is and whether it counts: compared from day to day."""
_WHOSE: Final = ("person_keys", "account_keys")
"""Those that identity keeps itself, and knows how they changed."""

_HELD: Final = """
SELECT DISTINCT coalesce(p.person, a.person_key) AS person,
    CASE WHEN a.person_key = 0 THEN coalesce(c.account, 0) ELSE 0 END AS account
FROM {facts} a
LEFT JOIN person_keys p ON a.person_key = p.key
LEFT JOIN account_keys c ON a.company_key = c.key
UNION
SELECT a.person_key AS person, CAST(0 AS BIGINT) AS account FROM {facts} a WHERE a.person_key <> 0
"""
"""Whose facts are, known or not; those of nobody are told apart by their account."""

_CHANGED: Final = """
SELECT key FROM (
    (SELECT * FROM ({now}) AS now EXCEPT SELECT * FROM {before})
    UNION ALL
    (SELECT * FROM {before} EXCEPT SELECT * FROM ({now}) AS now)
) AS differing
GROUP BY key
"""
_BY_KEY: Final = """
SELECT k.key AS person, CAST(0 AS BIGINT) AS account FROM changed_whose k
UNION SELECT b.person, 0 FROM changed_whose k JOIN person_keys_before b ON k.key = b.key
UNION SELECT n.person, 0 FROM changed_whose k JOIN person_keys n ON k.key = n.key
"""
_BY_FACT: Final = """
SELECT DISTINCT coalesce(p.person, a.person_key) AS person,
    CASE WHEN a.person_key = 0 THEN x.account ELSE 0 END AS account
FROM fact_activities a
JOIN (
    SELECT k.key, n.account FROM {changed} k JOIN account_keys n ON k.key = n.key
    UNION SELECT k.key, b.account FROM {changed} k JOIN account_keys_before b ON k.key = b.key
) AS x ON a.company_key = x.key
LEFT JOIN person_keys p ON a.person_key = p.key
"""
_BY_AGENT: Final = """
SELECT DISTINCT coalesce(p.person, a.person_key) AS person,
    CASE WHEN a.person_key = 0 THEN coalesce(c.account, 0) ELSE 0 END AS account
FROM fact_activities a
JOIN changed_agents k ON a.agent = k.key
LEFT JOIN person_keys p ON a.person_key = p.key
LEFT JOIN account_keys c ON a.company_key = c.key
"""
_BY_CROWD: Final = """
SELECT DISTINCT coalesce(p.person, a.person_key) AS person, CAST(0 AS BIGINT) AS account
FROM fact_activities a
JOIN changed_crowds k ON a.network = k.key
LEFT JOIN person_keys p ON a.person_key = p.key
WHERE a.message <> 0 AND a.person_key <> 0
"""
"""Whose mail was opened from a network that was, or now is, seen to open many people's."""
_BY_OUT_ACCOUNT: Final = """
SELECT DISTINCT l.person, CASE WHEN l.person = 0 THEN l.account ELSE 0 END AS account
FROM ledger_before l
JOIN changed_out_accounts k ON l.account = k.key
"""
_BY_TERMS: Final = """
SELECT DISTINCT l.person, CASE WHEN l.person = 0 THEN l.account ELSE 0 END AS account
FROM ledger_before l
JOIN changed_terms k ON l.account = k.key
JOIN kinds s ON l.kind = s.kind
WHERE s.only_for IS NOT NULL
"""
_CLOSED: Final = """
SELECT person, account FROM touched_first
UNION SELECT k.key, CAST(0 AS BIGINT) FROM person_keys k
    JOIN touched_first t ON k.person = t.person
"""
"""Everybody who is touched, and what they were before they were known: their browsers."""
_READ: Final = (
    "person_key, company_key, occurred_at, day, known_day, half_hour, channel, kind, asset, "
    "asset_name, agent, network, message, method, has_script, is_hidden_link"
)
"""What ledger and verdicts read of an activity."""
_TOUCHED_FACTS: Final = f"""
SELECT {_READ} FROM fact_activities a WHERE a.person_key IN (
    SELECT person FROM touched WHERE person <> 0
    UNION SELECT p.key FROM person_keys p JOIN touched t ON p.person = t.person)
"""
_BLANK_FACTS: Final = f"""
SELECT {_READ} FROM fact_activities a WHERE a.person_key = 0 AND a.company_key IN (
    SELECT c.key FROM account_keys c JOIN touched t ON c.account = t.account WHERE t.person = 0)
"""
_OF_TOUCHED: Final = """
SELECT l.* FROM {ledger} l
WHERE l.person IN (SELECT person FROM touched WHERE person <> 0)
    OR (l.person = 0 AND l.account IN (SELECT account FROM touched WHERE person = 0))
"""


@dataclass(frozen=True)
class Keeping:
    """Where ledgers are kept, the log that is derived from, and what identity keeps."""

    folder: Path
    log: Log
    standing: Standing | None = None

    def path(self, store: Ledger, name: str) -> Path:
        """Return where a table lies as it was when the ledger was last gone on with."""
        if self.standing and name in _WHOSE:
            return self.standing.kept.path(name)
        return store.kept(name)

    @property
    def whose(self) -> tuple[str, str]:
        """The names of what identity knew before, and of what it knows now."""
        if self.standing is None:
            return "", ""
        before, after = self.standing.kept.before, self.standing.kept.after
        return (before.name if before else "none"), (after.name if after else "none")


def name_of(program: Program) -> str:
    """Return the name of the ledger that a program reads: the hash of what decides its rows."""
    minutes = program.engagement.same_person_same_asset_within_minutes
    company = program.company.model_dump(mode="json") if program.company else None
    verdicts = program.engagement.verdicts.model_dump(mode="json")
    lists = {name: list(domains) for name, domains in program.lists.items()}
    decides = [_RULES, minutes, company, lists, verdicts]
    return sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()[:16]


def make(session: Session, program: Program, as_of: AsOf, keeping: Keeping) -> None:
    """Make `ledger` and `counted`, from what was kept where it can be gone on from."""
    kept = Ledger(keeping.folder / name_of(program))
    counting.make_out_people(session, program)
    was, is_now = keeping.whose
    manifest = Manifest(
        as_of.us,
        _counting_of(program),
        tuple(keeping.log.paths_by_kind.get("activities", ())),
        whose=is_now,
    )
    if _is_continued(kept, manifest, was):
        _go_on(session, program, (kept, manifest), keeping)
    else:
        _start(session, program, kept, manifest)
    for name, query in _SAID.items():
        if keeping.standing is None or name not in _WHOSE:
            kept.keep(session, name, query)
    kept.keep(session, "counted", "SELECT * FROM counted")
    kept.keep(session, "page_kinds", "SELECT * FROM page_kinds")
    kept.settle()


def _counting_of(program: Program) -> str:
    """Hash what decides which rows count: a program that differs counts the ledger anew."""
    engagement = program.engagement
    kinds = {
        name: [clause.pages, clause.only_for, clause.account_cap is None]
        for name, clause in engagement.activities.items()
    }
    most = engagement.per_person_kind_per_day_at_most
    visitors = {
        name: rule.model_dump(mode="json") for name, rule in engagement.people_who_dont_buy.items()
    }
    decides = json.dumps([kinds, most, excluded_words(program), visitors], sort_keys=True)
    return sha256(decides.encode()).hexdigest()[:16]


def _is_continued(kept: Ledger, now: Manifest, whose: str) -> bool:
    """Tell whether what is kept is of an earlier moment of the same log and the same rules."""
    before = kept.manifest
    return (
        before is not None
        and before.counting == now.counting
        and before.whose == whose
        and before.as_of_us <= now.as_of_us
        and set(before.segments) <= set(now.segments)
    )


def _start(session: Session, program: Program, store: Ledger, manifest: Manifest) -> None:
    ledger.make(session, program)
    counting.make_page_kinds(session, program.engagement)
    session.register("counted", counting.rows(session, program).combine_chunks())
    store.begin(session, "SELECT * FROM ledger", manifest)
    log_.view_part(session, "held_facts", _none(manifest))
    store.keep(session, "held", _HELD.format(facts="held_facts"))


def _none(manifest: Manifest) -> log_.Part:
    return log_.Part("activities", (), 0, manifest.as_of_us)


def _go_on(
    session: Session, program: Program, kept: tuple[Ledger, Manifest], keeping: Keeping
) -> None:
    store, manifest = kept
    _find_touched(session, store, manifest, keeping)
    has_blank = session.rows("SELECT 1 FROM touched WHERE person = 0 LIMIT 1")
    facts = f"{_TOUCHED_FACTS} UNION ALL {_BLANK_FACTS}" if has_blank else _TOUCHED_FACTS
    session.make("facts_of_touched", facts)
    ledger.make(session, program, "ledger_of_touched", "facts_of_touched")
    cell = ", ".join(CELL)
    session.make(
        "signed",
        f"SELECT {cell}, CAST(sum(n) AS BIGINT) AS n FROM ("
        f"SELECT {cell}, n FROM ledger_of_touched UNION ALL "
        f"SELECT {cell}, -n AS n FROM ({_OF_TOUCHED.format(ledger='ledger_before')}) AS gone"
        f") AS both_ways GROUP BY {cell} HAVING sum(n) <> 0",
    )
    _count_touched(session, program, store)
    store.append(session, "SELECT * FROM signed", manifest)
    session.view("ledger", store.query())
    store.keep(session, "held", _HELD.format(facts="held_facts"))
    session.drop("facts_of_touched", "ledger_of_touched", "signed", "ledger_before")


def _find_changed(session: Session, store: Ledger, keeping: Keeping) -> None:
    """Make `changed_<name>` of everything that decides whose a fact is and whether it counts."""
    is_told = session.has("changed_keys")
    for name, query in _SAID.items():
        session.open_file(f"{name}_before", keeping.path(store, name))
        if not is_told or name not in _WHOSE:
            changed = _CHANGED.format(now=query, before=f"{name}_before")
            session.make(f"changed_{name}", changed)
    if is_told:
        session.make("changed_person_keys", "SELECT key FROM changed_keys")
        session.make("changed_account_keys", "SELECT key FROM changed_keys WHERE false")
    session.make(
        "changed_whose",
        "SELECT key FROM changed_person_keys UNION SELECT key FROM changed_stitched",
    )


def _find_touched(session: Session, store: Ledger, manifest: Manifest, keeping: Keeping) -> None:
    """Make the table `touched`: person, and for facts of nobody the account."""
    before = store.standing
    _find_changed(session, store, keeping)
    session.view("held_before", f"SELECT * FROM read_parquet('{store.kept('held')}')")
    session.view("ledger_before", store.query())
    fresh = tuple(path for path in manifest.segments if path not in set(before.segments))
    parts = {
        "held_facts": _none(manifest),
        "fresh_facts": log_.Part("activities", fresh, 0, manifest.as_of_us),
        "due_facts": log_.Part(
            "activities", before.segments, before.as_of_us + 1, manifest.as_of_us
        ),
    }
    asked = ["SELECT person, account FROM held_before", _BY_KEY]
    asked.append("SELECT key AS person, CAST(0 AS BIGINT) AS account FROM changed_out_people")
    for name, part in parts.items():
        log_.view_part(session, name, part)
        asked.append(_HELD.format(facts=name))
    for changed, query in (
        ("changed_account_keys", _BY_FACT.format(changed="changed_account_keys")),
        ("changed_agents", _BY_AGENT),
        ("changed_crowds", _BY_CROWD),
        ("changed_out_accounts", _BY_OUT_ACCOUNT),
        ("changed_terms", _BY_TERMS),
    ):
        if session.rows(f"SELECT 1 FROM {changed} LIMIT 1"):
            asked.append(query)
    session.make("touched_first", " UNION ".join(f"({query})" for query in asked))
    session.make("touched", _CLOSED)


def _count_touched(session: Session, program: Program, store: Ledger) -> None:
    """Put the counted rows of touched people in place of those that were."""
    pages = parquet.read(store.kept("page_kinds"))
    counting.make_page_kinds(session, program.engagement, "facts_of_touched")
    known = pa.concat_tables([pages, session.table("page_kinds")])
    session.register("known_pages", known)
    session.register("page_kinds", session.arrow("SELECT DISTINCT * FROM known_pages"))
    new = counting.rows(session, program, "ledger_of_touched")
    touched = session.arrow("SELECT person, account FROM touched")
    session.register("counted", _merged(parquet.read(store.kept("counted")), new, touched))


def _merged(old: pa.Table, new: pa.Table, touched: pa.Table) -> pa.Table:
    """Return the sorted old rows of people who are not touched, with the new rows in place."""
    account, person = (old.column(name).to_numpy() for name in ("account", "person"))
    starts = np.flatnonzero(_changes(account, person))
    keep = ~_is_touched(account[starts], person[starts], touched)
    lengths = np.diff(np.append(starts, account.size))
    new_account, new_person = (new.column(name).to_numpy() for name in ("account", "person"))
    new_starts = np.flatnonzero(_changes(new_account, new_person))
    first = np.concatenate([starts[keep], account.size + new_starts])
    size = np.concatenate([lengths[keep], np.diff(np.append(new_starts, new_account.size))])
    accounts = np.concatenate([account[starts[keep]], new_account[new_starts]])
    persons = np.concatenate([person[starts[keep]], new_person[new_starts]])
    order = np.lexsort((persons, accounts))
    first, size = first[order], size[order]
    before = np.cumsum(size) - size
    rows = np.repeat(first - before, size) + np.arange(size.sum())
    columns = {
        name: np.concatenate([old.column(name).to_numpy(), new.column(name).to_numpy()])[rows]
        for name in new.column_names
    }
    return pa.table(columns, schema=new.schema)


def _changes(account: Ints, person: Ints) -> Flags:
    flags = np.ones(account.size, np.bool_)
    flags[1:] = (account[1:] != account[:-1]) | (person[1:] != person[:-1])
    return flags


def _is_touched(account: Ints, person: Ints, touched: pa.Table) -> Flags:
    persons = touched.column("person").to_numpy()
    blank = touched.column("account").to_numpy()[persons == 0]
    by_person = np.isin(person, persons[persons != 0])
    is_blank = (person == 0) & np.isin(account, blank)
    return np.asarray(by_person | is_blank)
