"""Lead files as vendors and events write them: what a row that is taken becomes."""

from accord.connectors import files
from accord.connectors.files import client, samples
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
