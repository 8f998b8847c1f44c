"""Every address of the pages has a case here; axe-core finds nothing on any of them."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browsing import Visitors

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
pytestmark = pytest.mark.browser

SIZES = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]


@dataclass(frozen=True)
class Places:
    """Addresses of things that this workspace has."""

    account: str
    fact: str
    signed: str
    draft: str
    version: str
    run: str
    connection: str
    person: str
    erasure: str
    write_key: str
    aside: str
    mail: str
    warehouse: str
    campaign: str
    audience: str
    handoff: str


@pytest.fixture(scope="module")
def places(visitors: Visitors, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Find an account with a fact, a signed list, a draft, a version and an import."""
    page = visitors.page("robin")
    page.goto("/accounts/?q=acme")
    account = _last(page, "a[data-open]")
    page.goto(f"/accounts/{account}/receipt/engagement/")
    fact = _last(page, 'a[href*="/facts/"]')
    page.goto("/targets/history/")
    signed = _last(page, "td a[href*='/targets/history/']")
    page.goto("/program/")
    draft = _last(page, "a[href*='/program/drafts/']")
    page.goto("/program/versions/")
    version = page.locator("td code").last.inner_text()
    file = tmp_path_factory.mktemp("files") / "companies.csv"
    file.write_text("Company name,Company Domain Name\nAxe Test,axe-test.example\n,\n")
    page.goto("/imports/")
    page.set_input_files("#files", str(file))
    page.get_by_role("button", name="Check these files").click()
    page.wait_for_url("**/imports/*/")
    page.wait_for_selector("progress", state="detached", timeout=240_000)
    run = page.url.rstrip("/").rsplit("/", 1)[-1]
    page.goto("/connections/new/hubspot/")
    page.fill("#id_token", "a-token")
    page.fill("#id_address", "http://127.0.0.1:9")  # where nobody answers
    page.get_by_role("button", name="Connect HubSpot").click()
    page.wait_for_url("**/connections/*/")
    connection = page.url.rstrip("/").rsplit("/", 1)[-1]
    page.goto(f"/accounts/{account}/")
    person = _last(page, "a[href^='/accounts/'][href*='/people/']")
    page.goto("/settings/privacy/")
    page.fill("#erase input[name=person]", "nobody@nowhere.example")
    page.check("#erase input[name=is_sure]")
    page.get_by_role("button", name="Erase everywhere").click()
    page.wait_for_url("**/erasures/*/")
    erasure = page.url.rstrip("/").rsplit("/", 1)[-1]
    write_key, aside = _tracked(page)
    page.goto("/tracking/")
    page.select_option("#add-mail select", "postmark")
    page.get_by_role("button", name="Get an address").click()
    page.wait_for_url("**/tracking/mail/*/")
    mail = page.url.rstrip("/").rsplit("/", 1)[-1]
    warehouse = _asked(page, tmp_path_factory.getbasetemp())
    campaign = _planned(page)
    audience = _told(page)
    page.goto("/handoffs/?whose=all")
    handoff = _last(page, "#queue a[data-open]")
    page.context.close()
    made = (connection, person, erasure, write_key, aside, mail, warehouse, campaign, audience)
    return Places(account, fact, signed, draft, version, run, *made, handoff)


def _planned(page: Page) -> str:
    """Plan a play for the signed list."""
    page.goto("/plays/")
    row = page.locator("#plays tr", has_text="Industry benchmark")
    row.locator("summary").click()
    row.get_by_role("button", name="The whole signed list").click()
    page.wait_for_url("**/campaigns/*/")
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def _told(page: Page) -> str:
    """Make an audience of people, of whom some are kept back."""
    page.goto("/plays/audiences/")
    page.get_by_label("Name").fill("Deciders")
    page.select_option("#platform", "linkedin_contacts")
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url(lambda url: not url.endswith("/audiences/"))
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def _asked(page: Page, folder: Path) -> str:
    """Connect a warehouse, and keep a query of it."""
    with sqlite3.connect(folder / "warehouse" / "w.db") as database:
        database.execute("create table if not exists firms(id integer, name text, site text)")
        database.execute("insert into firms values (1, 'Axe Test', 'axe-test.example')")
    database.close()
    page.goto("/connections/new/warehouse/")
    page.fill("#id_address", f"sqlite://{folder}/warehouse/w.db")
    page.get_by_role("button", name="Connect Warehouse").click()
    page.wait_for_url(lambda url: "/new/" not in url)
    public_id = page.url.rstrip("/").rsplit("/", 1)[-1]
    page.get_by_role("link", name="Write a query").click()
    page.get_by_label("Name").fill("Firms")
    page.get_by_label("Query").fill("SELECT id AS record_id, name, site AS domain FROM firms")
    page.get_by_role("button", name="Try it").click()
    page.wait_for_selector("#tried table")
    page.get_by_role("button", name="Save and read").click()
    page.wait_for_selector("#queries table")
    return public_id


def _tracked(page: Page) -> tuple[str, str]:
    """Make a write key, and send with it what is good and what is not."""
    page.goto("/tracking/")
    page.get_by_label("Name").fill("Website")
    page.get_by_role("button", name="Make a write key").click()
    page.wait_for_url("**/tracking/keys/*/")
    public_id = page.url.rstrip("/").rsplit("/", 1)[-1]
    key = page.locator("#libraries dd code").first.inner_text()
    page.wait_for_timeout(600)  # the door looks for new keys twice a second
    page.request.post(
        "/v1/batch",
        data={"writeKey": key, "batch": [{"type": "track"}, {"type": "page", "userId": "u"}]},
    )
    for _ in range(400):
        page.goto("/tracking/quarantine/")
        if page.locator("a[data-open]").count():
            return public_id, _last(page, "a[data-open]")
        page.wait_for_timeout(500)
    pytest.fail("the event was not set aside")


def _last(page: Page, selector: str) -> str:
    link = page.locator(selector).first.get_attribute("href") or ""
    return link.split("?")[0].rstrip("/").rsplit("/", 1)[-1]


Address = Callable[[Places], str]
PAGES: dict[str, Address] = {
    "today": lambda p: "/",
    "more": lambda p: "/more/",
    "accounts": lambda p: "/accounts/",
    "view_save": lambda p: "/accounts/views/?tier=one_to_one",
    "account": lambda p: f"/accounts/{p.account}/",
    "account_timeline": lambda p: f"/accounts/{p.account}/timeline/",
    "receipt": lambda p: f"/accounts/{p.account}/receipt/engagement/",
    "account_fact": lambda p: f"/accounts/{p.account}/facts/{p.fact}/",
    "account_brief": lambda p: f"/accounts/{p.account}/brief/",
    "account_group": lambda p: f"/accounts/{p.account}/group/",
    "empty_seats": lambda p: "/seats/",
    "targets": lambda p: "/targets/",
    "targets_history": lambda p: "/targets/history/",
    "targets_signed": lambda p: f"/targets/history/{p.signed}/",
    "targets_kept_out": lambda p: "/targets/kept-out/",
    "program": lambda p: "/program/",
    "program_text": lambda p: "/program/text/",
    "program_versions": lambda p: "/program/versions/",
    "program_compare": lambda p: f"/program/versions/{p.version}/",
    "program_presets": lambda p: "/program/presets/",
    "program_preset": lambda p: "/program/presets/demandbase_style/",
    "program_draft": lambda p: f"/program/drafts/{p.draft}/",
    "program_section": lambda p: "/program/sections/tiers/",
    "handoffs": lambda p: "/handoffs/?whose=all",
    "handoff": lambda p: f"/handoffs/{p.handoff}/",
    "handoff_people": lambda p: "/handoffs/people/",
    "plays": lambda p: "/plays/",
    "campaign": lambda p: f"/campaigns/{p.campaign}/",
    "campaign_preview": lambda p: f"/campaigns/{p.campaign}/preview/",
    "audiences": lambda p: "/plays/audiences/",
    "audience": lambda p: f"/plays/audiences/{p.audience}/",
    "inbound": lambda p: "/inbound/",
    "connections": lambda p: "/connections/",
    "connection_new": lambda p: "/connections/new/hubspot/",
    "connection": lambda p: f"/connections/{p.connection}/",
    "connection_edit": lambda p: f"/connections/{p.connection}/edit/",
    "connection_query": lambda p: f"/connections/{p.warehouse}/query/?name=Firms",
    "connection_fields": lambda p: f"/connections/{p.connection}/fields/",
    "connection_writing": lambda p: f"/connections/{p.connection}/writing/",
    "reconciliation": lambda p: "/reconciliation/",
    "gaps": lambda p: "/gaps/",
    "imports": lambda p: "/imports/",
    "import": lambda p: f"/imports/{p.run}/",
    "import_mapping": lambda p: f"/imports/{p.run}/columns/",
    "scorecard": lambda p: "/scorecard/",
    "channels": lambda p: "/scorecard/channels/",
    "tokens": lambda p: "/settings/tokens/",
    "seeing": lambda p: "/settings/seeing/",
    "webhooks": lambda p: "/settings/webhooks/",
    "sending": lambda p: "/settings/mail/",
    "tracking": lambda p: "/tracking/",
    "tracking_key": lambda p: f"/tracking/keys/{p.write_key}/",
    "tracking_mail": lambda p: f"/tracking/mail/{p.mail}/",
    "tracking_live": lambda p: "/tracking/live/",
    "tracking_quarantine": lambda p: "/tracking/quarantine/",
    "tracking_event": lambda p: f"/tracking/quarantine/{p.aside}/",
    "settings": lambda p: "/settings/",
    "privacy": lambda p: "/settings/privacy/",
    "erasure": lambda p: f"/settings/privacy/erasures/{p.erasure}/",
    "contact_rules": lambda p: "/settings/contact/",
    "legal_basis": lambda p: "/settings/contact/legal-basis/",
    "account_person": lambda p: f"/accounts/{p.account}/people/{p.person}/",
    "help": lambda p: "/help/",
    "glossary": lambda p: "/glossary/",
}
"""Addresses that show a page, by name."""

MORE: dict[str, Address] = {
    "warehouse": lambda p: f"/connections/{p.warehouse}/",
    "new query": lambda p: f"/connections/{p.warehouse}/query/",
    "fit": lambda p: f"/accounts/{p.account}/receipt/fit/",
    "completeness": lambda p: f"/accounts/{p.account}/receipt/completeness/",
    "group departments": lambda p: f"/accounts/{p.account}/group/?view=department",
    "group graph": lambda p: f"/accounts/{p.account}/group/?view=graph",
    "empty seats of a role": lambda p: "/seats/?role=economic_buyer&state=missing",
    "stage": lambda p: f"/accounts/{p.account}/receipt/stage/",
    "no result": lambda p: "/accounts/?q=nobody+is+called+so",
    "everyone": lambda p: "/?whose=all",
    "not found": lambda p: "/nothing/here/",
    "no account": lambda p: "/accounts/0000000000000/",
}
"""The same addresses asked for something else."""

DEEDS = {
    "sign_out", "accounts_columns", "accounts_bulk", "view_delete", "account_role", "account_step",
    "account_note", "empty_seats_seek", "empty_seats_audience", "targets_sign", "target_object", "target_override", "target_unlock",
    "target_withdraw", "program_revert", "program_adopt", "program_discard", "import_answer",
    "import_commit", "import_terms", "connection_run", "connection_pause", "connection_remove", "inbound_accept",
    "inbound_return", "theme", "password", "user_invite", "user_role", "user_active", "undo",
    "retention", "facts_kept", "person_erase", "contact_suppress", "contact_allow",
    "tracking_add", "tracking_change", "tracking_replay", "tracking_replay_all",
    "tracking_mail_add", "tracking_mail_change", "token_add", "token_change",
    "connection_query_remove", "connection_write", "sending_try",
    "play_plan", "campaign_change", "campaign_mail", "campaign_take_out", "campaign_read",
    "campaign_launch", "campaign_move", "campaign_task", "campaign_addresses", "audience_add", "audience_file", "audience_remove",
    "webhook_add", "webhook_change", "webhook_retry",
    "handoff_desk", "handoff_away", "handoff_leave", "handoff_leave_undo", "handoff_accept",
    "handoff_reject", "handoff_give", "handoff_read", "handoff_outcome", "handoff_follow",
}  # fmt: skip
"""Addresses that only take forms; `test_steps` and `tests/server/web` send them."""
FILES = {
    "person_export",
    "accounts_export",
    "account_brief_pdf",
    "empty_seats_file",
    "import_rejected",
    "import_sample",
    "import_acceptance",
}
"""Addresses that give a file."""
OUTSIDE = {"sign_in", "sign_in_link", "mail_results", "mail_click", "mail_opened", "mail_leave"}
"""Addresses for those who are not signed in."""


def test_every_address_has_a_case() -> None:
    from accord.server import commands

    commands.set_up()
    from accord.server.web import urls

    names = {str(pattern.name) for pattern in urls.urlpatterns}
    assert names == set(PAGES) | DEEDS | FILES | OUTSIDE


def violations(page: Page) -> list[str]:
    """Return what axe-core finds on the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        json.dumps(
            {
                "rule": v["id"],
                "at": [n["target"] for n in v["nodes"][:3]],
                "why": v["nodes"][0]["failureSummary"],
            }
        )
        for v in found["violations"]
    ]


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_no_page_has_a_violation(
    visitors: Visitors, places: Places, width: int, scheme: str
) -> None:
    page = visitors.page("robin", width=width, scheme=scheme)
    found = []
    for name, address in (PAGES | MORE).items():
        answer = page.goto(address(places))
        assert answer is not None
        assert answer.status == (404 if name.startswith("no") and name != "no result" else 200), (
            name
        )
        page.wait_for_load_state("load")
        found += [f"{name} {width} {scheme}: {each}" for each in violations(page)]
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if overflow > 0:
            found.append(f"{name} {width} {scheme}: {overflow} px too wide")
    page.context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_open_drawer_and_the_sign_in_have_no_violation(
    visitors: Visitors, places: Places, width: int, scheme: str
) -> None:
    page = visitors.page("robin", width=width, scheme=scheme)
    page.goto(f"/accounts/{places.account}/")
    page.locator(".ac-stats a.ac-opens").first.click()
    page.wait_for_selector(".ac-drawer[data-open] .ac-total")
    assert violations(page) == []
    page.context.close()
    outside = visitors.page("", width=width, scheme=scheme)
    for address in ("/sign-in/", "/sign-in/a-token/", "/u/a-token"):
        outside.goto(address)
        assert violations(outside) == []
    outside.context.close()


def test_nobody_who_is_not_signed_in_sees_a_page(visitors: Visitors, places: Places) -> None:
    page = visitors.page("")
    for name, address in PAGES.items():
        page.goto(address(places))
        assert "/sign-in/" in page.url, name
    page.context.close()
