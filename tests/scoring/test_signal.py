import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts import schemas
from accord.facts.log import Log
from accord.identity import resolve
from accord.program import presets
from accord.scoring import signal, signal_deals
from accord.scoring.signal import Deals, Verdict
from accord.values import time
from accord.world import simulate

UNTIL = date(2026, 6, 30)


def drawn(n: int, effect: float, seed: int) -> Deals:
    """Draw deals at accounts of three deals each; one field matters by the effect, two don't."""
    rng = np.random.default_rng(seed)
    accounts = n // 3
    trade = rng.choice(["a", "b", "c", "d"], accounts)
    size, noise = rng.lognormal(5, 1, accounts), rng.normal(size=accounts)
    groups = np.repeat(np.arange(accounts), 3)
    odds = -0.3 + effect * (trade == "a") - effect * (trade == "d")
    won = rng.random(groups.size) < 1 / (1 + np.exp(-odds[groups]))
    return Deals(
        groups=[str(one) for one in groups],
        won=won.tolist(),
        categories={"trade": trade[groups].tolist()},
        numbers={"size": size[groups].tolist(), "noise": noise[groups].tolist()},
    )


def test_a_field_that_matters_is_found_and_named() -> None:
    found = signal.learn(drawn(300, 1.5, 1))
    assert found.verdict is Verdict.SIGNAL
    assert found.sentence.startswith("Usable signal: ")
    assert [one.name for one in found.fields if one.tells] == ["trade"]
    levels = {level.name: level for level in found.fields[0].levels}
    assert levels["a"].win_rate.low > levels["d"].win_rate.high
    assert found.learned is not None
    assert found.learned.low > 0.5


def test_luck_is_called_luck() -> None:
    verdicts = [signal.learn(drawn(300, 0.0, seed)).verdict for seed in range(20)]
    assert verdicts.count(Verdict.NO_SIGNAL) >= 19
    sentence = signal.learn(drawn(300, 0.0, 3)).sentence
    assert sentence.startswith("No usable signal: ")
    assert sentence.endswith("Rules stay")


def test_an_account_that_wins_often_is_no_pattern_by_itself() -> None:
    """One loyal account with many deals must not make its trade look like a law."""
    rng = np.random.default_rng(4)
    groups = [str(one) for one in range(30)] * 4 + ["loyal"] * 200
    won = [bool(one) for one in rng.random(120) < 0.4] + [True] * 190 + [False] * 10
    trades = [["a", "b", "c"][int(one) % 3] for one in groups[:120]] + ["loyal trade"] * 200
    found = signal.learn(Deals(groups, won, {"trade": trades}))
    assert found.verdict is Verdict.NO_SIGNAL


def test_few_wins_leave_the_rules_in_place() -> None:
    deals = drawn(300, 1.5, 1)
    kept = [place for place, won in enumerate(deals.won) if not won][:60]
    kept += [place for place, won in enumerate(deals.won) if won][:12]
    few = Deals(
        groups=[deals.groups[i] for i in kept],
        won=[deals.won[i] for i in kept],
        categories={"trade": [deals.categories["trade"][i] for i in kept]},
    )
    found = signal.learn(few)
    assert found.verdict is Verdict.TOO_FEW
    assert found.sentence.startswith("12 wins and 60 losses: rules stay")


def test_no_deals_and_no_fields_are_said() -> None:
    assert signal.learn(Deals([], [])).verdict is Verdict.TOO_FEW
    nothing = signal.learn(Deals([str(i) for i in range(80)], [i % 2 == 0 for i in range(80)]))
    assert "no field of the accounts differs" in nothing.sentence


def test_the_order_of_deals_means_nothing() -> None:
    deals = drawn(240, 1.0, 9)
    order = np.random.default_rng(1).permutation(len(deals.won))
    mixed = Deals(
        groups=[deals.groups[i] for i in order],
        won=[deals.won[i] for i in order],
        categories={k: [v[i] for i in order] for k, v in deals.categories.items()},
        numbers={k: [v[i] for i in order] for k, v in deals.numbers.items()},
    )
    one, other = signal.learn(deals), signal.learn(mixed)
    assert (one.verdict, one.chance) == (other.verdict, other.chance)
    assert one.learned is not None
    assert other.learned is not None
    assert np.isclose(one.learned.value, other.learned.value, atol=1e-9)


def test_real_deals_of_an_adviser_hold_a_signal(real_data: Path) -> None:
    with (real_data / "salvirt_b2b_sales.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    fields = [name for name in rows[0] if name != "Status"]
    found = signal.learn(
        Deals(
            groups=[str(place) for place in range(len(rows))],
            won=[row["Status"] == "Won" for row in rows],
            categories={name: [row[name] for row in rows] for name in fields},
        )
    )
    assert found.verdict is Verdict.SIGNAL
    assert found.groups < len(rows)  # copies stand together
    assert found.learned is not None
    assert 0.76 < found.learned.value < 0.86


def test_the_fictitious_crm_holds_none(real_data: Path) -> None:
    folder = real_data / "maven_crm"
    with (folder / "accounts.csv").open(encoding="utf-8") as file:
        accounts = {row["account"]: row for row in csv.DictReader(file)}
    with (folder / "sales_pipeline.csv").open(encoding="utf-8") as file:
        deals = [
            row
            for row in csv.DictReader(file)
            if row["deal_stage"] in {"Won", "Lost"} and row["account"] in accounts
        ]
    of = [accounts[row["account"]] for row in deals]
    found = signal.learn(
        Deals(
            groups=[row["account"] for row in deals],
            won=[row["deal_stage"] == "Won" for row in deals],
            categories={name: [one[name] for one in of] for name in ("sector", "office_location")},
            numbers={
                name: [float(one[name]) for one in of]
                for name in ("revenue", "employees", "year_established")
            },
        )
    )
    assert found.verdict is Verdict.NO_SIGNAL
    assert (found.wins, found.losses, found.groups) == (4_238, 2_473, 85)
    assert found.learned is not None
    assert 0.45 < found.learned.value < 0.55


def of_world(scenario: str, seed: int, folder: Path) -> tuple[signal.Signal, Deals]:
    simulate.simulate("demo", scenario, seed, folder, UNTIL)
    paths = {
        kind: (str(folder / "facts" / f"{kind}.parquet"),)
        for kind in schemas.KINDS
        if kind != "activities" and (folder / "facts" / f"{kind}.parquet").exists()
    }
    program = presets.program("demo")
    us = time.to_us(time.end_of_day(UNTIL, program.zone))
    as_of = AsOf(us, time.day_number(UNTIL), program.zone)
    with Session() as session:
        logs.open_log(session, Log(paths_by_kind=paths), as_of)
        resolve.resolve(session, program, as_of)
        deals = signal_deals.read(session, program, as_of)
        return signal.learn(deals), deals


@pytest.mark.slow
def test_worlds_are_judged_by_their_truth(tmp_path: Path, seed: int) -> None:
    found, deals = of_world("standard", 5, tmp_path / "standard")
    assert found.verdict is Verdict.SIGNAL
    assert deals.late_share == 0.0
    verdicts = [
        of_world("no_signal", seed + nth, tmp_path / str(nth))[0].verdict for nth in range(3)
    ]
    assert verdicts.count(Verdict.SIGNAL) <= 1
