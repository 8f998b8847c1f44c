"""The walk of accounts through stages, look by look."""

import numpy as np

from accord.stages import machine
from accord.stages.moves import Events, Part, Rules, Span

DAYS = np.arange(10, dtype=np.int64) * 7 + 100


def flags(*looks: int, accounts: int = 1) -> np.ndarray:
    found = np.zeros((accounts, DAYS.size), np.bool_)
    found[:, list(looks)] = True
    return found


def always() -> Rules:
    return Rules(np.ones((1, DAYS.size), np.bool_))


def stays(
    rules: list[Rules], events: Events | None = None, dwell: int = 3
) -> list[tuple[int, int]]:
    span = Span(np.zeros(1, np.int64), np.full(1, DAYS.size))
    part = Part(rules, events or Events.none(), span)
    (walk,) = machine.walk([part], DAYS, dwell_days=dwell)
    return list(zip(walk.stages.tolist(), walk.days.tolist(), strict=True))


def event(stage: int, day: int) -> Events:
    return Events(np.zeros(1, np.int64), np.array([stage]), np.array([day]))


def test_the_last_stage_whose_rule_holds_is_entered() -> None:
    rules = [always(), Rules(flags(2, 3, 4)), Rules(flags(4))]
    assert stays(rules) == [(0, 94), (1, 114), (2, 128), (0, 135)]


def test_a_stage_without_a_leave_rule_lasts_as_long_as_its_entry_rule() -> None:
    assert stays([always(), Rules(flags(1, 2))]) == [(0, 94), (1, 107), (0, 121)]


def test_absence_counts_from_the_last_look_at_which_the_entry_rule_held() -> None:
    aware = Rules(flags(1, 3), leaves_after_days=14, has_restart=True)
    assert stays([always(), aware]) == [(0, 94), (1, 107), (0, 135)]


def test_an_unworked_stage_is_left_though_its_entry_rule_still_holds() -> None:
    qualified = Rules(flags(*range(1, 10)), leaves_after_days=21)
    assert stays([always(), qualified]) == [(0, 94), (1, 107), (0, 128)]


def test_a_stage_that_expired_is_entered_again_only_after_its_rule_stopped_holding() -> None:
    qualified = Rules(flags(1, 2, 3, 4, 7, 8), leaves_after_days=21)
    assert stays([always(), qualified])[-2:] == [(0, 128), (1, 149)]


def test_what_keeps_an_account_in_a_stage_beats_its_age() -> None:
    kept = Rules(flags(1), keeps=flags(*range(1, 7)), leaves_after_days=7)
    assert stays([always(), kept]) == [(0, 94), (1, 107), (0, 149)]


def test_engagement_below_the_floor_must_last_before_a_stage_is_left() -> None:
    engaged = Rules(flags(1), fades=flags(2, 4, 5, 6, 7, 8, 9), fades_for_days=14)
    assert stays([always(), engaged]) == [(0, 94), (1, 107), (0, 142)]


def test_a_hard_event_is_dated_to_its_own_day() -> None:
    deal = Rules(flags(3, 4, 5))
    assert stays([always(), deal], event(1, 117)) == [(0, 94), (1, 117), (0, 142)]


def test_a_hard_event_leads_forward_only() -> None:
    rules = [always(), Rules(flags(2)), Rules(flags(*range(1, 10)))]
    assert stays(rules, event(1, 120)) == [(0, 94), (2, 107)]


def test_events_of_one_week_are_taken_one_after_the_other() -> None:
    both = Events(np.zeros(2, np.int64), np.array([2, 1]), np.array([120, 117]))
    rules = [always(), Rules(flags(3)), Rules(flags(3))]
    assert stays(rules, both)[:3] == [(0, 94), (1, 117), (2, 120)]


def test_no_stage_is_left_before_its_dwell_but_by_a_hard_event() -> None:
    rules = [always(), Rules(flags(2)), Rules(flags(3))]
    assert stays(rules, dwell=8) == [(0, 94), (1, 114), (0, 128)]


def test_who_may_not_stay_is_moved_on_at_the_next_look() -> None:
    blocked = Rules(flags(1), expels=flags(4), leaves_after_days=90)
    assert stays([always(), blocked]) == [(0, 94), (1, 107), (0, 128)]


def test_a_motion_begins_and_ends_where_it_applies() -> None:
    span = Span(np.array([3]), np.array([6]))
    part = Part([always(), Rules(flags(4, 7))], Events.none(), span)
    (walk,) = machine.walk([part], DAYS, dwell_days=3)
    assert walk.days.tolist() == [121, 128, 135]


def test_motions_walk_side_by_side_as_each_would_alone() -> None:
    span = Span(np.zeros(2, np.int64), np.full(2, DAYS.size))
    short = Part(
        [always(), Rules(flags(2, 3, accounts=2), leaves_after_days=7)], event(1, 150), span
    )
    held = Rules(flags(4, accounts=2), fades=flags(6, 7, 8, accounts=2), fades_for_days=7)
    long = Part([always(), Rules(flags(1, 2, accounts=2)), held], Events.none(), span)
    alone = [machine.walk([part], DAYS, dwell_days=3)[0] for part in (short, long)]
    together = machine.walk([short, long], DAYS, dwell_days=3)
    for one, other in zip(alone, together, strict=True):
        assert one.days.tolist() == other.days.tolist()
        assert one.stages.tolist() == other.stages.tolist()
        assert one.accounts.tolist() == other.accounts.tolist()


def test_who_is_never_let_in_anywhere_stays_where_all_begin() -> None:
    lively = np.zeros((3, DAYS.size), np.bool_)
    lively[1, 5] = True
    span = Span(np.array([0, 0, 4]), np.full(3, DAYS.size))
    part = Part([always(), Rules(lively)], Events.none(), span)
    (walk,) = machine.walk([part], DAYS, dwell_days=3)
    assert walk.accounts.tolist() == [0, 1, 1, 1, 2]
    assert walk.days.tolist() == [94, 94, 135, 142, 128]
