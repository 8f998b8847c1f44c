"""Places within capacity, calm by margins."""

from accord.accounts import tiering
from accord.accounts.tiering import Candidate
from accord.program import presets

POINT = 1_000_000
PROGRAM = presets.program("default_mid_market_saas")


def one(account: int, value: float, **more: object) -> Candidate:
    given = {
        "fit": 90 * POINT,
        "known_share": 1.0,
        "lifetime_value": 10**6,
        "owner": f"seller{account}",
    } | more
    return Candidate(account=account, value=int(value * POINT), **given)  # type: ignore[arg-type]


def propose(*candidates: Candidate, **changes: object) -> dict[int, str]:
    dotted = {name.replace("__", "."): value for name, value in changes.items()}
    program = presets.program("default_mid_market_saas", dotted)
    return tiering.propose(candidates, program.tiers, program.tiering)


def test_the_most_valuable_get_the_deepest_treatment_within_capacity() -> None:
    found = propose(
        one(1, 50),
        one(2, 60),
        one(3, 40),
        tiers__one_to_one__capacity=1,
        tiers__one_to_few__capacity=1,
    )
    assert found == {2: "one_to_one", 1: "one_to_few", 3: "one_to_many"}


def test_a_seller_holds_only_so_many_of_a_tier() -> None:
    accounts = [one(n, 90 - n, owner="sam") for n in range(5)]
    found = propose(*accounts)
    assert [found[n] for n in range(5)] == ["one_to_one"] * 3 + ["one_to_few"] * 2


def test_what_a_tier_needs_is_asked() -> None:
    assert propose(one(1, 90, fit=69 * POINT)) == {1: "one_to_few"}
    assert propose(one(1, 90, known_share=0.5)) == {1: "one_to_few"}
    assert propose(one(1, 90, lifetime_value=1)) == {1: "one_to_few"}
    assert propose(one(1, 90, fit=49 * POINT)) == {}


def test_a_newcomer_needs_to_be_better_by_the_margin() -> None:
    room = {"tiers__one_to_one__capacity": 1}
    signed = one(1, 50, signed="one_to_one")
    assert propose(signed, one(2, 54), **room)[1] == "one_to_one"
    assert propose(signed, one(2, 56), **room)[2] == "one_to_one"


def test_an_incumbent_keeps_its_place_until_it_falls_by_the_other_margin() -> None:
    assert propose(one(1, 50, fit=57 * POINT, signed="one_to_one")) == {1: "one_to_one"}
    assert propose(one(1, 50, fit=55 * POINT, signed="one_to_one")) == {1: "one_to_many"}


def test_a_lock_holds_a_tier_whatever_the_value() -> None:
    room = {"tiers__one_to_one__capacity": 1}
    found = propose(one(1, 5, fit=10 * POINT, locked="one_to_one"), one(2, 90), **room)
    assert found == {1: "one_to_one", 2: "one_to_few"}


def test_a_held_account_may_rise_but_not_fall() -> None:
    held = one(1, 90, signed="one_to_few", is_held=True)
    assert propose(held) == {1: "one_to_one"}
    weak = one(1, 5, fit=10 * POINT, signed="one_to_few", is_held=True)
    assert propose(weak) == {1: "one_to_few"}


def test_only_so_many_newcomers_displace_incumbents() -> None:
    room = {"tiers__one_to_one__capacity": 20, "tiers__one_to_one__capacity_per_seller": 20}
    signed = [one(n, 10, signed="one_to_one") for n in range(20)]
    new = [one(100 + n, 90) for n in range(20)]
    found = propose(*signed, *new, **room)
    assert sum(found[100 + n] == "one_to_one" for n in range(20)) == 2


def test_the_step_between_two_lists_has_a_name() -> None:
    assert tiering.change("one_to_one", None) == "enters"
    assert tiering.change(None, "one_to_few") == "leaves"
    assert tiering.change("one_to_one", "one_to_few") == "up"
    assert tiering.change("one_to_many", "one_to_few") == "down"
    assert tiering.change("one_to_few", "one_to_few") == "stays"
    assert tiering.change(None, None) is None
