import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from accord.world import scenarios, streams, truth
from world import worlds


def _closed_new_deals(world):
    deals = world.lives.deals
    closed = (deals.closes <= world.span.last_day) & ~deals.is_expansion.astype(bool)
    return deals.account[closed].astype(int), deals.is_won[closed].astype(bool)


def _feature_aucs(world) -> list[float]:
    account, won = _closed_new_deals(world)
    return [truth.auc(column[account], won) or 0.5 for column in world.fitness.features.T]


def _json(folder: Path, name: str):
    return json.loads((folder / "truth" / name).read_text(encoding="utf-8"))


def test_without_signal_no_company_trait_tells_won_from_lost() -> None:
    for seed in (1, 2):
        world = worlds.built("mid", "no_signal", seed)
        account, won = _closed_new_deals(world)
        margin = 3.5 * np.sqrt(1 / (12 * won.sum()) + 1 / (12 * (~won).sum()))
        assert max(abs(auc - 0.5) for auc in _feature_aucs(world)) < margin
        log_employees = world.setting.log_employees[account]
        assert truth.auc(log_employees, won) == pytest.approx(0.5, abs=margin)


def test_without_signal_tier_and_group_size_tell_nothing_either() -> None:
    world = worlds.built("mid", "no_signal", 1)
    account, won = _closed_new_deals(world)
    margin = 3.5 * np.sqrt(1 / (12 * won.sum()) + 1 / (12 * (~won).sum()))
    assert truth.auc(world.fitness.tier[account].astype(float), won) == pytest.approx(
        0.5, abs=margin
    )
    roles = world.setting.roles[account, 3].astype(float)
    assert truth.auc(roles, won) == pytest.approx(0.5, abs=margin)


@pytest.mark.parametrize("family", ["logit", "threshold", "gamma_time"])
def test_every_family_has_worlds_whose_fit_tells_won_from_lost(family: str) -> None:
    aucs = []
    for seed in range(4):
        account, won = _closed_new_deals(world := worlds.built("demo", family, seed))
        aucs.append(truth.auc(world.fitness.systematic[account], won))
        assert world.scenario.family == family
    assert sum(auc >= 0.75 for auc in aucs) >= 2, aucs


def test_the_seed_chooses_among_all_families() -> None:
    drawn = [scenarios.drawn("standard", streams.Streams(seed)) for seed in range(12)]
    families = {scenario.family for scenario in drawn}
    assert families == {"logit", "threshold", "gamma_time"}


def test_the_oracle_of_the_expected_file_is_that_of_the_tables() -> None:
    folder = worlds.written("demo", "standard", 7)
    expected = _json(folder, "expected.json")
    rows = worlds.asked(
        folder,
        "SELECT c.fit, o.is_won FROM '{truth}/opportunities.parquet' o "
        "JOIN '{truth}/companies.parquet' c USING (company) "
        "WHERE o.kind = 'New Business' AND o.closes <= 20634",
    )
    fit, won = (np.array(column) for column in zip(*rows, strict=True))
    pairs = fit[won][:, None] - fit[~won][None, :]
    by_hand = float((pairs > 0).mean() + 0.5 * (pairs == 0).mean())
    assert expected["oracle_auc"] == pytest.approx(by_hand)
    assert expected["oracle_auc"] > 0.6
    assert _json(worlds.written("tiny", "no_signal", 7), "expected.json")["oracle_auc"] == 0.5


def test_a_play_without_effect_changes_nobody() -> None:
    lifts = _json(worlds.written("demo", "standard", 7), "play_lift.json")
    null = lifts["executive_roundtable"]
    assert null["truth"] == "null"
    assert null["warm"]["ate"] == null["deal"]["ate"] == null["won"]["ate"] == 0


def test_helping_plays_help_and_the_harmful_one_harms() -> None:
    lifts = _json(worlds.written("demo", "standard", 7), "play_lift.json")
    assert lifts["industry_benchmark"]["warm"]["ate"] > 0
    assert lifts["always_on_content"]["warm"]["ate"] > 0
    assert lifts["content_syndication"]["warm"]["ate"] < 0


def test_the_confounded_play_looks_far_better_than_it_is() -> None:
    naive, true = [], []
    for seed in (7, 8):
        briefing = _json(worlds.written("demo", "standard", seed), "play_lift.json")[
            "executive_briefing"
        ]
        naive.append(briefing["warm"]["naive"])
        true.append(briefing["warm"]["att"])
    assert np.mean(naive) > 2 * max(np.mean(true), 0.02)


def test_the_holdout_is_a_fifth_and_stands_in_the_facts() -> None:
    world = worlds.built("mid", "standard", 3)
    for number in (0, 3, 4):
        propensity = world.assignment.propensity[number]
        held = world.assignment.start[number][~np.isnan(propensity)] > 20_000
        assert held.mean() == pytest.approx(0.2, abs=0.06)
    arms = worlds.asked(
        worlds.written("demo", "standard", 7),
        "SELECT play, arm FROM '{facts}/plays.parquet' GROUP BY ALL",
    )
    assert ("industry_benchmark", "held_out") in arms
    assert ("executive_briefing", "held_out") not in arms


def test_switching_a_channel_off_costs_deals() -> None:
    channels = _json(worlds.written("demo", "standard", 7), "channel_incremental.json")
    lost = [channels[name]["deals"] for name in ("email", "ads", "event", "sales", "content")]
    assert sum(lost) > 0
    assert channels["all"]["deals"] > max(lost)


def test_every_activity_has_one_true_doer() -> None:
    folder = worlds.written("demo", "standard", 7)
    (counted,) = worlds.asked(
        folder,
        "SELECT count(DISTINCT a.fact_id), count(DISTINCT t.fact_id), count(t.fact_id) "
        "FROM '{facts}/activities.parquet' a "
        "FULL JOIN (SELECT DISTINCT fact_id FROM '{truth}/activities.parquet') t USING (fact_id)",
    )
    ((rows,),) = worlds.asked(folder, "SELECT count(*) FROM '{truth}/activities.parquet'")
    assert counted[0] == counted[1] == rows
    assert counted[2] >= rows


def test_ties_count_half() -> None:
    assert truth.auc(np.array([1.0, 1.0, 2.0]), np.array([True, False, True])) == 0.75
    assert truth.auc(np.array([1.0]), np.array([True])) is None


def test_every_lead_has_a_true_person_whom_the_crm_does_not_know() -> None:
    folder = worlds.written("demo", "standard", 7)
    ((leads, known, true),) = worlds.asked(
        folder,
        "SELECT count(*), count(*) FILTER (p.is_known), count(*) FILTER (f.email = p.form_email) "
        "FROM '{facts}/leads.parquet' f JOIN '{truth}/leads.parquet' t USING (external_id) "
        "JOIN '{truth}/people.parquet' p ON p.person = t.person",
    )
    ((facts,),) = worlds.asked(folder, "SELECT count(*) FROM '{facts}/leads.parquet'")
    assert leads == facts == true > 20
    assert known == 0


@pytest.mark.slow
def test_the_harmful_play_drives_people_off_the_list() -> None:
    mails: Counter[bool] = Counter()
    left: Counter[bool] = Counter()
    for seed in (1, 2, 3):  # one world has too few who leave to tell
        rows = worlds.asked(
            worlds.written("mid", "standard", seed),
            "SELECT p.is_treated, (a.kind_name = 'unsubscribe')::INT, count(*) "
            "FROM '{facts}/activities.parquet' a JOIN '{truth}/activities.parquet' t USING (fact_id) "
            "JOIN '{truth}/assignments.parquet' p ON p.company = t.company "
            "AND p.play = 'content_syndication' "
            "WHERE a.kind_name IN ('email_sent', 'unsubscribe') AND t.verdict = 'human' GROUP BY ALL",
        )
        for is_treated, has_left, count in rows:
            (left if has_left else mails)[is_treated] += count
    assert left[True] / mails[True] > 1.5 * left[False] / mails[False]
