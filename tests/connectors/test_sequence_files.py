"""Steps of sales sequences: what the seller did, what came of it, and who wants no more."""

from accord.connectors.files import samples
from accord.facts import keys
from files_cast import csv_of, load

HEADER = "Cadence Name,Step Name,Step Type,Recipient Email Address,Status,Sent At,Replies,Bounced,Disposition"


def _did(got):
    return sorted((fact["email"], fact["kind_name"]) for fact in got.facts["activities"])


def test_a_mailing_of_outreach_tells_what_was_sent_and_what_came_of_it():
    got = load(samples.content("outreach_sequences"), "export.csv")
    assert got.plan.source == "outreach"
    assert _did(got) == [
        ("ada@acme.example", "email_click"),
        ("ada@acme.example", "email_open"),
        ("ada@acme.example", "email_reply"),
        ("ada@acme.example", "email_sent"),
        ("ivan@acme.example", "email_bounce"),
        ("ivan@acme.example", "email_sent"),
        ("nora@globex.example", "email_open"),
        ("nora@globex.example", "email_sent"),
    ]
    assert not got.issues


def test_an_opt_out_withdraws_mails_of_sellers_and_says_from_which_sequence():
    got = load(samples.content("outreach_sequences"), "export.csv")
    (said,) = got.facts["consents"]
    assert (said["person_key"], said["purpose"], said["status"], said["wording"]) == (
        keys.email_key("nora@globex.example"),
        "seller_email",
        "withdrawn",
        "opted out of Close in five days",
    )


def test_what_a_seller_did_is_a_touch_with_sequence_step_channel_and_seller():
    got = load(samples.content("outreach_sequences"), "export.csv")
    first = got.facts["touches"][0]
    assert len(got.facts["touches"]) == 3
    assert (first["play"], first["step"], first["channel_name"], first["done_by"]) == (
        "close_in_five_days",
        "step_1",
        "email",
        "sam@yourcompany.example",
    )
    assert first["person"] == keys.email_key("ada@acme.example")


def test_counts_of_salesloft_are_dated_by_its_last_change_and_calls_by_their_outcome():
    got = load(samples.content("salesloft_cadences"), "export.csv")
    assert got.plan.source == "salesloft"
    assert _did(got) == [
        ("ada@acme.example", "call_connected"),
        ("ada@acme.example", "email_click"),
        ("ada@acme.example", "email_open"),
        ("ada@acme.example", "email_reply"),
        ("ada@acme.example", "email_sent"),
        ("nora@globex.example", "call_unanswered"),
    ]
    assert got.said("Replies") == ["when they replied is not said; dated by Updated At"]


def test_a_call_without_an_outcome_never_counts_as_a_conversation():
    row = "Finance leaders,Call,phone,ada@acme.example,completed,2026-06-17 10:20,,,"
    got = load(csv_of(HEADER, row), "cadences.csv")
    assert _did(got) == [("ada@acme.example", "call_unanswered")]


def test_calls_that_reached_nobody_are_told_from_those_that_did():
    words = ["Connected", "Not Connected", "Left Voicemail", "Answered", "Unanswered", "No Answer"]
    rows = [f"F,Call,phone,p{i}@acme.example,,2026-06-17,,,{w}" for i, w in enumerate(words)]
    got = load(csv_of(HEADER, *rows), "cadences.csv")
    spoke = [fact["kind_name"] == "call_connected" for fact in got.facts["activities"]]
    assert spoke == [True, False, False, True, False, False]


def test_steps_that_were_not_done_yet_are_left_out_and_rows_of_nobody_rejected():
    rows = [
        "Finance leaders,First mail,email,ada@acme.example,scheduled,2026-06-17,,,",
        "Finance leaders,First mail,email,,sent,2026-06-17,,,",
        "Finance leaders,First mail,email,ivan@acme.example,sent,,1,,",
    ]
    got = load(csv_of(HEADER, *rows), "cadences.csv")
    assert _did(got) == []
    assert not got.facts["touches"]
    assert [(issue.row, issue.is_rejected, issue.reason) for issue in got.issues] == [
        (2, False, "nothing was done yet; left out"),
        (3, True, "nobody is named; add a mail address"),
        (4, True, "when they replied is not said; add the time"),
    ]


def test_an_opt_out_holds_although_the_rest_of_its_row_is_rejected():
    header = "Sequence Name,Sequence Step,Prospect Email,State,Delivered At,Reply Count"
    got = load(csv_of(header, "Finance,1,ada@acme.example,opted_out,,2"), "states.csv")
    assert len(got.rejected) == 1
    assert [fact["status"] for fact in got.facts["consents"]] == ["withdrawn"]


def test_a_later_export_adds_what_came_since_and_nothing_twice():
    header = "Mailing ID,Sequence Name,Prospect Email,Delivered At,Replied At"
    first = load(csv_of(header, "1,Finance,ada@acme.example,2026-06-15,"), "mailings.csv")
    later = load(csv_of(header, "1,Finance,ada@acme.example,2026-06-15,2026-06-16"), "mailings.csv")
    assert first.ids("activities") < later.ids("activities")
    assert first.ids("touches") == later.ids("touches")


def test_a_step_without_an_id_is_known_by_person_step_and_time():
    early = "Finance leaders,First mail,email,ada@acme.example,sent,2026-06-17,,,"
    late = "Finance leaders,First mail,email,ada@acme.example,sent,2026-06-17,1,,"
    first, later = (load(csv_of(HEADER, row), "cadences.csv") for row in (early, late))
    assert first.ids("activities") < later.ids("activities")


def test_a_step_on_a_network_is_a_touch_and_no_mail():
    row = "Finance leaders,Connect,LinkedIn,ada@acme.example,completed,2026-06-17,,,"
    got = load(csv_of(HEADER, row), "cadences.csv")
    assert not got.facts["activities"]
    assert [fact["channel_name"] for fact in got.facts["touches"]] == ["linkedin"]


def test_a_step_named_as_the_program_words_it_is_that_step_of_the_play():
    row = "Executive briefing,Day 3: Write on LinkedIn,LinkedIn,ada@acme.example,,2026-06-17,,,"
    (touch,) = load(csv_of(HEADER, row), "cadences.csv").facts["touches"]
    assert (touch["play"], touch["step"]) == ("executive_briefing", "linkedin_message")
