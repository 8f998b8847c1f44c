"""A person's wishes on pages: erased by an admin only, suppressed with a reason, every no explained."""

import json

import pyarrow.parquet as pq
import pytest

from accord.server import home, manifest
from accord.server.erasing import work
from accord.server.records.models import Erasure, Job
from accord.values import ids

pytestmark = pytest.mark.slow


@pytest.fixture
def somebody(workspace):
    folder = home.path("generations", manifest.current_generation_name())
    rows = pq.read_table(folder / "people.parquet").to_pylist()
    return next(one for one in rows if one["account"] and one["email"] and one["name"])


def place_of(somebody):
    account, person = ids.public_id(somebody["account"]), ids.public_id(somebody["person"])
    return f"/accounts/{account}/people/{person}/"


def test_only_an_admin_erases_and_hands_out(reads, somebody):
    body = {"person": somebody["email"], "is_sure": "on"}
    for name in ("jo", "sam", "mia"):
        for address in ("erase", "export"):
            answer = reads(name).post(f"/settings/privacy/{address}/", body)
            assert answer.status_code == 403, (name, address)
    assert not Erasure.objects.exists()
    assert "Erase everywhere" not in reads("mia").get("/settings/privacy/").content.decode()


def test_an_erasure_waits_for_the_worker_and_its_receipt_never_says_who(reads, somebody):
    robin = reads("robin")
    body = {"person": somebody["email"], "is_sure": "on"}
    answer = robin.post("/settings/privacy/erase/", body, follow=True)
    page = answer.content.decode()
    assert "nothing new of them is stored" in page
    assert Job.objects.filter(name="erase", state="waiting").exists()
    receipt = answer.redirect_chain[-1][0]
    for name in (somebody["email"], somebody["name"]):
        assert name not in robin.get(receipt).content.decode()
        assert name not in robin.get("/settings/privacy/").content.decode()


def test_an_erasure_has_to_be_meant(reads, somebody):
    answer = reads("robin").post("/settings/privacy/erase/", {"person": somebody["email"]})
    assert answer.status_code == 422
    assert not Erasure.objects.exists()


def test_who_signs_in_here_is_not_erased(reads):
    body = {"person": "sam@tallyfold.example", "is_sure": "on"}
    page = reads("robin").post("/settings/privacy/erase/", body, follow=True).content.decode()
    assert "signs in here" in page
    assert not Erasure.objects.exists()


def test_what_is_held_of_a_person_comes_as_one_file_and_holds_nobody_else(reads, somebody):
    answer = reads("robin").post("/settings/privacy/export/", {"person": somebody["email"]})
    assert answer["Content-Type"].startswith("application/json")
    told = json.loads(answer.content)
    assert told["addresses"] == [somebody["email"].lower()]
    facts = told["places"]["facts in segments"]
    found = {row["email"] for rows in facts.values() for row in rows if row.get("email")}
    assert {one.lower() for one in found} == {somebody["email"].lower()}
    folder = home.path("segments")
    held = sum(
        sum(1 for one in pq.read_table(file)["email"].to_pylist() if one and one.lower() == somebody["email"].lower())
        for kind in ("people", "leads", "activities") for file in (folder / kind).glob("*.parquet")
    )  # fmt: skip
    assert (
        sum(len(rows) for kind, rows in facts.items() if kind in ("people", "leads", "activities"))
        >= held
        > 0
    )


def test_what_somebody_said_is_written_down_and_shown_with_its_rule(reads, somebody):
    sam, place = reads("sam"), place_of(somebody)
    assert "What may be done" in sam.get(place).content.decode()
    said = {"purpose": "all", "status": "withdrawn", "wording": "on the phone, script 2"}
    page = sam.post(place, said, follow=True).content.decode()
    assert "on the phone, script 2" in page
    assert "they withdrew consent or unsubscribed" in page
    assert "Yes" not in page.split('id="may"')[1].split("</table>")[0]
    assert reads("jo").post(place, said).status_code == 403


def test_a_suppression_stands_on_its_page_until_it_is_lifted(reads, somebody):
    mia = reads("mia")
    body = {"scope": "domain", "subject": "nowhere.example", "reason": "a partner asked"}
    page = mia.post("/settings/contact/suppress/", body, follow=True).content.decode()
    assert "Whatever is queued for them is not sent" in page
    page = mia.get("/settings/contact/").content.decode()
    assert "nowhere.example" in page
    link = page.split("/allow/")[0].rsplit('action="', 1)[1] + "/allow/"
    mia.post(link, {"reason": "back again"})
    assert "nowhere.example" not in mia.get("/settings/contact/").content.decode().split("toast")[0]


def test_the_legal_basis_table_is_changed_with_a_reason_and_refused_when_it_is_broken(
    reads, somebody
):
    mia = reads("mia")
    page = mia.get("/settings/contact/").content.decode()
    assert "Have counsel read it" in page
    rows = {
        "country": ["*"] * 5 + ["BR", ""],
        "purpose": ["email", "phone", "tracking", "enrichment", "ads", "email", "email"],
        "sender": ["*"] * 7,
        "ground": ["consent"] * 5 + ["opt_out", "consent"],
        "note": [""] * 7,
    }
    place = "/settings/contact/legal-basis/"
    assert mia.post(place, rows).status_code == 422
    broken = rows | {"country": ["*"] * 5 + ["12", ""], "reason": "x"}
    assert "no country" in mia.post(place, broken).content.decode()
    assert mia.post(place, rows | {"reason": "agreed with counsel"}).status_code == 302
    page = mia.get("/settings/contact/").content.decode()
    assert "Your team" in page
    assert "BR" in page
    refused = reads("sam").post(place, rows | {"reason": "mine"})
    assert "may not change the legal-basis table" in refused.content.decode()


def test_a_worker_does_what_was_asked_on_the_page(reads, somebody, monkeypatch):
    body = {"person": somebody["email"], "is_sure": "on"}
    reads("robin").post("/settings/privacy/erase/", body)
    monkeypatch.setattr(
        "accord.server.erasing.scrubbing.scrub", lambda: None
    )  # tests hold the file
    work.run(Erasure.objects.get().pk)
    row = Erasure.objects.get()
    page = (
        reads("robin").get(f"/settings/privacy/erasures/{ids.public_id(row.pk)}/").content.decode()
    )
    assert "Facts in segments" in page
    assert "Before" in page
