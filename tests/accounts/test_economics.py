"""The least contract value that pays."""

from accord.accounts import economics
from accord.program import presets

PROGRAM = presets.program("default_mid_market_saas")


def test_the_floor_of_typical_values_is_tens_of_thousands() -> None:
    floor = economics.floor(PROGRAM)
    assert floor.value == max(floor.by_payback, floor.by_lifetime)
    assert 20_000 <= floor.value <= 60_000


def test_a_short_cycle_lowers_the_floor() -> None:
    quick = presets.program("default_mid_market_saas", {"economics.sales_cycle_days": 14})
    assert economics.floor(quick).value < economics.floor(PROGRAM).value // 5


def test_payback_and_lifetime_are_met_exactly_at_their_values() -> None:
    floor = economics.floor(PROGRAM)
    rules = PROGRAM.economics
    per_month = rules.gross_margin / 12 * rules.payback_months_at_most
    assert (floor.by_payback - 1) * per_month < floor.cost <= floor.by_payback * per_month
    lifetime = rules.gross_margin / (1 - rules.yearly_retention)
    ratio = floor.by_lifetime * lifetime / floor.cost
    assert abs(ratio - rules.lifetime_value_to_cost_at_least) < 0.001


def test_it_says_whether_the_usual_contract_pays() -> None:
    assert economics.floor(PROGRAM).is_met
    cheap = presets.program("default_mid_market_saas", {"economics.annual_contract_value": 5_000})
    assert not economics.floor(cheap).is_met
