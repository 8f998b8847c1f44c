"""From the CRM's open pipeline to ours, every opportunity's difference has one cause."""

from hypothesis import given
from hypothesis import strategies as st

from accord.measurement import reconciliation
from accord.measurement.reconciliation import Ours, Theirs

EUR = "EUR"


def ours(minor: int | None = 100, **said: object) -> Ours:
    base = {
        "minor": minor, "currency": EUR, "reporting_minor": minor, "is_closed": False,
        "has_account": True, "is_listed": True,
    }  # fmt: skip
    return Ours(**(base | said))  # type: ignore[arg-type]


def test_the_same_on_both_sides_differs_by_nothing() -> None:
    found = reconciliation.bridge({"a": Theirs(100, EUR)}, {"a": ours()}, EUR, {})
    assert (found.theirs, found.ours, found.steps, found.unexplained) == (100, 100, (), 0)


def test_each_difference_is_told_under_its_cause() -> None:
    theirs = {name: Theirs(100, EUR) for name in "abcdefgh"}
    mine = {
        "a": ours(), "b": ours(150), "c": ours(is_closed=True), "d": ours(has_account=False, is_listed=False),
        "e": ours(is_listed=False), "z": ours(70),
    }  # fmt: skip
    found = reconciliation.bridge(theirs, mine, EUR, {"f": "rejected", "g": "left_out"})
    assert reconciliation.pairs(found.steps) == [
        ("rejected", -100, 1), ("not_read", -100, 1), ("left_out", -100, 1), ("closed_by_now", -100, 1),
        ("closed_there", 70, 1), ("changed", 50, 1), ("no_account", -100, 1), ("off_list", -100, 1),
    ]  # fmt: skip
    assert (found.theirs, found.ours, found.unexplained) == (800, 320, 0)


def test_a_currency_is_converted_at_our_rate_and_apart_without_one() -> None:
    theirs = {"a": Theirs(200, "USD"), "b": Theirs(50, "USD"), "c": Theirs(7, "CHF")}
    mine = {"a": ours(200, currency="USD", reporting_minor=180)}
    found = reconciliation.bridge(theirs, mine, EUR, {})
    assert found.theirs == 225
    assert found.apart == {"CHF": (7, 1)}
    assert found.unexplained == 0


@given(
    st.dictionaries(st.sampled_from("abcdefghij"), st.builds(Theirs, st.integers(0, 10**9), st.sampled_from(["EUR", "USD", "CHF"]))),
    st.dictionaries(
        st.sampled_from("abcdefghij"),
        st.builds(
            Ours, st.none() | st.integers(0, 10**9), st.sampled_from(["EUR", "USD"]),
            st.none() | st.integers(0, 10**9), st.booleans(), st.booleans(), st.booleans(),
        ),
    ),
    st.dictionaries(st.sampled_from("abcdefghij"), st.sampled_from(["rejected", "left_out"])),
)  # fmt: skip
def test_nothing_is_ever_left_unexplained(
    theirs: dict[str, Theirs], mine: dict[str, Ours], known: dict[str, str]
) -> None:
    assert reconciliation.bridge(theirs, mine, EUR, known).unexplained == 0
