"""Rules on pages: a draft says who moves and why, and opens as a form with its problems."""

import re

import pytest

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
