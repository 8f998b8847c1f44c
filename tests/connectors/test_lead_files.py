"""Lead files as vendors and events write them: what a row that is taken becomes."""

import pytest

from accord.connectors import files
from accord.connectors.files import client, samples, vocabulary
from accord.facts import keys
from accord.plays.lead_review import Verdict
from files_cast import RECEIVED, ZONE, csv_of, load, read

EVENT = "Email,Company,Event Name,Date,Attended,Opt-In"


def test_a_syndicated_lead_is_a_person_an_act_and_a_consent():
    data = samples.content("syndicated_leads")
    got = read(data, files.look(data, "leads.csv", files.Hints(source="netline")))
    lead, act, consent = (got.facts[kind][0] for kind in ("leads", "activities", "consents"))
    assert (lead["external_id"], lead["company_domain"]) == ("N-1001", "acme.example")
    assert (act["kind_name"], act["channel_name"]) == ("syndicated_lead", "syndication")
    assert (act["asset_name"], act["campaign"]) == ("The five-day close", "close_2026")
    assert act["person_key"] == consent["person_key"] == keys.email_key("ada@acme.example")
    assert [fact["status"] for fact in got.facts["consents"]] == ["confirmed", "given", "given"]
    assert consent["wording"].startswith("I agree")
    assert {lead["source"], act["source"], consent["source"]} == {"netline"}


def test_who_did_not_come_had_registered_and_what_they_did_is_asked_if_nothing_says_it():
    rows = [
        "ada@acme.example,Acme,Forum,2026-06-11,yes,yes",
        "ivan@acme.example,Acme,Forum,2026-06-11,no,",
    ]
    got = load(csv_of(EVENT, *rows), "list.csv")
    kinds = [fact["kind_name"] for fact in got.facts["activities"]]
    assert kinds == ["event_attended", "event_registered"]
    assert len(got.facts["consents"]) == 1
    bare = csv_of("Email,Company,Event Name,Scan Date", "ada@acme.example,Acme,Forum,2026-06-11")
    (question,) = files.look(bare, "list.csv").questions
    assert "booth_scan" in question.options
    assert (
        load(bare, "booth_scans.csv", answers={"kind_name": "booth_scan"}).facts["activities"][0][
            "kind_name"
        ]
        == "booth_scan"
    )


def test_rows_that_a_judge_refuses_are_rejected_by_their_column_and_leave_no_fact():
    data = samples.content("syndicated_leads")
    plan = files.look(data, "leads.csv")

    def judge(leads):
        return [
            Verdict(lead, "title_outside_roles", "title", "plays no part")
            if lead.title == "IT Director"
            else Verdict(lead)
            for lead in leads
        ]

    (chunk,) = client.read_reviewed(data, plan, RECEIVED, ZONE, judge)
    assert [(row.row, row.cells[0]) for row in chunk.rejected] == [(3, "N-1002")]
    (issue,) = [issue for issue in chunk.issues if issue.is_rejected]
    assert (issue.column, issue.value, issue.reason) == (
        "Job Title",
        "IT Director",
        "plays no part",
    )
    assert {kind: table.num_rows for kind, table in chunk.tables.items()} == {
        "leads": 2,
        "activities": 2,
        "consents": 2,
    }


def test_a_lead_file_beside_a_crms_files_keeps_a_source_of_its_own():
    crm = files.look(samples.content("companies"), "companies.csv", files.Hints(source="hubspot"))
    leads = files.look(samples.content("event_leads"), "leads.csv")
    assert [plan.source for plan in files.agree([crm, leads])] == ["hubspot", "event_leads"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Not confirmed", "withdrawn"),
        ("unconfirmed", "withdrawn"),
        ("Double opt-in: no", "withdrawn"),
        ("unsubscribed", "withdrawn"),
        ("declined", "withdrawn"),
        ("Opted out", "withdrawn"),
        ("opt-out", "withdrawn"),
        ("withdrawn", "withdrawn"),
        ("no", "withdrawn"),
        ("pending confirmation", None),
        ("not yet confirmed", None),
        ("Unsubscribed: no", None),
        ("has not opted out", None),
        ("unknown", None),
        ("not asked", None),
        ("Confirmed", "confirmed"),
        ("double opt-in", "confirmed"),
        ("DOI", "confirmed"),
        ("yes", "given"),
    ],
)
def test_a_denial_is_never_read_as_consent_and_what_says_neither_is_told(text, status):
    read_ = vocabulary.consent(text)
    assert read_.value == status
    assert bool(read_.reason) is (status is None)


def test_a_withdrawal_in_a_row_that_is_rejected_is_kept_as_consent_and_nothing_else_of_it():
    data = csv_of(EVENT, "ada@acme.example,Acme,Forum,2026-06-11,yes,opted out")
    plan = files.look(data, "list.csv")

    def judge(leads):
        return [Verdict(lead, "off_list", "company_name", "is not on the list") for lead in leads]

    (chunk,) = client.read_reviewed(data, plan, RECEIVED, ZONE, judge)
    assert chunk.rows_taken == 0
    assert chunk.tables["consents"]["status"].to_pylist() == ["withdrawn"]
    assert chunk.tables["consents"]["person_key"].to_pylist() == [
        keys.email_key("ada@acme.example")
    ]
    assert not any(chunk.tables[kind].num_rows for kind in ("leads", "activities"))


def test_the_same_row_in_the_files_of_two_days_is_two_attendances():
    data = csv_of("Email,Company,Event Name,Attended", "ada@acme.example,Acme,Forum,yes")
    ids = [
        load(data, f"attended_{day}.csv", answers={"kind_name": "event_attended"}).facts["leads"][
            0
        ]["fact_id"]
        for day in ("2026-05-11", "2026-06-11", "2026-06-11")
    ]
    assert ids[0] != ids[1] == ids[2]


def test_a_name_with_two_days_is_of_the_last_and_digits_of_a_longer_number_are_no_day():
    data = csv_of("Email,Company,Event Name,Attended", "ada@acme.example,Acme,Forum,yes")
    said = {"answers": {"kind_name": "event_attended"}}
    week = load(data, "week_2026-06-01_to_2026-06-07.csv", **said)
    alone = load(data, "list_2026-06-07.csv", **said)
    assert week.facts["leads"][0]["occurred_at"] == alone.facts["leads"][0]["occurred_at"]
    plan = files.look(data, "list_9202606075.csv", files.Hints(**said))
    assert [question.name for question in plan.questions] == ["dated_on"]
