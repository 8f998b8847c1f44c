"""Twelve small stories of accounts: what the default program makes of each."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

import builders
from accord.program import presets
from accord.scoring import looks
from builders import Fact
from scenes import Scored

Act = tuple[str | None, str | None, str, int]
PAGES = {"high_value_page_view": "/pricing", "ignored_page_view": "/careers/engineer"}
CRM_ROLE = {
    role: presets.program().buying_groups["standard"].roles[role].crm[0]
    for role in ("economic_buyer", "functional_leader", "technical_evaluator", "end_user")
}

KEEN: list[Act] = [("a", None, "content_download", age) for age in range(6)]
GROUP: list[Act] = [
    ("a", "functional_leader", "webinar_attended", 10),
    ("a", "functional_leader", "high_value_page_view", 4),
    ("a", "functional_leader", "email_reply", 3),
    ("b", "technical_evaluator", "high_value_page_view", 4),
    ("b", "technical_evaluator", "high_value_page_view", 2),
    ("b", "technical_evaluator", "content_download", 2),
    ("c", "economic_buyer", "tool_completed", 5),
]
STORIES: dict[str, tuple[list[Act], float, int, int]] = {
    "one analyst downloads six assets and reads thirty pages": (
        [*KEEN, *[("a", None, "page_view", age % 7) for age in range(30)]],
        44.5,
        1,
        0,
    ),
    "one finance chief does the same and comes to a webinar": (
        [
            *[("a", "economic_buyer", "content_download", age) for age in range(6)],
            ("a", "economic_buyer", "webinar_attended", 2),
            ("a", "economic_buyer", "high_value_page_view", 1),
        ],
        60.0,
        1,
        1,
    ),
    "ads only": (
        [
            *[(None, None, "ad_impression", i % 28) for i in range(1200)],
            *[(None, None, "ad_click", age) for age in range(10)],
        ],
        5.5,
        0,
        0,
    ),
    "mails opened, no click": ([("a", None, "email_open", i % 5) for i in range(40)], 0.0, 0, 0),
    "job hunters": ([("a", None, "ignored_page_view", i % 9) for i in range(60)], 0.0, 0, 0),
    "two users of one team": (
        [
            ("a", "end_user", "webinar_attended", 3),
            ("b", "end_user", "webinar_attended", 3),
            ("a", "end_user", "webinar_attended", 20),
            ("b", "end_user", "content_download", 9),
        ],
        35.2,
        2,
        1,
    ),
    "a real group": (GROUP, 89.9, 3, 3),
    "the same group, silent for sixty days": (
        [(who, role, kind, age + 60) for who, role, kind, age in GROUP],
        25.1,
        2,
        2,
    ),
    "a demo request": (
        [("a", None, "hand_raise", 0), ("a", None, "high_value_page_view", 0)],
        37.8,
        1,
        0,
    ),
    "a demo request alone": ([("a", None, "hand_raise", 0)], 35.0, 1, 0),
    "a small firm's founder and its technician": (
        [
            ("a", "economic_buyer", "meeting_held", 5),
            ("b", "technical_evaluator", "high_value_page_view", 3),
            ("b", "technical_evaluator", "content_download", 3),
        ],
        69.9,
        2,
        2,
    ),
    "two syndicated leads": (
        [
            ("a", "functional_leader", "syndicated_lead", 3),
            ("b", "technical_evaluator", "syndicated_lead", 3),
        ],
        4.3,
        0,
        0,
    ),
}


def facts(acts: list[Act]) -> Iterator[Fact]:
    yield builders.company("Acme", domain="acme.example")
    for who, role in dict.fromkeys((who, role) for who, role, _, _ in acts if who):
        crm_role = CRM_ROLE[role] if role else None
        yield builders.person(f"{who}@acme.example", company="acme", crm_role=crm_role)
    told: Counter[tuple[str | None, str, int]] = Counter()
    for who, _, kind, age in acts:
        told[who, kind, age] += 1
        fact = builders.did(
            f"{who}@acme.example" if who else "browser:1",
            "page_view" if kind in PAGES else kind,
            company=None if who else "acme.example",
            asset_name=PAGES.get(kind),
            days_ago=age,
            hour=told[who, kind, age] % 48 / 2,
        )
        yield fact


@pytest.mark.parametrize("name", STORIES)
def test_a_story_ends_as_it_should(name: str, score_facts: Callable[..., Scored]) -> None:
    acts, points, people, roles = STORIES[name]
    one = score_facts(builders.log(facts(acts)), builders.TODAY)
    ((got,),) = one.session.rows("SELECT points FROM engagement_now")
    assert round(got / 1e6, 1) == points
    asked = {("people_engaged", None), ("roles_engaged", None)}
    (block,) = looks.blocks(one.session, one.program, one.as_of, asked)
    assert block.values["people_engaged", None][0, -1] == people
    assert block.values["roles_engaged", None][0, -1] == roles
