"""Tells people from machines in simulated worlds, ours beside two usual ways of doing so.

    python benchmarks/verdicts.py [--seeds 5] [--first 2026] [--size team] [--json]

Every seed draws anew how fast scanners are, from which networks they come, whether they run
scripts and how many people sit behind the same gateway. The baselines: a list of user agents
only, and two of three of "within two seconds of sending", "listed network", "listed agent".
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from scipy.stats import kendalltau

from accord.derive import derive
from accord.engine import log as logs
from accord.engine.session import Session
from accord.facts import schemas
from accord.facts.log import Log
from accord.identity import resolve, verdicts
from accord.program import presets
from accord.program.model import Program
from accord.scoring import heard, score
from accord.values import time
from accord.world.simulate import simulate

UNTIL = date(2026, 6, 30)
AT_MOST = {"scanner_clicks_as_human": 0.02, "human_clicks_lost": 0.01, "unknown_share": 0.15}
"""What ours must keep to; `tau` must be at least TAU."""
TAU = 0.95
NON_BUYERS_AT_MOST = 0.02

_SIGNS = "engagement.verdicts.signs"
_AGENTS_ONLY: dict[str, Any] = {_SIGNS: {"agent_listed": {"weight": 100}}}
_TWO_OF_THREE: dict[str, Any] = {
    _SIGNS: {
        "agent_listed": {"weight": 50},
        "scanner_network": {"weight": 50},
        "cloud_network": {"weight": 50},
        "at_once_after_delivery": {"weight": 50, "within_seconds": 2},
    },
    "engagement.verdicts.unknown_from": 100,
}
WAYS: dict[str, dict[str, Any]] = {
    "ours": {},
    "agent list only": _AGENTS_ONLY,
    "two of three": _TWO_OF_THREE,
}

_JUDGED = """
SELECT v.kind, v.verdict, v.truth, v.audience, CAST(count(*) AS BIGINT) AS n
FROM (
    SELECT DISTINCT ON (a.fact_id) a.kind_name AS kind, {verdict} AS verdict, t.verdict AS truth,
        t.audience
    FROM fact_activities a {joins} JOIN true_activities t ON a.fact_id = t.fact_id
    WHERE a.network <> 0 OR a.message <> 0 AND a.kind_name IN ('email_open', 'email_click')
) AS v
GROUP BY v.kind, v.verdict, v.truth, v.audience
"""

NON_BUYERS = ("customer", "competitor", "partner", "own", "student", "job_hunter")
_NON_BUYERS = """
SELECT t.audience, CAST(count(*) AS BIGINT) AS n, CAST(count(s.fact_id) AS BIGINT) AS scored
FROM (SELECT DISTINCT fact_id, kind_name, network FROM fact_activities) AS a
JOIN true_activities t ON a.fact_id = t.fact_id
LEFT JOIN scoring_facts s ON a.fact_id = s.fact_id
WHERE t.verdict = 'human' AND list_contains($audiences, t.audience) AND a.network <> 0
    AND a.kind_name IN ('page_view', 'documentation_view')
GROUP BY t.audience ORDER BY t.audience
"""
"""Visits of pages by people of whom the truth says that they came for something else."""


def program(changes: dict[str, Any]) -> Program:
    return presets.program("demo", changes)


def log(folder: Path) -> Log:
    paths = {kind: folder / "facts" / f"{kind}.parquet" for kind in schemas.KINDS}
    return Log({kind: (str(path),) for kind, path in paths.items() if path.exists()})


def by_people_only(folder: Path) -> Log:
    """Return the log as it would be if no machine had touched a thing."""
    truth = pq.read_table(folder / "truth" / "activities.parquet", columns=["fact_id", "verdict"])
    human = truth.filter(pa.compute.equal(truth["verdict"].cast(pa.string()), "human"))["fact_id"]
    acts = pq.read_table(folder / "facts" / "activities.parquet")
    kept = acts.filter(pa.compute.is_in(acts["fact_id"], value_set=human.combine_chunks()))
    paths = {kind: path for kind, path in log(folder).paths_by_kind.items() if kind != "activities"}
    return Log(paths, {"activities": (kept,)})


@contextmanager
def scored(facts: Log, rules: Program) -> Iterator[Session]:
    as_of = derive.moment_of(rules, time.end_of_day(UNTIL, rules.zone))
    with Session() as session:
        logs.open_log(session, facts, as_of)
        resolve.resolve(session, rules, as_of)
        score.score(session, rules, as_of)
        yield session


def points(session: Session) -> dict[int, int]:
    return dict(session.rows("SELECT account, points FROM engagement_now"))


def agreement(one: dict[int, int], other: dict[int, int]) -> float:
    """Return Kendall's tau of two rankings of the accounts that either knows."""
    accounts = sorted({a for a in one.keys() | other.keys() if one.get(a) or other.get(a)})
    found = kendalltau([one.get(a, 0) for a in accounts], [other.get(a, 0) for a in accounts])
    return float(found.statistic)


def judged(session: Session, rules: Program, folder: Path) -> list[dict[str, Any]]:
    session.register("true_activities", pq.read_table(folder / "truth" / "activities.parquet"))
    sql = _JUDGED.format(verdict=verdicts.verdict(rules), joins=verdicts.JOINS)
    found: list[dict[str, Any]] = session.arrow(sql).to_pylist()
    return found


def figures(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return the shares that count, of clicks in mails and of all hits."""
    clicks = [row for row in rows if row["kind"] == "email_click"]
    machine = [row for row in clicks if row["truth"] in {"scanner", "proxy"}]
    human = [row for row in clicks if row["truth"] == "human"]
    stealth = [row for row in rows if row["truth"] in {"stealth", "crawler"}]
    people = [row for row in rows if row["truth"] == "human"]
    return {
        "scanner_clicks_as_human": _share(machine, {verdicts.HUMAN}),
        "human_clicks_lost": _share(human, {verdicts.MACHINE, verdicts.UNKNOWN}),
        "unknown_share": _share(rows, {verdicts.UNKNOWN}),
        "unknown_share_of_clicks": _share(clicks, {verdicts.UNKNOWN}),
        "crawlers_as_human": _share(stealth, {verdicts.HUMAN}),
        "human_hits_lost": _share(people, {verdicts.MACHINE, verdicts.UNKNOWN}),
        "scanner_clicks": sum(row["n"] for row in machine),
        "human_clicks": sum(row["n"] for row in human),
    }


def _share(rows: list[dict[str, Any]], said: set[int]) -> float:
    whole = sum(row["n"] for row in rows)
    return sum(row["n"] for row in rows if row["verdict"] in said) / whole if whole else 0.0


def non_buyers(session: Session, rules: Program) -> dict[str, float]:
    """Return how much of what people do who don't buy scores, of all they do and by audience."""
    as_of = derive.moment_of(rules, time.end_of_day(UNTIL, rules.zone))
    worth_of = dict(session.rows("SELECT kind, points FROM kinds"))
    accounts = [row[0] for row in session.rows("SELECT account FROM accounts")]
    scoring = {
        one.fact_id
        for some in heard.of(session, rules, as_of, accounts).values()
        for one in some
        if one.verdict == verdicts.HUMAN and not one.is_left_out and worth_of.get(one.scored)
    }
    session.register("scoring_facts", pa.table({"fact_id": pa.array(sorted(scoring))}))
    rows = session.rows(_NON_BUYERS, audiences=list(NON_BUYERS))
    labelled = sum(n for _, n, _ in rows)
    found = {f"non_buyers: {who}": float(scored / n) for who, n, scored in rows}
    return {"non_buyers_scoring": sum(scored for _, _, scored in rows) / labelled, **found}


def of_seed(seed: int, size: str) -> dict[str, dict[str, float]]:
    """Return every figure of one world, by way of judging."""
    with tempfile.TemporaryDirectory(prefix="accord-verdicts-") as name:
        folder = Path(name)
        simulate(size, "standard", seed, folder, UNTIL)
        with scored(by_people_only(folder), program({})) as session:
            plain = points(session)
        found = {}
        for way, changes in WAYS.items():
            rules = program(changes)
            with scored(log(folder), rules) as session:
                found[way] = figures(judged(session, rules, folder))
                if way == "ours":
                    found[way] |= non_buyers(session, rules)
                found[way]["tau"] = agreement(points(session), plain)
        return found


COUNTED_OF = {
    "scanner_clicks_as_human": "scanner_clicks",
    "human_clicks_lost": "human_clicks",
}
"""Shares of so few hits that one world can't show one in a hundred."""


def together(worlds: Iterable[dict[str, dict[str, float]]], way: str, figure: str) -> float:
    """Return a share over the clicks of all worlds together."""
    rows = [(world[way][figure], world[way][COUNTED_OF[figure]]) for world in worlds]
    return sum(share * n for share, n in rows) / sum(n for _, n in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=2026)
    parser.add_argument("--size", default="team")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    worlds = {
        seed: of_seed(seed, given.size) for seed in range(given.first, given.first + given.seeds)
    }
    if given.json:
        print(json.dumps(worlds, indent=1))
        return
    names = list(next(iter(worlds.values()))["ours"])
    print(f"{given.size} worlds of seeds {', '.join(map(str, worlds))}: median (worst)")
    print("| figure | " + " | ".join(WAYS) + " |\n|---|" + "---|" * len(WAYS))
    for name in names:
        cells = [_cell(name, [w[way].get(name, 0) for w in worlds.values()]) for way in WAYS]
        if name in COUNTED_OF:
            shares = [together(worlds.values(), way, name) for way in WAYS]
            cells = [
                f"{cell}, together {share:.2%}" for cell, share in zip(cells, shares, strict=True)
            ]
        print(f"| {name.replace('_', ' ')} | " + " | ".join(cells) + " |")


def _cell(name: str, values: list[float]) -> str:
    worst = min(values) if name == "tau" else max(values)
    if name == "tau":
        return f"{statistics.median(values):.4f} ({worst:.4f})"
    if max(values) > 1:
        return f"{statistics.median(values):.0f}"
    return f"{statistics.median(values):.2%} ({worst:.2%})"


if __name__ == "__main__":
    main()
