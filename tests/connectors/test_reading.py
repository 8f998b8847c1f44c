"""Rows of files become facts; nothing is lost without a word."""

import json
from pathlib import Path

import pytest

from accord.connectors import files
from accord.facts import keys, schemas
from accord.values import ids, time
from files_cast import RECEIVED, ZONE, csv_of, load, read

DIRTY = Path(__file__).parents[1] / "data" / "dirty"
TRUTH = json.loads((DIRTY / "defects.json").read_text(encoding="utf-8"))


def us(text: str) -> int:
    return time.to_us(time.datetime.fromisoformat(text).replace(tzinfo=ZONE))


def day(text: str) -> int:
    return time.day_number(time.date.fromisoformat(text))


@pytest.mark.parametrize("name", TRUTH)
def test_each_planted_defect_is_named_and_nothing_else(name):
    truth = TRUTH[name]
    got = load(DIRTY / name, name)
    assert (got.plan.kind, got.plan.source) == (truth["kind"], truth["source"])
    found = {(i.row, i.column, i.is_rejected): i.reason for i in got.issues}
    planted = {(d["row"], d["column"], d["is_rejected"]): d["says"] for d in truth["defects"]}
    assert found.keys() == planted.keys()
    for place, words in planted.items():
        assert words in found[place]
    rejected = {d["row"] for d in truth["defects"] if d["is_rejected"]}
    assert {row.row for row in got.rejected} == rejected
    assert (got.rows_read, got.rows_taken) == (truth["rows"], truth["rows"] - len(rejected))
    assert len(got.facts[truth["kind"]]) == got.rows_taken


def test_there_are_twenty_five_planted_defects():
    assert sum(len(truth["defects"]) for truth in TRUTH.values()) == 25


@pytest.mark.parametrize("name", TRUTH)
def test_rejected_rows_come_back_and_go_in_once_mended(name, tmp_path):
    got = load(DIRTY / name, name)
    back = tmp_path / f"rejected-{name}"
    count = files.write_rejected(got.plan, got.rejected, got.issues, back)
    assert count == len(got.rejected)
    again = files.look(back, back.name, got.plan.hints)
    assert again.columns == (*got.plan.columns, "accord_read_as", "accord_reason")
    assert again.column_of("custom") is None or "accord_reason" not in {
        column.column for column in again.mapping if column.field
    }
    text = back.read_text(encoding=again.encoding)
    for issue in got.issues:
        if issue.is_rejected:
            assert issue.reason.split(";")[0] in text.replace('""', '"')


def test_a_mended_row_gives_the_fact_that_it_would_have_given_at_once(tmp_path):
    good = "A,Acme,Open,1200.50"
    got = load(
        csv_of("deal,company,stage,amount", "B,Acme,Open,x", "C,Acme,Open,1200.50"), "deals.csv"
    )
    back = tmp_path / "rejected.csv"
    files.write_rejected(got.plan, got.rejected, got.issues, back)
    mended = back.read_text(encoding="utf-8-sig").replace("B,Acme,Open,x", good).encode()
    whole = load(csv_of("deal,company,stage,amount", good), "deals.csv")
    assert load(mended, "rejected.csv", kind="opportunities").ids("opportunities") == whole.ids(
        "opportunities"
    )


def test_the_same_file_twice_gives_the_same_facts():
    first, second = (load(DIRTY / name, name) for name in ["hubspot_companies.csv"] * 2)
    assert first.facts == second.facts


def test_chunks_change_nothing():
    whole = load(DIRTY / "hubspot_companies.csv", "hubspot_companies.csv")
    parts = load(DIRTY / "hubspot_companies.csv", "hubspot_companies.csv", chunk_rows=3)
    assert parts.facts == whole.facts
    assert parts.issues == whole.issues
    assert parts.rejected == whole.rejected


def test_facts_have_the_columns_of_their_kind():
    plan = files.look(csv_of("name,domain", "Acme,acme.example"), "companies.csv")
    (chunk,) = files.read(csv_of("name,domain", "Acme,acme.example"), plan, RECEIVED, ZONE)
    assert chunk.tables["companies"].schema == schemas.SCHEMA_BY_KIND["companies"]


def test_the_order_of_columns_and_empty_columns_say_nothing():
    plain = load(csv_of("name,domain,city", "Acme,acme.example,Bonn"), "companies.csv")
    other = load(csv_of("city,domain,name,phone", "Bonn, acme.example ,Acme,"), "companies.csv")
    assert plain.ids("companies") == other.ids("companies")


def test_a_changed_row_is_a_new_fact_of_the_same_record():
    before = load(csv_of("name,domain,city", "Acme,acme.example,Bonn"), "c.csv").facts["companies"][
        0
    ]
    after = load(csv_of("name,domain,city", "Acme,acme.example,Köln"), "c.csv").facts["companies"][
        0
    ]
    assert before["external_id"] == after["external_id"]
    assert before["fact_id"] != after["fact_id"]


def test_of_two_rows_for_one_record_the_later_is_received_later_and_said():
    got = load(
        csv_of("Record ID,Company name", "1,Acme", "2,Globex", "1,Acme Inc"), "companies.csv"
    )
    times = [fact["received_at"] for fact in got.facts["companies"]]
    assert times == sorted(times)
    assert [(i.row, i.is_rejected) for i in got.issues] == [(4, False)]
    assert "same record as row 2" in got.issues[0].reason


def test_a_row_that_says_the_same_again_counts_once():
    got = load(csv_of("Record ID,Company name", "1,Acme", "1,Acme"), "companies.csv")
    assert len(got.facts["companies"]) == 1
    assert "same as row 2" in got.issues[0].reason


def test_known_since_the_source_changed_it_else_since_it_happened():
    rows = ["Acme,2024-01-05,2025-02-03 10:00", "Globex,2024-01-05,", "Initech,,"]
    facts = load(
        csv_of("Company name,Create Date,Last Modified Date", *rows), "companies.csv"
    ).facts["companies"]
    assert [fact["known_at"] for fact in facts] == [
        us("2025-02-03T10:00"),
        us("2024-01-05"),
        RECEIVED,
    ]
    assert [fact["is_backfilled"] for fact in facts] == [True, True, False]


def test_nothing_is_known_before_it_was_received_whatever_its_clock_says():
    got = load(csv_of("Company name,Last Modified Date", "Acme,2031-01-05"), "companies.csv")
    assert got.facts["companies"][0]["known_at"] == RECEIVED
    assert "in the future" in got.said("Last Modified Date")[0]


def test_companies_without_an_id_go_by_domain_else_by_name_and_country():
    rows = ["Acme,acme.example,Germany", "Globex Ltd,,Germany", "Initech,,"]
    facts = load(csv_of("name,domain,country", *rows), "companies.csv").facts["companies"]
    assert [fact["external_id"] for fact in facts] == [
        "domain:acme.example",
        "name:globexltd|DE",
        "name:initech|",
    ]


def test_people_without_an_id_go_by_their_mail_address():
    got = load(
        csv_of("Name,Email,Company", "Lovelace Ada,Ada@Acme.example,Acme", '"Lovelace, Ada",,Acme'),
        "people.csv",
    )
    first, second = got.facts["people"]
    assert first["external_id"] == "email:ada@acme.example"
    assert (second["first_name"], second["last_name"]) == ("Ada", "Lovelace")


def test_somebody_may_be_called_null():
    got = load(csv_of("First Name,Last Name,Email", "Nora,Null,nora@acme.example"), "people.csv")
    assert got.facts["people"][0]["last_name"] == "Null"
    assert got.issues == []


def test_the_text_of_an_industry_and_of_a_range_is_kept():
    got = load(csv_of("name,industry,employees", "Acme,technolgy,51-200"), "companies.csv")
    (fact,) = got.facts["companies"]
    assert (fact["industry"], fact["employees"]) == ("software", 125)
    assert got.custom("companies") == {"industry": "technolgy", "employees": "51-200"}
    assert not any(issue.is_rejected for issue in got.issues)


def test_revenue_in_another_currency_is_kept_and_not_called_dollars():
    got = load(csv_of("name,revenue", "Acme,€5M", "Globex,$5M"), "companies.csv")
    assert [fact["revenue_usd"] for fact in got.facts["companies"]] == [None, 5_000_000]
    assert got.custom("companies")["revenue"] == "€5M"


def test_a_parent_that_is_named_is_found_by_name_in_the_file():
    rows = ["Acme,United States,Globex", "Globex,Germany,", "Initech,,Nobody"]
    got = load(csv_of("name,country,parent company", *rows), "companies.csv")
    assert [f["parent_external_id"] for f in got.facts["companies"]] == [
        "name:globex|DE",
        None,
        "name:nobody|",
    ]
    assert [(i.row, i.column) for i in got.issues] == [(4, "parent company")]


def test_deals_say_what_is_won_by_flag_or_by_stage():
    rows = ["A,Closed Won", "B,Lost", "C,Demo"]
    facts = load(csv_of("Deal Name,Deal Stage", *rows), "deals.csv").facts["opportunities"]
    assert [(f["is_closed"], f["is_won"]) for f in facts] == [
        (True, True),
        (True, False),
        (False, False),
    ]


def test_amounts_take_the_sign_then_the_column_then_what_was_said():
    rows = ["A,Open,€10,USD", "B,Open,10,JPY", "C,Open,10,"]
    got = load(csv_of("Deal Name,Stage,Amount,Currency", *rows), "deals.csv", currency="CHF")
    found = [(f["amount_minor"], f["currency"]) for f in got.facts["opportunities"]]
    assert found == [(1000, "EUR"), (10, "JPY"), (1000, "CHF")]


def test_columns_of_dates_entered_give_the_deals_history():
    header = 'Record ID,Deal Name,Deal Stage,Close Date,"Date entered ""Qualified (Sales)""",hs_v2_date_entered_demo'
    got = load(csv_of(header, "7,A,Closed Won,2025-03-01,2025-01-05,2025-02-05"), "deals.csv")
    assert [(f["stage"], f["occurred_at"]) for f in got.facts["opportunity_stages"]] == [
        ("Qualified (Sales)", us("2025-01-05")),
        ("demo", us("2025-02-05")),
        ("Closed Won", us("2025-03-01")),
    ]


def test_a_file_of_stage_changes_gives_one_fact_a_change():
    rows = ["006A,Demo,2025-01-05", "006A,Closed Won,2025-02-05", "006A,Demo,not yet"]
    got = load(csv_of("Opportunity ID,Stage,Date entered stage", *rows), "history.csv")
    assert [f["stage"] for f in got.facts["opportunity_stages"]] == ["Demo", "Closed Won"]
    assert {f["known_at"] for f in got.facts["opportunity_stages"]} == {
        us("2025-01-05"),
        us("2025-02-05"),
    }
    assert [(i.row, i.is_rejected) for i in got.issues] == [(4, True)]


def test_field_changes_other_than_stages_are_left_out_and_said():
    rows = ["7,dealstage,demo,2025-01-05", "7,amount,100,2025-01-06"]
    got = load(csv_of("deal_id,name,value,timestamp", *rows), "deal_property_history.csv")
    assert [f["stage"] for f in got.facts["opportunity_stages"]] == ["demo"]
    assert [i.row for i in got.issues] == [3]


def test_two_spellings_of_one_product_are_said_and_neither_is_dropped():
    rows = ["A,Open,GTX Pro", "B,Open,GTXPro"]
    got = load(csv_of("Deal Name,Stage,Product", *rows), "deals.csv")
    assert [f["solution"] for f in got.facts["opportunities"]] == ["GTX Pro", "GTXPro"]
    assert got.said("Product") == ["is written 'GTX Pro' elsewhere; taken as that"]
    known = load(
        csv_of("Deal Name,Stage,Product", rows[1]), "deals.csv", known={"solution": ("GTX Pro",)}
    )
    assert len(known.issues) == 1


def test_deals_without_any_name_are_counted_apart():
    got = load(csv_of("Product,Seller,Status", "A,S1,Won", "A,S1,Won"), "deals.csv")
    assert len({f["external_id"] for f in got.facts["opportunities"]}) == 2


def test_activities_are_complete_and_of_somebody():
    rows = [
        "2025-01-05 10:00,Page View,ada@acme.example,,https://acme.example/Pricing/?utm=1",
        "2025-01-05 11:00,Form Submission,,acme.co.uk,Contact form",
        "2025-01-05 12:00,Page View,,,",
        ",Page View,ada@acme.example,,",
    ]
    got = load(csv_of("Activity Date,Activity Type,Email,Domain,Page", *rows), "activities.csv")
    visit, form = got.facts["activities"]
    assert (visit["kind_name"], visit["asset_name"], visit["channel_name"]) == (
        "page_view",
        "/Pricing",
        "site",
    )
    assert visit["person_key"] == keys.email_key("ada@acme.example")
    assert visit["kind"] == ids.code32("page_view")
    assert visit["day"] == day("2025-01-05")
    assert form["company_key"] == keys.domain_key("acme.co.uk")
    assert [(i.row, i.column, i.is_rejected) for i in got.issues] == [
        (4, "Email", True),
        (5, "Activity Date", True),
    ]


def test_an_activity_heard_twice_counts_once():
    row = "2025-01-05 10:00,Page View,ada@acme.example"
    got = load(csv_of("Activity Date,Activity Type,Email", row, row), "activities.csv")
    assert len(got.facts["activities"]) == 1


def test_what_people_did_may_be_in_the_files_name_else_it_is_asked():
    data = csv_of("Email,Date", "ada@acme.example,2025-01-05")
    assert (
        load(data, "webinar_attended.csv", kind="activities").facts["activities"][0]["kind_name"]
        == "webinar_attended"
    )
    (question,) = files.look(data, "x.csv", files.Hints(kind="activities")).questions
    assert question.name == "kind_name"
    answered = load(data, "x.csv", kind="activities", answers={"kind_name": "dinner"})
    assert answered.facts["activities"][0]["kind_name"] == "dinner"


def test_calls_nobody_took_and_meetings_to_come_are_told_apart():
    rows = [
        "2025-01-05,Call,a@b.example,No answer",
        "2027-01-05,Meeting,a@b.example,",
        "2025-01-05,Meeting,a@b.example,Completed",
    ]
    got = load(csv_of("Date,Activity Type,Email,Outcome", *rows), "activities.csv")
    assert [f["kind_name"] for f in got.facts["activities"]] == [
        "call_unanswered",
        "meeting_booked",
        "meeting_held",
    ]


@pytest.mark.parametrize(
    ("header", "row", "vendor", "reading", "text"),
    [
        ("Domain,Topic,Composite Score,Bucket Code", "acme.com,ABM,72,A", "bombora", 72, "A"),
        (
            "Domain,Signal Type,Product,Last Seen",
            "acme.com,Pricing page viewed,Accord,2026-06-01",
            "g2_pricing",
            None,
            "Pricing page viewed",
        ),
        (
            "Domain,6sense Buying Stage,6sense Intent Score",
            "acme.com,Decision,88",
            "sixsense",
            88,
            "Decision",
        ),
        (
            "Domain,Keyword,Intent Strength",
            "acme.com,abm software,High",
            "demandbase",
            None,
            "HIGH",
        ),
    ],
)
def test_intent_files_of_every_vendor_are_read(header, row, vendor, reading, text):
    got = load(csv_of(header, row, row.replace("acme.com", "nothing")), "readings_2026-06-28.csv")
    (fact,) = got.facts["intent"]
    assert (fact["vendor"], fact["reading"], fact["reading_text"]) == (vendor, reading, text)
    assert fact["company_key"] == keys.domain_key("acme.com")
    assert fact["occurred_at"] == us("2026-06-01" if "Seen" in header else "2026-06-28")
    assert any(issue.is_rejected and issue.row == 3 for issue in got.issues)


def test_trigger_events_subscriptions_teams_and_rates_are_read():
    event = load(
        csv_of("Domain,Trigger,Headline,Date", "acme.com,Series B,Acme raises,2026-01-05"),
        "news.csv",
    )
    assert event.facts["trigger_events"][0]["kind"] == "funding"
    owned = load(
        csv_of(
            "Subscription ID,Account ID,Product,Start Date,End Date,ARR,Currency,Health",
            "s1,1,Main,2025-01-01,2025-12-31,1200,EUR,green",
        ),
        "s.csv",
    )
    (subscription,) = owned.facts["subscriptions"]
    assert (subscription["ends_on"], subscription["amount_minor"], subscription["health"]) == (
        day("2025-12-31"),
        120_000,
        "good",
    )
    team = load(csv_of("Account ID,User Email,Team Role", "1,mia@us.example,SDR"), "team.csv")
    assert team.facts["account_team"][0]["part"] == "development_rep"
    assert team.facts["account_team"][0]["company_key"] == keys.record_key("file", "1")
    rate = load(
        csv_of("currency,date,rate", "EUR,2026-01-05,1.0842", "XYZ,2026-01-05,1"), "rates.csv"
    )
    assert rate.facts["rates"][0]["per_unit"] == "1.0842"
    assert [(i.row, i.is_rejected) for i in rate.issues] == [(3, True)]


def test_a_subscription_that_ends_before_it_starts_is_rejected():
    got = load(
        csv_of("Domain,Product,Start Date,End Date", "acme.com,Main,2025-12-31,2025-01-01"), "s.csv"
    )
    assert [i.is_rejected for i in got.issues] == [True]


def test_a_header_in_the_middle_is_skipped_and_an_open_quote_costs_one_row():
    rows = [
        "Acme,acme.example",
        "name,domain",
        'Glo"bex,globex.example',
        '"Initech,initech.example',
        "Hooli,hooli.example",
    ]
    got = load(csv_of("name,domain", *rows), "companies.csv")
    assert [f["name"] for f in got.facts["companies"]] == ["Acme", 'Glo"bex', "Hooli"]
    assert [(i.row, i.is_rejected) for i in got.issues] == [(3, False), (5, True)]


def test_a_field_that_never_ends_stops_after_some_lines_and_not_at_the_end_of_memory():
    body = [f"C{i},c{i}.example" for i in range(3_000)]
    got = load(csv_of("name,domain", '"Open,open.example', *body), "companies.csv")
    assert len(got.facts["companies"]) == 3_000
    assert [(i.row, i.is_rejected) for i in got.issues] == [(2, True)]


def test_line_breaks_in_quotes_belong_to_the_cell_and_count_as_one_row():
    got = load(
        csv_of("name,domain,Notes", 'Acme,acme.example,"one\ntwo"', "Bad,nonsense,"),
        "companies.csv",
    )
    assert got.custom("companies")["Notes"] == "one\ntwo"
    assert [i.row for i in got.issues] == [3]


def test_a_target_list_comes_back_with_its_accounts():
    account = ids.hash64("record", "crm", "1")
    data = csv_of(
        "Accord account,Name,Domain,Tier",
        f"{ids.public_id(account)},Acme,acme.example,Tier 1",
        "nonsense,X,,",
    )
    got = load(data, "list.csv")
    assert got.plan.system == "accord"
    assert got.facts["target_list"][0]["account"] == account
    assert [(i.row, i.is_rejected) for i in got.issues if i.is_rejected] == [(3, True)]


def test_salesforce_ids_of_reports_and_exports_meet():
    people = load(
        csv_of(
            "Id,FirstName,LastName,Email,AccountId",
            "0035f00000AbCdEAAA,Ada,L,a@b.example,0011G00000eLwuW",
        ),
        "Contact.csv",
    )
    accounts = load(
        csv_of("Id,Name,BillingCountry,IsDeleted", "0011G00000eLwuWQAS,Acme,US,false"),
        "Account.csv",
    )
    assert (
        people.facts["people"][0]["company_external_id"]
        == accounts.facts["companies"][0]["external_id"]
    )


def test_a_merge_conflict_left_in_a_file_is_named():
    got = load(csv_of("name,domain", "<<<<<<< HEAD", "Acme,acme.example"), "companies.csv")
    assert "version control" in got.issues[0].reason
    assert len(got.facts["companies"]) == 1
    assert read(csv_of("name,domain", "<<<<<<< HEAD", "Acme,acme.example"), got.plan).rows_read == 2


def test_a_file_may_say_its_delimiter_first():
    got = load(csv_of("sep=;", "name;domain;city", "Acme;acme.example;Bonn"), "companies.csv")
    assert got.facts["companies"][0]["city"] == "Bonn"


def test_activities_that_say_nothing_or_were_deleted_are_left_out():
    rows = [
        "2025-01-05,Call,a@b.example,true",
        "2025-01-05,,a@b.example,false",
        "2025-01-05,Meeting,a@b.example,false",
    ]
    got = load(csv_of("Date,Activity Type,Email,IsDeleted", *rows), "activities.csv")
    assert [f["kind_name"] for f in got.facts["activities"]] == ["meeting_held"]
    assert [(i.row, i.is_rejected) for i in got.issues] == [(2, False), (3, True)]


def test_meetings_nobody_came_to_are_no_meetings():
    rows = ["2025-01-05,Meeting,a@b.example,No show", "2025-01-06,Meeting,a@b.example,Scheduled"]
    got = load(csv_of("Date,Activity Type,Email,Outcome", *rows), "activities.csv")
    assert [f["kind_name"] for f in got.facts["activities"]] == ["meeting_missed", "meeting_booked"]


def test_a_trigger_file_may_tell_by_its_columns_what_happened():
    rows = ["Acme,Germany,500,2023-03-06", ",Germany,20,2023-03-06"]
    got = load(csv_of("company,country,total_laid_off,date", *rows), "layoffs.csv")
    (fact,) = got.facts["trigger_events"]
    assert fact["kind"] == "layoffs"
    assert fact["company_key"] == keys.record_key("file", "name:acme|DE")
    assert [(i.row, i.is_rejected) for i in got.issues] == [(2, False), (3, True)]
    raised = load(
        csv_of("Domain,Funding Round,Date", "acme.com,Series B,2023-03-06"),
        "x.csv",
        kind="trigger_events",
    )
    assert raised.facts["trigger_events"][0]["kind"] == "funding"
    news = load(
        csv_of("Domain,Headline,Date", "acme.com,Acme moves,2023-03-06"),
        "x.csv",
        kind="trigger_events",
    )
    assert news.facts["trigger_events"][0]["kind"] == "news"


def test_comparisons_count_as_such():
    row = "acme.com,Compared with a rival,Accord,2026-06-01"
    got = load(csv_of("Domain,Signal Type,Product,Last Seen", row), "g2.csv")
    assert got.facts["intent"][0]["vendor"] == "g2_comparison"


def test_a_subscription_of_nobody_is_rejected():
    got = load(csv_of("Domain,Product,Start Date,End Date", ",Main,2025-01-01,2025-12-31"), "s.csv")
    assert [i.is_rejected for i in got.issues] == [True]


def test_a_company_of_a_billion_people_is_not_believed():
    got = load(csv_of("name,employees", "Acme,1000000000"), "companies.csv")
    assert got.facts["companies"][0]["employees"] is None
    assert got.custom("companies") == {"employees": "1000000000"}


def test_parents_are_found_by_id_and_by_domain_too():
    rows = ["1,Acme,acme.example,Globex", "2,Globex,globex.example,"]
    got = load(csv_of("Company ID,name,domain,Parent Company", *rows), "companies.csv")
    assert got.facts["companies"][0]["parent_external_id"] == "2"
    got = load(csv_of("name,domain,Parent Company", *(row[2:] for row in rows)), "companies.csv")
    assert got.facts["companies"][0]["parent_external_id"] == "domain:globex.example"


def test_short_rows_are_filled_and_said_and_long_ones_with_nothing_in_them_cut():
    got = load(
        csv_of("name,domain,city", "Acme,acme.example", "Globex,globex.example,Bonn,,"),
        "companies.csv",
    )
    assert [f["city"] for f in got.facts["companies"]] == [None, "Bonn"]
    assert [(i.row, i.is_rejected) for i in got.issues] == [(2, False)]


def test_letters_that_were_lost_before_are_said():
    cities = ["Köln", "Zürich", "Genève", "Malmö", "Århus", "Łódź", "São Paulo"] * 3
    text = "\n".join(
        ["name;domain;city", *(f"C{i};c{i}.example;{city}" for i, city in enumerate(cities))]
    )
    got = load(text.encode().replace("Köln".encode(), b"K\xf6ln", 1), "companies.csv")
    assert [(i.row, i.is_rejected) for i in got.issues] == [(2, False)]
    assert "could not be read" in got.issues[0].reason


def test_several_contacts_and_technologies_stand_in_one_cell():
    got = load(
        csv_of("Deal Name,Stage,Associated Contact IDs,Associated Company IDs", "A,Open,1;2.0,7;8"),
        "deals.csv",
    )
    (deal,) = got.facts["opportunities"]
    assert (deal["contact_external_ids"], deal["company_external_id"]) == (["1", "2"], "7")
    assert "names 2 records" in got.issues[0].reason
    tools = load(
        csv_of("name,domain,Technologies", "Acme,acme.example,Slack|Jira"), "companies.csv"
    )
    assert tools.facts["companies"][0]["technologies"] == ["Slack", "Jira"]


def test_percentages_and_growth_are_read_with_their_signs():
    rows = ["Acme,12%", 'Globex,"-3,5"', "Initech,fast"]
    got = load(csv_of("name,Headcount Growth 12 Months", *rows), "companies.csv")
    found = [f["headcount_growth_12_months_percent"] for f in got.facts["companies"]]
    assert found == [12.0, -3.5, None]
