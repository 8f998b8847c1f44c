"""A marketing manager's path in a real browser, from a play to mails at a real mail server."""

import sqlite3
import time
from email import message_from_bytes
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import post_office
from browsing import Visitors

pytestmark = pytest.mark.browser
MOST_DEEDS, MOST_WAITING_S = 60, 90
TEXT = (
    'Hi {{ person.first_name | default: "there" }},\n\n'
    "see [the benchmark](https://tallyfold.example/benchmark) for {{ account.name }}.\n"
)


class Counted:
    """A page that counts what its user does."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.deeds = 0

    def click(self, name: str, inside: str = "main", role: str = "button") -> None:
        self.deeds += 1
        self.page.locator(inside).get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.page.wait_for_load_state()

    def fill(self, selector: str, text: str) -> None:
        self.deeds += 1
        self.page.locator(selector).fill(text)

    def check(self, selector: str) -> None:
        self.deeds += 1
        self.page.locator(selector).check()


def let_mails_leave(visitors: Visitors, port: int) -> None:
    """Set the mail server as an admin does."""
    page = visitors.page("robin")
    page.goto("/settings/mail/")
    page.select_option("#id_by", "smtp")
    page.fill("#id_host", "127.0.0.1")
    page.fill("#id_port", str(port))
    page.select_option("#id_security", "none")
    page.fill("#id_from_name", "Tallyfold")
    page.fill("#id_from_address", "hello@tallyfold.example")
    page.fill("#id_postal", "1 Way, Town")
    page.fill("#id_base_url", "https://tallyfold.example")
    page.fill("#id_per_minute", "1000")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_load_state()
    page.context.close()


def let_a_week_pass(home: Path, public: str) -> None:
    """Move a campaign's clock on: its second step, a mail, is due now, at any hour of the day."""
    with sqlite3.connect(home / "accord.db", timeout=30) as database:
        database.execute(
            "update records_enrolment set next_place = 1, due_at = '2026-01-01 00:00:00' "
            "where state = 'live' and campaign_id = "
            "(select id from records_campaign where public = ?)",
            (public,),
        )
    database.close()


def test_a_play_is_planned_launched_and_mailed(visitors: Visitors, home: Path) -> None:
    with post_office.opened() as (office, port):
        let_mails_leave(visitors, port)
        page = visitors.page("mia")
        me, begun = Counted(page), time.monotonic()
        page.goto("/plays/")
        row = "#plays tr:has-text('Industry benchmark')"
        page.locator(f"{row} summary").click()
        me.click("The whole signed list", inside=row)
        page.wait_for_url("**/campaigns/*/")
        public = page.url.rstrip("/").rsplit("/", 1)[-1]
        expect(page.locator("#would")).to_be_visible(timeout=60_000)
        for place in (1, 2, 6):
            if not page.locator(f"#s-{place}").is_visible():
                page.locator(f"details:has(#s-{place}) summary").click()
                me.deeds += 1
            me.fill(f"#s-{place}", "Where {{ account.name }} stands")
            me.fill(f"#b-{place}", TEXT)
            me.click("Save this mail", inside=f"details:has(#s-{place})")
        me.check("[name=is_basis_checked]")
        me.check("[name=is_budget_approved]")
        me.click("Save", inside="#answers")
        seller = visitors.page("sam")
        seller.goto("/plays/")
        seller.get_by_role("link", name="Read the briefing").last.click()
        seller.get_by_role("button", name="I have read this briefing").click()
        seller.wait_for_load_state()
        seller.context.close()
        page.reload()
        me.click("Launch to", inside="#gate")
        expect(page.get_by_role("heading", level=1)).to_contain_text("accounts are in it")
        let_a_week_pass(home, public)
        deadline = time.monotonic() + MOST_WAITING_S
        while len(office.taken) < 5 and time.monotonic() < deadline:
            page.wait_for_timeout(500)
            page.reload()
        states = page.locator("#steps").inner_text()
        assert office.taken or "quiet hours" in states, states
        assert me.deeds + 2 <= MOST_DEEDS
        assert time.monotonic() - begun < MOST_WAITING_S * 2
        for _, recipients, content in office.taken:
            mail = message_from_bytes(content)
            assert mail["To"].endswith(f"{recipients[0]}>") or mail["To"] == recipients[0]
            assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            assert mail["List-Unsubscribe"].startswith("<https://tallyfold.example/u/")
            assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}
        assert len({to for _, [to], _ in office.taken}) == len(office.taken), "somebody twice"
        page.get_by_role("button", name="Pause").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("paused")
        page.context.close()
