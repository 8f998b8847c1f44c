"""A match counts from the day on which it became known; no earlier day looks any different."""

from collections.abc import Callable
from datetime import timedelta

import builders
import naive
from accord.facts import keys
from accord.program import words
from accord.scoring import looks
from builders import Fact
from scenes import Scored

ADA = "ada@acme.example"
PEOPLE = [
    builders.company("Acme", domain="acme.example"),
    builders.company("Globex", domain="globex.example"),
    builders.person(ADA, title="CFO", company="acme"),
]
SEEN = [
    builders.did("browser:1", kind, days_ago=d, company="globex.example")
    for d, kind in ((30, "content_download"), (20, "webinar_attended"), (10, "page_view"))
]
MATCHED = builders.link("browser:1", ADA, days_ago=15)
ASKED = {
    ("engagement", None),
    ("people_engaged", None),
    ("visit_days", 30),
    ("days_since_human_activity", None),
}


def table(one: Scored) -> dict[tuple[str, int], list[int]]:
    """Return what every look says, by company and day."""
    names = dict(one.session.rows("SELECT account, name FROM accounts"))
    (block,) = looks.blocks(one.session, one.program, one.as_of, ASKED)
    return {
        (names[account], day): [
            int(v[row, place]) for _, v in sorted(block.values.items(), key=str)
        ]
        for row, account in enumerate(block.accounts.tolist())
        for place, day in enumerate(block.looks.tolist())
    }


def test_the_days_before_a_match_look_as_they_did(score_facts: Callable[..., Scored]) -> None:
    log = builders.log(PEOPLE, SEEN, MATCHED)
    then = builders.TODAY - timedelta(days=16)  # a Sunday, so a look
    before, after = table(score_facts(log, then)), table(score_facts(log, builders.TODAY))
    past = {key: values for key, values in before.items() if key[1] < builders.day(16)}
    assert len(past) > 2
    assert {key: after[key] for key in past} == past
    last = builders.TODAY_NUMBER
    since, points, people, visits = range(4)
    assert after["Acme", last][people] == 1  # Ada is engaged where she works
    assert after["Acme", last][visits] == 1
    assert before["Globex", builders.day(16)][points] > 0
    assert before["Globex", builders.day(16)][since] == 4
    # And Globex keeps nothing of what she did.
    assert after["Globex", last] == [words.UNKNOWN, 0, 0, 0]


def test_a_restitch_is_a_minus_at_the_old_and_a_plus_at_the_new(
    score_facts: Callable[..., Scored],
) -> None:
    one = score_facts(builders.log(PEOPLE, SEEN, MATCHED), builders.TODAY)
    rows = one.session.rows(
        "SELECT name, day, known_day, n FROM ledger JOIN accounts USING (account)"
    )
    day, match = builders.day, builders.day(15)
    assert sorted(rows) == sorted(
        [
            ("Acme", day(30), match, 1),
            ("Acme", day(20), match, 1),
            ("Acme", day(10), day(10), 1),
            ("Globex", day(30), day(30), 1),
            ("Globex", day(30), match, -1),
            ("Globex", day(20), day(20), 1),
            ("Globex", day(20), match, -1),
        ]
    )


def matched_day(score_facts: Callable[..., Scored], *links: Fact) -> int | None:
    one = score_facts(builders.log(PEOPLE, SEEN, links), builders.TODAY)
    found = dict(one.session.rows("SELECT key, from_day FROM stitched"))
    day = found.get(keys.anonymous_key("browser:1"))
    return None if day is None else builders.TODAY_NUMBER - day


def test_a_match_holds_since_it_was_last_doubted(score_facts: Callable[..., Scored]) -> None:
    other = builders.person("bo@globex.example", company="globex")
    link = builders.link
    undone = link("browser:1", ADA, days_ago=12, is_undone=True)
    assert matched_day(score_facts, MATCHED) == 15
    assert matched_day(score_facts, MATCHED, link("browser:1", ADA, days_ago=9)) == 15
    assert matched_day(score_facts, MATCHED, undone) is None
    assert matched_day(score_facts, MATCHED, undone, link("browser:1", ADA, days_ago=9)) == 9
    switched = link("browser:1", "bo@globex.example", days_ago=12)
    again = link("browser:1", ADA, days_ago=9)
    assert other.kind == "people"
    assert matched_day(score_facts, MATCHED, switched, again) == 9


def test_a_match_that_stands_again_stands_since_the_other_was_undone(
    score_facts: Callable[..., Scored],
) -> None:
    bo = "bo@globex.example"
    switched = builders.link("browser:1", bo, days_ago=12)
    undone = builders.link("browser:1", bo, days_ago=5, is_undone=True)
    assert matched_day(score_facts, MATCHED, switched, undone) == 5


def test_worlds_hold_matches_that_were_found_later(world: Scored) -> None:
    who = naive.who(world.session)
    facts = naive.facts_of(world.log)
    early = [f for f in facts if f["known_day"] < who.matched_on.get(f["person_key"], 0)]
    assert len(early) > 5
