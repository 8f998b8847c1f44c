"""Who a step is for, among the people of an account."""

import pytest

from accord.plays import audience
from accord.plays.audience import Scene, Somebody
from accord.program import words

ADA = Somebody(1, 9, "ada@acme.example", roles=frozenset({"economic_buyer"}))
IVAN = Somebody(
    2, 9, "ivan@acme.example", roles=frozenset({"technical_evaluator"}), is_engaged=True,
    points=9_000_000, last_day=120,
)  # fmt: skip
CLEO = Somebody(
    3, 9, "cleo@acme.example", roles=frozenset({"champion"}), is_engaged=True,
    points=30_000_000, last_day=101,
)  # fmt: skip
NOBODY = Somebody(4, 9, "info@acme.example", is_role_mailbox=True, points=99_000_000, last_day=121)
GUEST = Somebody(5, 9, "guest@acme.example", points=1, last_day=90)
ALL = (ADA, IVAN, CLEO, NOBODY, GUEST)
SCENE = Scene(100, filled_roles=frozenset({"champion"}), invited=frozenset({1, 2}))


def chosen(*names):
    return [who.person for who in audience.choose(names, ALL, SCENE)]


@pytest.mark.parametrize(
    ("names", "persons"),
    [
        (("group",), [3, 2, 1]),
        (("economic_buyer", "champion"), [3, 1]),
        (("known_people",), [3, 2, 5, 1]),
        (("visitors",), [3, 2, 5]),
        (("whoever_acted",), [3]),
        (("engaged_person",), [3]),
        (("not_yet_engaged",), [1]),
        (("found_people",), []),
        (("missing_roles",), [2, 1]),
        (("attended_or_downloaded",), [3, 2]),
        (("invited",), [2, 1]),
        (("invited_without_answer",), [1]),
        (("new_executive",), [1]),
        (("vendor",), []),
        (("whoever_acted", "economic_buyer"), [3, 1]),
    ],
)
def test_each_audience_is_who_its_name_says_the_warmest_first(names, persons):
    assert chosen(*names) == persons


def test_every_audience_of_the_program_is_known():
    meant = set(audience._FITS) | {"vendor"}
    assert set(words.AUDIENCES) <= meant


def test_an_offices_mailbox_is_in_no_audience():
    assert all(4 not in chosen(name) for name in (*words.AUDIENCES, *words.ROLES))
