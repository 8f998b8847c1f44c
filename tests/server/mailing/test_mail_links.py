"""Links of mails: clicks become facts, the way out works at once, and scanners change nothing."""

from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest
from django.test import Client

from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts import keys
from accord.server import contact_now, facts_now, inbox_here, keeping_out
from accord.server.actions import mail_links, throttle
from accord.server.mailing import links
from accord.server.mailing.building import ONE_CLICK
from accord.server.mailing.links import Mail
from accord.server.records.models import WrongPassword
from accord.server.records.queries import programs
from accord.values.errors import BusyError

pytestmark = pytest.mark.django_db
ADA = "ada@acme.example"
MAIL = Mail("<m1@tallyfold.example>", keys.email_key(ADA), "play-1")
TARGET = "https://tallyfold.example/guide?a=1&b=2#top"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def home(home_folder: Path) -> Path:
    from django.core.cache import cache

    cache.clear()
    inbox_here._opened.cache_clear()
    return home_folder


def client() -> Client:
    return Client(enforce_csrf_checks=True, headers={"user-agent": "Mozilla/5.0 Test"})


def facts() -> list[dict[str, object]]:
    with Session() as session:
        moment = AsOf(2**62, 0, programs.current_program().zone)
        logs.open_log(session, facts_now.log(), moment)
        return session.arrow("SELECT * FROM fact_activities ORDER BY received_at").to_pylist()


def may_be_mailed() -> bool:
    return contact_now.ask(ADA, "email", "marketing", datetime.now(UTC)).is_allowed


def withdrawn() -> bool:
    said = contact_now.standing_of(ADA, datetime.now(UTC)).said
    return any(one.status == "withdrawn" for one in said)


def post(address: str, body: str = ONE_CLICK, kind: str = FORM):  # type: ignore[no-untyped-def]
    return client().post(address, body, content_type=kind)


def test_a_click_leads_on_and_is_a_fact_with_what_tells_people_from_machines() -> None:
    answer = client().get(links.click("", MAIL, TARGET), REMOTE_ADDR="203.0.114.9")
    assert (answer.status_code, answer["Location"]) == (302, TARGET)
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    (row,) = facts()
    assert row["kind_name"] == "email_click"
    assert row["channel_name"] == "email"
    assert row["message_id"] == "<m1@tallyfold.example>"
    assert row["message"] == keys.message_key("<m1@tallyfold.example>")
    assert row["person_key"] == keys.email_key(ADA)
    assert row["campaign"] == "play-1"
    assert row["asset_name"] == "/guide"
    assert row["user_agent"] == "Mozilla/5.0 Test"
    assert row["network_name"] == "203.0.114.0/24"
    assert row["method"] == "GET"


def test_a_scanner_that_asks_for_headers_only_is_known_as_that() -> None:
    answer = client().head(links.click("", MAIL, TARGET))
    assert answer.status_code == 302
    assert [row["method"] for row in facts()] == ["HEAD"]


@pytest.mark.parametrize("change", ["?url=https://evil.example", "x", "/", "&x=1"])
def test_a_link_that_was_changed_leads_nowhere(change: str) -> None:
    address = links.click("", MAIL, TARGET)
    answer = client().get(address + change)
    if change.startswith("?"):
        assert answer["Location"] == TARGET  # what stands beside the token changes nothing
    else:
        assert answer.status_code in {400, 404}
        assert facts() == []


@pytest.mark.parametrize("place", ["l", "u", "o"])
def test_a_token_that_is_not_ours_is_answered_with_a_page_and_changes_nothing(place: str) -> None:
    good = links.leave("", MAIL).rpartition("/")[2]
    for token in ("x", good[:-2], f"{good}.x", good.swapcase()):
        for ask in (client().get, lambda at: client().post(at, ONE_CLICK, content_type=FORM)):
            answer = ask(f"/{place}/{token}")
            assert answer.status_code in {400, 405}
    assert facts() == []


def test_opening_the_way_out_changes_nothing() -> None:
    for ask in (client().get, client().head, client().get):
        answer = ask(links.leave("", MAIL))
        assert answer.status_code == 200
        assert not answer.cookies
    page = client().get(links.leave("", MAIL)).content.decode()
    assert page.count("<button") == 1
    assert "http" not in page.partition("<body>")[2]
    assert facts() == []
    assert not withdrawn()


def test_one_press_withdraws_at_once_without_cookies_and_again_changes_nothing() -> None:
    assert not withdrawn()
    began = process_time()
    answer = post(links.leave("https://accord.example", MAIL))
    assert withdrawn()
    assert process_time() - began < 1
    assert answer.status_code == 200
    assert not answer.cookies
    assert not may_be_mailed()
    assert "Vary" not in answer or "Cookie" not in answer["Vary"]
    assert post(links.leave("", MAIL)).status_code == 200
    assert {row["kind_name"] for row in facts()} == {"unsubscribe"}
    assert len({row["fact_id"] for row in facts()}) <= 2  # the minute may have turned between


def test_mailbox_providers_may_post_a_form_of_parts_too() -> None:
    answer = client().post(links.leave("", MAIL), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert withdrawn()


@pytest.mark.parametrize("body", ["", "List-Unsubscribe=", "list-unsubscribe=one-click", "x=1"])
def test_another_body_withdraws_nobody(body: str) -> None:
    assert post(links.leave("", MAIL), body).status_code == 400
    assert not withdrawn()


def test_a_press_that_can_not_be_stored_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(kind: str, rows: object) -> None:
        raise BusyError("the disk is full")

    monkeypatch.setattr(inbox_here, "write", full)
    answer = post(links.leave("", MAIL))
    assert answer.status_code == 503
    assert b"not unsubscribed yet" in answer.content
    assert client().get(links.click("", MAIL, TARGET))["Location"] == TARGET
    assert client().get(links.opened("", MAIL)).status_code == 200


def test_wrong_links_are_counted_and_right_ones_are_answered_still() -> None:
    codes = [client().get("/u/wrong").status_code for _ in range(throttle._PER_PLACE + 2)]
    assert codes[0] == 400
    assert codes[-1] == 429
    assert WrongPassword.objects.count() == throttle._PER_PLACE
    assert post(links.leave("", MAIL)).status_code == 200


def test_a_flood_of_one_link_is_written_down_in_part_and_led_on_in_whole() -> None:
    codes = {client().get(links.click("", MAIL, TARGET)).status_code for _ in range(70)}
    assert codes == {302}
    assert len(facts()) <= 2 * mail_links._PER_MINUTE


def test_the_picture_of_a_mail_tells_that_it_was_opened() -> None:
    answer = client().get(links.opened("", MAIL))
    assert answer["Content-Type"] == "image/gif"
    assert [row["kind_name"] for row in facts()] == ["email_open"]


def test_of_somebody_erased_nothing_is_written() -> None:
    assert keeping_out.keep_out([MAIL.person_key])
    assert client().get(links.click("", MAIL, TARGET)).status_code == 302
    assert post(links.leave("", MAIL)).status_code == 200
    assert facts() == []
