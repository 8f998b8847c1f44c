import itertools

import pytest

import builders
from accord.groups import complete, completeness
from accord.groups.completeness import Seat

ACME = builders.company("Acme", "acme.example", employees=900)
CFO = builders.person("ada@acme.example", "CFO", days_ago=100)
IT = builders.person("ivan@acme.example", "IT Director", days_ago=100)
ACT = builders.visit("ada@acme.example", days_ago=2)


def test_what_is_asked_depends_on_tier_and_stage(assembled) -> None:
    found = assembled(ACME, CFO, IT, ACT)
    light = found.completed("one_to_many", "aware")
    assert light["missing"] == ["functional_leader"]
    assert light["completeness"] == pytest.approx(100 * (100 + 80) / 260)
    assert (light["known"], light["required"]) == (2, 3)
    deep = found.completed("one_to_one", "aware")
    assert "champion" not in deep["missing"]
    assert "procurement" not in deep["missing"]
    assert deep["missing"][0] == "functional_leader"
    later = found.completed("one_to_one", "opportunity")
    assert {"champion", "procurement", "legal"} <= set(later["missing"])
    assert later["completeness"] < deep["completeness"] < light["completeness"]
    assert found.completed(None, "aware")["required"] == light["required"]


def test_the_engine_and_the_arithmetic_agree(assembled) -> None:
    found = assembled(ACME, CFO, IT, ACT)
    row = found.completed("one_to_one", "opportunity")
    seats = [
        Seat(*one) for one in found.rows("SELECT role, weight, required, known FROM seats_now")
    ]
    assert row["completeness"] == completeness.completeness(seats)
    assert row["required"] == sum(seat.required for seat in seats)


def test_completeness_is_the_same_in_whatever_order_its_roles_come(assembled) -> None:
    found = assembled(ACME, CFO, IT, ACT)
    found.completed("one_to_one", "opportunity")
    seats = [("a", 30, 7, 1), ("b", 50, 3, 2), ("c", 80, 6, 4), ("d", 40, 3, 2)]
    told = set()
    for order in itertools.permutations(seats):
        rows = ", ".join(f"(1, 'main', '{r}', {w}, {q}, {k}, 0)" for r, w, q, k in order)
        found.session.make(
            "seats_now",
            f"SELECT * FROM (VALUES {rows}) "
            "AS s(account, solution, role, weight, required, known, engaged)",
        )
        complete.count(found.session)
        told |= {row[0] for row in found.rows("SELECT completeness FROM group_now")}
        told.add(completeness.completeness(Seat(*seat) for seat in order))
    assert len(told) == 1


def test_one_voice_alone_is_an_alarm_once_it_is_serious(assembled) -> None:
    found = assembled(ACME, CFO, builders.did("ada@acme.example", "meeting_held", days_ago=3))
    early, late = (
        found.completed("one_to_one", "aware"),
        found.completed("one_to_one", "opportunity"),
    )
    assert (early["is_single_threaded"], early["alarms"]) == (False, [])
    assert (late["is_single_threaded"], late["alarms"]) == (True, ["single_threaded"])
    second = assembled(
        ACME,
        CFO,
        IT,
        builders.did("ada@acme.example", "meeting_held", days_ago=3),
        builders.did("ivan@acme.example", "meeting_held", days_ago=3),
    )
    assert second.completed("one_to_one", "opportunity")["alarms"] == []


@pytest.mark.parametrize(
    ("event", "is_lost"),
    [
        (builders.visit("cleo@acme.example", days_ago=5), False),
        (builders.did("cleo@acme.example", "email_bounce", days_ago=5), True),
        (builders.did("cleo@acme.example", "unsubscribe", days_ago=5), True),
        (builders.visit("cleo@acme.example", days_ago=100), True),
        (builders.trigger("acme.example", "champion_moved", days_ago=5), True),
    ],
    ids=["active", "bounced", "unsubscribed", "silent", "moved"],
)
def test_a_lost_champion_is_an_alarm(assembled, event, is_lost) -> None:
    cleo = builders.person("cleo@acme.example", "Head of Sales", crm_role="CHAMPION", days_ago=100)
    found = assembled(ACME, cleo, event, builders.visit("bo@acme.example", days_ago=3))
    assert ("champion_lost" in found.completed("one_to_one", "aware")["alarms"]) is is_lost


def test_a_group_that_nobody_checked_is_stale_where_that_matters(assembled) -> None:
    old = builders.person("ada@acme.example", "CFO", days_ago=300)
    found = assembled(ACME, old, builders.visit("browser:1", company="acme.example"))
    assert "stale" in found.completed("one_to_one", "aware")["alarms"]
    assert "stale" not in found.completed("one_to_many", "aware")["alarms"]
    fresh = assembled(ACME, old, builders.visit("ada@acme.example", days_ago=9))
    assert "stale" not in fresh.completed("one_to_one", "aware")["alarms"]


def test_each_solution_has_a_group_of_its_own_template(assembled) -> None:
    second = {"title": "Second", "buying_group": "small", "buying_function": "it"}
    needed = {"one_to_one": 1, "one_to_few": 1, "one_to_many": 1}
    role = {"weight": 50, "multiplier": 1.0, "required": needed}
    later = {**role, "from_stage": "opportunity"}
    small = {"roles": {"functional_leader": role, "legal": later}}
    found = assembled(ACME, CFO, IT, ACT, solutions__second=second, buying_groups__small=small)
    found.session.make("targets", "SELECT account, 'one_to_many' AS tier FROM accounts")

    def groups(stage):
        found.session.make(
            "stage_now",
            "SELECT account, solution, 'new' AS motion, stage FROM accounts "
            f"CROSS JOIN (VALUES ('main', 'aware'), ('second', '{stage}')) AS s(solution, stage)",
        )
        complete.complete(found.session, found.program, found.as_of)
        sql = "SELECT solution, known, required, completeness, missing FROM group_now"
        return {row[0]: row[1:] for row in found.rows(sql)}

    early, late = groups("aware"), groups("opportunity")
    assert early["main"] == late["main"] == (2, 3, 100 * (100 + 80) / 260, ["functional_leader"])
    assert early["second"] == (1, 1, 100.0, None) or early["second"] == (1, 1, 100.0, [])
    assert late["second"] == (1, 2, 50.0, ["legal"])
