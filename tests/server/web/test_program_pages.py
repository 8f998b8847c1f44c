"""Rules on pages: a draft says who moves and why, and opens as a form with its problems."""

import re

import pytest

from accord.server import previews
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
