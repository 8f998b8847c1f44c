"""Whose a hand-off is."""

from accord.plays.routing import Ground, Seller, route

ORDER = (
    "named_owner",
    "open_opportunity_owner",
    "parent_account_owner",
    "territory",
    "round_robin",
)
SAM, TESS, UMA = Seller("sam", 3, "tess"), Seller("tess", 1), Seller("uma", 1)


def test_the_named_owner_comes_first():
    found = route(ORDER, Ground(named_owner="sam", territory=("tess",)), [SAM, TESS], 15)
    assert (found.owner, found.way) == ("sam", "named_owner")
    assert found.reason == "owns the account"


def test_each_way_is_asked_in_the_order_of_the_program():
    ground = Ground("", "tess", "sam", ("uma",))
    assert route(ORDER, ground, [SAM, TESS, UMA]).owner == "tess"
    assert route(("territory", *ORDER), ground, [SAM, TESS, UMA]).owner == "uma"
    assert route(ORDER, Ground(parent_account_owner="sam"), [SAM, TESS]).owner == "sam"


def test_an_owner_who_can_not_sign_in_is_passed_over():
    assert route(ORDER, Ground(named_owner="gone"), [SAM, TESS]).owner == "tess"


def test_round_robin_balances_open_handoffs_then_turns_then_names():
    assert route(ORDER, Ground(), [SAM, UMA, TESS]).owner == "tess"
    assert route(ORDER, Ground(last_turn={"tess": 9}), [SAM, UMA, TESS]).owner == "uma"
    found = [route(ORDER, Ground(), order).owner for order in ([TESS, UMA], [UMA, TESS])]
    assert found == ["tess", "tess"]


def test_whoever_is_full_gives_it_to_the_backup():
    found = route(ORDER, Ground(named_owner="sam"), [SAM, TESS], 3)
    assert found.owner == "tess"
    assert found.reason == "stands in for sam, who has 3 open"


def test_whoever_is_full_without_a_backup_gives_it_to_the_next_way():
    lone = Seller("sam", 3)
    found = route(ORDER, Ground(named_owner="sam"), [lone, TESS], 3)
    assert (found.owner, found.way) == ("tess", "round_robin")
    assert "sam has 3 open" in found.reason


def test_a_handoff_is_never_left_lying():
    found = route(ORDER, Ground(named_owner="sam"), [SAM, TESS], 1)
    assert found.owner == "sam"
    assert "capacity" in found.reason
    assert route(ORDER, Ground(), []).owner == ""
