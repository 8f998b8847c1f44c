"""The target list says who agrees, who has to sign again, and never breaks on what is typed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from accord.server.records.models import ListSignature, ProgramVersion
from accord.server.records.queries import accounts, lists
from accord.server.records.queries.accounts import Filters

pytestmark = pytest.mark.slow


def first():
    return accounts.list_accounts(Filters(), "rank", None, 1).rows[0]


def test_settling_an_objection_says_who_signs_again(reads):
    sam = reads("sam")
    sam.post(f"/targets/{first().public_id}/object/", {"reason": "they froze all spending"})
    (objection,) = lists.list_objections()[first().account]
    page = sam.post(f"/targets/objections/{objection.fact_id}/", follow=True).content.decode()
    assert "Signed before that: Mia Chen, who is asked to sign again." in page
    assert "For marketing" in page
    assert "waits for a name" in page


def test_a_number_too_long_to_mean_one_is_not_found(reads):
    assert reads("mia").get("/targets/?shown=" + "9" * 5_000).status_code == 404
    assert reads("mia").get("/targets/?shown=30").status_code == 200


def test_every_time_is_told_in_the_workspaces_zone_which_each_page_names_once(reads):
    late = datetime(2026, 7, 1, 3, 59, tzinfo=UTC)  # still the evening before in New York
    ListSignature.objects.update(signed_at=late)
    ProgramVersion.objects.update(changed_at=late)
    for address in ("/targets/", "/program/", "/targets/history/", "/settings/", "/"):
        page = reads("mia").get(address).content.decode()
        assert page.count("Times are those of America/New York, the zone of the workspace.") == 1
        assert "1 Jul 2026, 03:59" not in page
    for address in ("/targets/", "/program/"):
        assert "30 Jun 2026, 23:59" in reads("mia").get(address).content.decode()


def test_a_fact_tells_its_times_in_the_same_zone(workspace):
    from django.utils import timezone

    from accord.server.web.display import fact_page
    from accord.values import time

    moment = time.to_us(datetime(2026, 7, 1, 3, 59, tzinfo=UTC))
    with timezone.override(ZoneInfo("America/New_York")):
        sheet = fact_page.sheet({"kind_name": "meeting_held", "occurred_at": moment})
    assert sheet["headline"] == "Meeting held, 30 Jun 2026, 23:59."
    assert ("Occurred at", "30 Jun 2026, 23:59") in sheet["lines"]
