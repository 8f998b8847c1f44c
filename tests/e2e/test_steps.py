"""The steps of a team, from an export to a signed list, in a real browser."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browsing import Visitors

pytestmark = pytest.mark.browser

COMPANIES = (
    "Record ID,Company name,Company Domain Name,Industry,Number of Employees,Country/Region,Create Date\n"
    "9001,Harrow Textiles,harrow-textiles.example,Manufacturing,640,United Kingdom,4/5/2017\n"
    "9002,Calder Steel,calder-steel.example,Manufacturing,many,Germany,5/6/2017\n"
    ",,,,,,\n"
    "9003,,,,,,6/7/2017\n"
)


def account_address(page: Page, words: str) -> str:
    """Return the address of the first account that a search finds."""
    page.goto(f"/accounts/?q={words}")
    return page.locator("a[data-open]").first.get_attribute("href") or ""


def finished(page: Page) -> None:
    """Wait until the worker has done what the page waits for."""
    page.wait_for_selector("progress", state="detached", timeout=240_000)


def test_a_file_is_dropped_checked_asked_about_and_imported_twice(
    visitors: Visitors, tmp_path: Path
) -> None:
    page = visitors.page("mia")
    file = tmp_path / "companies.csv"
    file.write_text(COMPANIES, encoding="utf-8")
    new = []
    for _time in range(2):
        page.goto("/imports/")
        page.set_input_files("#files", str(file))
        page.get_by_role("button", name="Check these files").click()
        page.wait_for_url("**/imports/*/")
        finished(page)
        if page.get_by_role("button", name="Answer and check again").count():
            for group in page.locator("fieldset").all():
                group.get_by_role("radio").first.check()
            page.get_by_role("button", name="Answer and check again").click()
            finished(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Nothing was changed")
        expect(page.get_by_role("heading", name="How we read the columns")).to_be_visible()
        page.get_by_role("button", name="Import 2 rows").click()
        finished(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("rows are in")
        new.append(page.locator(".ac-under").first.inner_text())
    assert not new[0].startswith("0 facts")
    assert new[1].startswith("0 facts")
    page.context.close()


def test_the_list_is_searched_filtered_sorted_saved_and_moved_through_by_keys(
    visitors: Visitors,
) -> None:
    page = visitors.page("mia")
    page.goto("/accounts/")
    rows = page.locator("tr.ac-row")
    everything = rows.count()
    page.keyboard.press("/")
    page.keyboard.type("acme")
    expect(rows.first).to_contain_text("Acme")
    assert rows.count() < everything
    assert "q=acme" in page.url
    page.goto("/accounts/?tier=one_to_one&sort=name")
    names = page.locator("tr.ac-row .name").all_inner_texts()
    assert names == sorted(names, key=str.casefold) or len(set(names)) == len(names)
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Account")
    page.locator(".ac-tabs").get_by_role("link", name="Save this view").click()
    page.get_by_label("Name").fill("One to one by name")
    page.get_by_role("button", name="Save the view").click()
    expect(page.locator(".ac-tabs [aria-current=page]")).to_contain_text("One to one by name")
    page.get_by_role("button", name="Delete this view").click()
    page.goto("/accounts/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#ac-bulk")).to_contain_text("1 selected")
    second = rows.nth(1).locator("a[data-open]").get_attribute("href") or "?"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{second}")
    page.keyboard.press("?")
    expect(page.locator("#ac-keys")).to_be_visible()
    page.context.close()


def test_a_change_to_several_accounts_is_previewed_has_a_reason_and_is_undone(
    visitors: Visitors,
) -> None:
    page = visitors.page("mia")
    page.goto("/accounts/?tier=one_to_many")
    for pick in page.locator(".ac-pick").all()[:2]:
        pick.check()
    page.get_by_label("What to change").select_option("owner_set")
    page.get_by_role("button", name="Preview the change").click()
    page.get_by_label("Owner").select_option(label="Mia Chen")
    page.get_by_label("Why").fill("Mia knows both")
    page.get_by_role("button", name="Look again").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Change 2 accounts").click()
    expect(page.locator(".ac-toast")).to_contain_text("2 accounts changed")
    page.locator(".ac-toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".ac-toast")).to_contain_text("stand again as before")
    page.context.close()


def test_the_list_is_exported_and_holds_what_the_page_shows(visitors: Visitors) -> None:
    page = visitors.page("mia")
    page.goto("/accounts/?tier=one_to_one")
    names = page.locator("tr.ac-row .name").all_inner_texts()
    for ending in ("CSV", "Excel"):
        page.locator("summary", has_text="Export").click()
        with page.expect_download() as download:
            page.get_by_role("link", name=ending).click()
        data = Path(download.value.path()).read_bytes()
        if ending == "CSV":
            rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
            assert sorted(row["Company name"] for row in rows) == sorted(names)
        else:
            assert data[:2] == b"PK"
        page.keyboard.press("Escape")
    page.context.close()


def test_an_account_answers_seven_questions_in_order_above_the_fold(visitors: Visitors) -> None:
    page = visitors.page("sam")
    page.goto(account_address(page, "acme"))
    questions = page.locator(".ac-answers dt")
    assert questions.all_inner_texts() == [
        "Why this account",
        "Who decides, who is missing",
        "What they saw and did",
        "Why now",
        "Where it stands",
        "What to say",
        "What next, by whom",
    ]
    box = page.locator(".ac-answers > div").last.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 900
    expect(page.locator("#ac-chart svg")).to_be_visible()
    page.context.close()


def test_a_figure_opens_down_to_a_fact_and_escape_closes_it(visitors: Visitors) -> None:
    page = visitors.page("sam")
    page.goto(account_address(page, "acme"))
    before = page.locator(".ac-answers").bounding_box()
    figure = page.locator(".ac-stats a.ac-opens").first
    figure.click()
    drawer = page.locator(".ac-drawer[data-open]")
    expect(drawer).to_contain_text("Adds up exactly", timeout=90_000)
    assert page.locator(".ac-answers").bounding_box() == before
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(figure).to_be_focused()
    page.goto(page.url + "receipt/engagement/")
    page.locator('.ac-facts a[href*="/facts/"]').first.click()
    expect(page.get_by_text("A fact never changes")).to_be_visible()
    page.context.close()


def test_a_role_is_confirmed_and_a_step_answered_and_the_next_page_shows_it(
    visitors: Visitors,
) -> None:
    page = visitors.page("sam")
    page.goto(account_address(page, "acme"))
    person = page.locator(".ac-said > li").first
    person.locator("summary").click()
    person.get_by_label("Part in the decision").select_option("champion")
    person.get_by_role("button", name="Confirm").click()
    expect(page.locator(".ac-toast")).to_contain_text("confirmed")
    expect(page.locator(".ac-said > li").first.locator("summary")).to_have_text("Champion")
    verb = page.locator("#next .verb").inner_text()
    page.get_by_label("What came of it").fill("Spoke for ten minutes")
    page.get_by_role("button", name="Done", exact=True).click()
    expect(page.locator(".ac-toast")).to_contain_text("Kept")
    expect(page.get_by_text("Spoke for ten minutes")).to_be_visible()
    assert (
        page.locator("#next .verb").count() == 0 or page.locator("#next .verb").inner_text() != verb
    )
    page.context.close()


def test_sales_objects_settles_and_signs_and_the_list_is_in_force(visitors: Visitors) -> None:
    page = visitors.page("sam")
    page.goto(account_address(page, "acme"))
    page.locator("summary", has_text="Object").click()
    page.get_by_label("Why should it stand elsewhere?").fill("We meet their legal team in December")
    page.get_by_role("button", name="Object", exact=True).click()
    page.wait_for_url("**/targets/")
    expect(page.locator(".ac-note.bad")).to_contain_text("We meet their legal team")
    expect(page.locator("#why-shut")).to_contain_text("Settle")
    page.get_by_role("button", name="Withdraw objection").click()
    expect(page.locator(".ac-note.bad")).to_have_count(0)
    page.get_by_role("button", name="Sign this list").click()
    if "The other side signs next" in page.locator(".ac-toast").inner_text():
        other = visitors.page("mia")  # this home's round was signed before: marketing signs anew
        other.goto("/targets/")
        other.get_by_role("button", name="Sign this list").click()
        expect(other.locator(".ac-toast")).to_contain_text("in force")
        other.context.close()
    else:
        expect(page.locator(".ac-toast")).to_contain_text("in force")
    page.goto("/targets/history/")
    assert page.locator("tbody tr").count() >= 2
    page.context.close()


def test_on_a_phone_nothing_stands_beside_the_screen(visitors: Visitors) -> None:
    page = visitors.page("sam", width=390)
    page.goto("/accounts/")
    for menu in page.locator(".ac-bar-row details.ac-menu, .ac-top details.ac-menu").all():
        menu.locator("summary").click()
        box = menu.locator(".ac-pop").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        menu.locator("summary").click()
    page.goto(account_address(page, "globex"))
    page.locator("summary", has_text="Object").click()
    page.get_by_label("Why should it stand elsewhere?").fill("Nobody there signs before December")
    page.get_by_role("button", name="Object", exact=True).click()
    page.wait_for_url("**/targets/")
    for button in page.locator(".ac-note.bad .ac-btn").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Withdraw objection").click()
    expect(page.locator(".ac-note.bad")).to_have_count(0)
    page.context.close()


def test_weights_are_counted_while_they_are_typed(visitors: Visitors) -> None:
    page = visitors.page("mia")
    page.goto("/program/sections/profile/")
    total = page.locator("[data-weights]")
    expect(total).to_contain_text("sum to 100")
    page.locator("summary", has_text="Industry").click()
    page.locator('[name="profile.criteria.industry.weight"]').fill("30")
    expect(total).to_contain_text("The weights sum to 108, not 100: take 8 away.")
    page.context.close()


def test_a_rule_is_changed_by_form_previewed_adopted_and_reverted(visitors: Visitors) -> None:
    page = visitors.page("robin")
    page.goto("/program/sections/tiers/")
    page.locator('[name="tiers.one_to_one.capacity"]').fill("9")
    page.get_by_role("button", name="Save and see what would change").click()
    page.wait_for_url("**/program/drafts/*/")
    finished(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nothing is adopted yet")
    expect(page.locator(".ac-code .add").first).to_contain_text("capacity: 9")
    page.get_by_role("button", name="Adopt", exact=True).click()
    expect(page.locator(".ac-toast")).to_contain_text("Adopted")
    page.goto("/program/versions/")
    page.get_by_role("button", name="Bring back").first.click()
    expect(page.locator(".ac-toast")).to_contain_text("in force again")
    page.context.close()


def test_mistakes_in_the_text_are_shown_all_together(visitors: Visitors) -> None:
    page = visitors.page("mia")
    page.goto("/program/text/")
    text = page.locator("#text").input_value()
    broken = text + "\nno_such_clause: 1\nrising: {false_discovery_rate: 7}\n"
    page.locator("#text").fill(broken)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("no_such_clause")
    assert page.locator(".ac-problems > li").count() >= 2
    assert page.locator("#text").input_value() == broken
    page.context.close()


def test_today_says_whom_to_look_at_and_the_scorecard_what_is_known(visitors: Visitors) -> None:
    page = visitors.page("sam")
    page.goto("/")
    first = page.locator(".ac-first > li").first
    name = first.locator("a[data-open]").inner_text()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    first.locator(".ac-btn").click()
    page.wait_for_url("**/accounts/*/#next")
    page.goto("/scorecard/")
    assert page.locator(".ac-known tbody tr").count() >= 10
    assert (
        page.locator(".ac-known tbody tr").count()
        == page.locator(".ac-known tbody .ac-badge").count()
    )
    page.context.close()


def test_a_reader_sees_everything_and_is_refused_in_words(visitors: Visitors) -> None:
    page = visitors.page("jo")
    page.goto("/accounts/")
    expect(page.locator(".ac-pick")).to_have_count(0)
    page.goto("/targets/")
    expect(page.locator("#why-shut")).to_contain_text("Readers see the list")
    page.goto("/settings/")
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.request.post(
        "/targets/sign/", form={"csrfmiddlewaretoken": token}, headers={"Referer": page.url}
    )
    assert answer.status == 403
    assert "Readers look" in answer.text()
    page.context.close()


def test_the_theme_is_kept_and_pages_work_without_scripts(
    visitors: Visitors, base_url: str
) -> None:
    page = visitors.page("mia")
    page.goto("/settings/")
    page.locator(".ac-me summary").click()
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 18, 16)"
    state = page.context.storage_state()
    browser = page.context.browser
    page.context.close()
    assert browser is not None
    bare = browser.new_context(base_url=base_url, storage_state=state, java_script_enabled=False)
    plain = bare.new_page()
    plain.goto("/accounts/")
    plain.get_by_label("Name, domain or person").fill("acme")
    plain.keyboard.press("Enter")
    expect(plain.locator("tr.ac-row").first).to_contain_text("Acme")
    plain.locator("tr.ac-row a.ac-opens").first.click()
    expect(plain.locator(".ac-total")).to_be_visible()
    bare.close()


def test_a_part_is_given_by_drag_and_by_keyboard_and_taken_back(visitors: Visitors) -> None:
    page = visitors.page("mia", width=1440)
    page.goto(account_address(page, "acme").split("?")[0] + "group/")
    page.set_viewport_size({"width": 1440, "height": 1800})
    page.drag_and_drop("#without li[data-person]", "#role-legal header")
    expect(page.locator("#role-legal li[data-person]")).to_contain_text("confirmed by a person")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#role-legal li[data-person]")).to_have_count(0)
    page.locator("#without summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Legal")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#role-legal li[data-person]")).to_contain_text("confirmed by a person")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#role-legal li[data-person]")).to_have_count(0)
    page.context.close()
