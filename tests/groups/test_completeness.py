from hypothesis import given
from hypothesis import strategies as st

from accord.groups import completeness
from accord.groups.completeness import Seat
from accord.program import presets

PROGRAM = presets.program()


def test_completeness_is_the_weighted_share_of_seats_filled() -> None:
    seats = [Seat("a", 100, 1, 3), Seat("b", 80, 2, 1), Seat("c", 40, 0, 5), Seat("d", 20, 1, 0)]
    assert completeness.completeness(seats) == 100 * (100 + 40) / 200


def test_a_group_of_which_nothing_is_asked_has_none() -> None:
    assert completeness.completeness([Seat("a", 100, 0, 2)]) is None
    assert completeness.completeness([]) is None


SEATS = st.builds(Seat, st.just("r"), st.integers(0, 100), st.integers(0, 4), st.integers(0, 6))


@given(st.lists(SEATS, max_size=8))
def test_it_lies_between_nought_and_a_hundred_and_never_falls_with_people(seats) -> None:
    found = completeness.completeness(seats)
    if found is None:
        return
    assert 0 <= found <= 100 + 1e-9
    more = [Seat(s.role, s.weight, s.required, s.known + 1) for s in seats]
    assert completeness.completeness(more) >= found
    full = [Seat(s.role, s.weight, s.required, s.required) for s in seats]
    assert abs(completeness.completeness(full) - 100) < 1e-9


def test_a_role_is_asked_for_from_its_stage_on() -> None:
    asked = completeness.asks_from(PROGRAM, "engaged", "new")
    assert "aware" not in asked
    assert {"engaged", "qualified", "opportunity", "customer"} <= asked
    assert "unaware" in completeness.asks_from(PROGRAM, None, "new")


def test_a_motion_without_that_stage_reads_the_one_with_the_same_rule() -> None:
    assert completeness.asks_from(PROGRAM, "opportunity", "expand") == {
        "expansion_opportunity",
        "expanded",
    }
    assert "in_term" not in completeness.asks_from(PROGRAM, "opportunity", "renew")
    assert "in_term" in completeness.asks_from(PROGRAM, "engaged", "renew")
    assert completeness.asks_from(PROGRAM, "opportunity", "win_back") == completeness.asks_from(
        PROGRAM, "opportunity", "new"
    )


ROLES = st.lists(st.sampled_from("abcdef"), unique=True)


@given(
    ROLES.flatmap(
        lambda names: st.tuples(
            *(
                st.builds(
                    Seat, st.just(n), st.integers(0, 100), st.integers(0, 4), st.integers(0, 6)
                )
                for n in names
            )
        )
    )
)
def test_what_the_roles_give_is_completeness(seats) -> None:
    given_by = completeness.shares(seats)
    assert all(0 <= share <= 100 + 1e-9 for share in given_by.values())
    assert abs(sum(given_by.values()) - (completeness.completeness(seats) or 0)) < 1e-9
    assert set(given_by) == {s.role for s in seats if s.required and s.weight}
