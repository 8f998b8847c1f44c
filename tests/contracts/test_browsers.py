"""Segment's browser library and our own script, in a real browser."""

import gzip
import json
import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from accord.server.collect import scripts
from sites import visited

pytestmark = [pytest.mark.slow, pytest.mark.browser]
CHROMIUM = os.environ.get("ACCORD_CHROMIUM", "/usr/bin/chromium")
SEGMENT = """
async ([key, host]) => {
  const [analytics] = await AnalyticsNext.AnalyticsBrowser.load({ writeKey: key, cdnURL: host });
  await analytics.page();
  await analytics.identify("u1", { email: "ada@acme.example", title: "CFO" });
  await analytics.track("Demo Requested", { n: 1.5 });
  await analytics.group("g1", { name: "Acme", website: "https://acme.example" });
}
"""
PAGE = """<!doctype html><title>Pricing</title>
<script async src="%s/a.js" data-key="%s"></script>
<a id="out" href="http://127.0.0.1:9/partner">Partner</a>
<a id="file" href="/guide.pdf">Guide</a>
<form name="demo" action="/thanks"><input type="email" name="email"><button>Ask</button></form>
<script>for (const a of document.links) a.addEventListener("click", (e) => e.preventDefault());
document.forms[0].addEventListener("submit", (e) => e.preventDefault());</script>"""
PRIVATE = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"


@pytest.fixture(scope="module")
def browser():
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}; set ACCORD_CHROMIUM")
    with sync_playwright() as playwright:
        args = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        yield found
        found.close()


@pytest.fixture
def page(site, browser):
    """Open a page that has the script on it."""
    with visited({"/": (PAGE % (site.url, site.key)).encode()}) as address:
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"a script broke: {error}"))
        page.goto("/pricing?utm_medium=email")
        page.wait_for_function("window.accord && window.accord.v")
        yield page
        context.close()


def events(site, wanted):
    """Return what arrived, and by kind, once what is wanted is there."""
    deadline, acts = time.monotonic() + 30, {}
    while time.monotonic() < deadline:
        found = site.facts()
        acts = {row["kind_name"]: row for row in found.get("activities", [])}
        if wanted <= acts.keys():
            return found, acts
        time.sleep(0.3)
    return pytest.fail(f"{wanted - acts.keys()} did not arrive")


def test_segment_s_browser_library_is_understood(site, node, browser):
    dist = node / "node_modules" / "@segment" / "analytics-next" / "dist" / "umd"
    files = {f"/{file.name}": file.read_bytes() for file in dist.glob("*.js")}
    files["/"] = b'<script src="/index.js"></script><title>Pricing</title>'
    with visited(files) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}/pricing?utm_medium=cpc")
        page.evaluate(SEGMENT, [site.key, site.url])
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and not site.facts().get("company_traits"):
            time.sleep(0.3)
        context.close()
    found, acts = events(site, {"page_view", "hand_raise"})
    assert acts["page_view"]["asset_name"] == "/pricing"
    assert acts["page_view"]["channel_name"] == "ads"
    assert acts["page_view"]["user_agent"].startswith("Mozilla/5.0")
    assert json.loads(acts["hand_raise"]["properties"]) == {"n": 1.5}
    assert found["company_traits"][0]["domain"] == "acme.example"
    assert found["identity_links"]


def test_the_script_is_under_three_kilobytes():
    assert len(scripts.packed()) < 3_000
    assert b"window, document, navigator" in gzip.decompress(scripts.packed())


def test_a_visit_arrives_without_any_cookie(site, page):
    _, acts = events(site, {"page_view"})
    assert acts["page_view"]["asset_name"] == "/pricing"
    assert acts["page_view"]["channel_name"] == "email"
    assert acts["page_view"]["has_script"] is True
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_consent_keeps_an_id_and_its_withdrawal_lets_go_and_is_obeyed(site, page):
    page.evaluate("accord.consent(true)")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["accord_id"]
    events(site, {"page_view"})
    page.reload()
    page.wait_for_function("window.accord && window.accord.v")
    page.evaluate("accord.track('Seen Again')")
    found, _ = events(site, {"seen_again"})
    assert len({row["anonymous_id"] for row in found["activities"]}) == 1
    page.evaluate("accord.consent(false); accord.track('Never Sent'); accord.flush()")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["accord_off"]
    page.wait_for_timeout(700)
    assert "never_sent" not in {row["kind_name"] for row in site.facts()["activities"]}


def test_global_privacy_control_is_obeyed(site, browser):
    sent: list[str] = []
    with visited({"/": (PAGE % (site.url, site.key)).encode()}) as address:
        context = browser.new_context(base_url=address)
        context.add_init_script(PRIVATE)
        page = context.new_page()
        page.on("request", lambda request: sent.append(request.url))
        page.goto("/")
        page.wait_for_function("window.accord && window.accord.v")
        page.evaluate("accord.consent(true); accord.track('X'); accord.flush()")
        page.wait_for_timeout(700)
        assert context.cookies() == []
        context.close()
    assert any("/a.js" in url for url in sent)
    assert not [url for url in sent if "batch" in url]


def test_files_and_outbound_links_are_told(site, page):
    page.click("#file")
    page.click("#out")
    _, acts = events(site, {"content_download", "outbound_link_clicked"})
    assert acts["content_download"]["asset_name"] == "/guide.pdf"
    assert json.loads(acts["outbound_link_clicked"]["properties"])["url"].endswith("/partner")


def test_a_form_tells_who_it_is(site, page):
    page.fill("[name=email]", "ada@acme.example")
    page.click("text=Ask")
    found, acts = events(site, {"form_submitted"})
    assert json.loads(acts["form_submitted"]["properties"])["form"] == "demo"
    assert "ada@acme.example" in {row["email"] for row in found["person_traits"]}
    assert found["identity_links"]


def test_pages_of_one_page_sites_and_time_on_them_are_told(site, page):
    page.wait_for_timeout(1_200)
    page.evaluate("history.pushState({}, '', '/features')")
    found, acts = events(site, {"time_on_page"})
    told = json.loads(acts["time_on_page"]["properties"])
    assert told["path"] == "/pricing"
    assert 1 <= told["seconds"] <= 60
    seen = {row["asset_name"] for row in found["activities"] if row["kind_name"] == "page_view"}
    assert seen == {"/pricing", "/features"}
