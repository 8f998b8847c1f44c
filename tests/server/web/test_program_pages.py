"""Rules on pages: a draft says who moves and why, and opens as a form with its problems."""

import html
import re

import pytest

from accord.program import editing
from accord.server import previews
from accord.server.actions import programs
from accord.server.records.models import ProgramPreview
from accord.server.records.queries import programs as asked

pytestmark = pytest.mark.slow


def test_the_draft_of_the_demo_shows_who_moves_and_counts_the_rest(reads):
    (draft,) = asked.list_drafts()
    previews.run(ProgramPreview.objects.get(draft__version=draft.version).pk)
    page = reads("mia").get(f"/program/drafts/{draft.version}/").content.decode()
    rows = re.findall(r"<tr data-mover>.*?</tr>", page, re.DOTALL)
    assert rows
    for row in rows:
        moves = re.findall(
            r'<div class="ac-fromto">(.*?) <svg.*?<b>(.*?)</b></div>', row, re.DOTALL
        )
        assert moves
        assert all(re.sub(r"<.*?>", "", before).split()[-1] != after for before, after in moves)
        assert "→" in row.rpartition("<td>")[2]  # the clause, from what to what
    assert "off the list <svg" not in " ".join(r for r in rows if "<b>off the list</b>" in r)
    found = asked.find_preview(draft.version)
    said = f"{found.accounts - found.movers:,} of {found.accounts:,} accounts"
    assert said in page
    assert "less than 5 points" in page


def test_only_those_who_may_are_offered_to_bring_a_version_back(reads, user):
    before = asked.find_current()
    programs.adopt_text(
        user("robin"), before.text.replace("capacity: 12", "capacity: 11"), "Less", "less"
    )
    assert "Bring back" in reads("robin").get("/program/versions/").content.decode()
    for name in ("mia", "sam", "jo"):
        page = reads(name).get("/program/versions/").content.decode()
        assert "Bring back" not in page
        assert "ask Robin Marsh" in page
    refused = reads("mia").post(f"/program/versions/{before.version}/revert/")
    assert refused.status_code == 403
    reads("robin").post(f"/program/versions/{before.version}/revert/")
    assert asked.find_current().version == before.version


def draft_with(user, values):
    text = editing.set_values(asked.find_current().text, values)
    return programs.start_draft(user("mia"), "Broken", text)


BROKEN = {
    "profile.criteria.industry.weight": 40,
    "profile.criteria.geography.weight": "many",
    "goals.sales_acceptance": "often",
}


def test_a_draft_with_problems_opens_as_a_form_with_each_at_its_field(reads, user):
    draft = draft_with(user, BROKEN)
    mia = reads("mia")
    page = mia.get(f"/program/drafts/{draft}/").content.decode()
    form = f"/program/sections/profile/?draft={draft}"
    assert f'href="{form}#f-profile.criteria.geography.weight"' in page
    shown = mia.get(form).content.decode()
    assert 'data-problem="profile.criteria.geography.weight"' in shown
    field = re.search(r'<input id="f-profile.criteria.geography.weight"[^>]*>', shown).group(0)
    assert 'aria-invalid="true"' in field
    assert 'value="many"' in field
    assert "should be a whole number" in shown
    assert f"/program/sections/goals/?draft={draft}#f-goals.sales_acceptance" in shown


def test_a_number_is_mended_in_the_form_and_the_draft_runs(reads, user):
    draft = draft_with(user, {"profile.criteria.geography.weight": "many"})
    form = f"/program/sections/profile/?draft={draft}"
    given = {
        "draft": draft,
        "revision": asked.find_version(draft).revision,
        "profile.criteria.geography.weight": "10",
    }
    reads("mia").post(form, given)
    text = asked.find_version(draft).text
    assert editing.current(text, "profile.criteria.geography.weight") == 10
    assert not [each for each in asked.check_text(text) if not each.is_notice]


def test_the_form_of_the_profile_shows_what_its_weights_sum_to(reads, user):
    mia = reads("mia")
    sound = mia.get("/program/sections/profile/").content.decode()
    assert "The weights sum to 100, as they should." in sound
    assert sound.count(" data-weight>") == 8
    draft = draft_with(user, {"profile.criteria.industry.weight": 40})
    page = mia.get(f"/program/sections/profile/?draft={draft}").content.decode()
    assert "The weights sum to 118, not 100: take 18 away." in page
    assert 'data-problem="profile.criteria"' in page
    assert "data-weights" not in mia.get("/program/sections/tiers/").content.decode()


def test_forms_speak_in_words_and_keep_the_codes(reads, user):
    mia = reads("mia")
    page = mia.get("/program/sections/profile/").content.decode()
    labels = re.findall(r"<label[^>]*>([^<]+)<", page) + re.findall(
        r"</svg>([^<]+)</summary>", page
    )
    assert labels
    assert not [label for label in labels if "_" in label]
    assert 'value="counted as unknown"' in page
    fields = re.findall(r'<input id="f-[^"]*" name="([^"]*)" value="([^"]*)"', page)
    sent = {name: html.unescape(value) for name, value in fields}
    before = len(asked.list_drafts())
    mia.post("/program/sections/profile/", sent)
    assert len(asked.list_drafts()) == before  # what was only looked at changed nothing
    sent["profile.unknown"] = "counted as average"
    mia.post("/program/sections/profile/", sent)
    (draft, *_) = asked.list_drafts()
    assert editing.current(draft.text, "profile.unknown") == "counted_as_average"
