import crawleruseragents
import pytest

import builders
from accord.identity import machines
from accord.values import ids

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"


def test_every_listed_crawler_is_found() -> None:
    listed = [
        agent for one in crawleruseragents.CRAWLER_USER_AGENTS_DATA for agent in one["instances"]
    ]
    assert len(listed) > 1_000
    assert [agent for agent in listed if machines.reason(agent) is None] == []


@pytest.mark.parametrize(
    "agent",
    [
        CHROME,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 10; CUBOT NOTE 20) Chrome/95.0 Mobile Safari/537.36",
        "Outlook-iOS/709.2226530.prod.iphone (3.24.1)",
        "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
    ],
)
def test_browsers_of_people_are_none(agent: str) -> None:
    assert machines.reason(agent) is None


@pytest.mark.parametrize(
    ("agent", "why"),
    [
        ("python-requests/2.31", "the agent names itself a machine"),
        ("Mozilla/5.0 HeadlessChrome/120", "the agent names itself a machine"),
        ("Barracuda Sentinel (EE)", "a mail scanner names itself"),
    ],
)
def test_machines_say_why(agent: str, why: str) -> None:
    assert machines.reason(agent) == why


def test_agents_of_activities_are_judged_once_each(resolved) -> None:
    found = resolved(
        builders.visit("browser:1", user_agent=CHROME),
        builders.visit("browser:2", user_agent=CHROME),
        builders.visit("browser:3", user_agent="curl/8.0"),
        builders.visit("browser:4"),
    )
    rows = {agent: is_machine for agent, is_machine, _ in found.rows("SELECT * FROM agents")}
    assert rows == {ids.hash64("agent", CHROME): False, ids.hash64("agent", "curl/8.0"): True}
