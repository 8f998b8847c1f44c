"""What a file is, what its columns mean, and what has to be asked."""

import gzip

import pytest

from accord.connectors import files
from accord.connectors.files.plan import from_json, to_json
from accord.values.errors import AccordError
from files_cast import csv_of, load, read

HUBSPOT_COMPANIES = "Record ID,Company name,Company Domain Name,Website URL,Company owner,Create Date,Phone Number,Last Activity Date,City,Country/Region,Industry"
HUBSPOT_CONTACTS = "Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Favorite Content Topics,Preferred channels,Create Date"
HUBSPOT_DEALS = "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date,Last Activity Date,Associated Company IDs"
SALESFORCE_ACCOUNT = "Id,IsDeleted,MasterRecordId,Name,Type,ParentId,BillingCity,BillingState,BillingCountry,Phone,Website,Industry,AnnualRevenue,NumberOfEmployees,OwnerId,CreatedDate,LastModifiedDate,SystemModstamp,Region__c"

CASES = [
    (HUBSPOT_COMPANIES, "hubspot-crm-exports.csv", "companies", "hubspot"),
    (HUBSPOT_CONTACTS, "hubspot-crm-exports.csv", "people", "hubspot"),
    (HUBSPOT_DEALS, "all.csv", "opportunities", "hubspot"),
    ("hs_object_id,dealname,dealstage,amount,closedate,hubspot_owner_id", "x.csv", "opportunities", "hubspot"),
    (SALESFORCE_ACCOUNT, "extract.csv", "companies", "salesforce"),
    (SALESFORCE_ACCOUNT.upper(), "extract.csv", "companies", "salesforce"),
    ("Id,FirstName,LastName,Email,Title,AccountId,MailingCountry,HasOptedOutOfEmail", "x.csv", "people", "salesforce"),
    ("Id,Name,StageName,Amount,CloseDate,Probability,AccountId,IsWon,IsClosed", "x.csv", "opportunities", "salesforce"),
    ("OpportunityId,StageName,Amount,Probability,CreatedDate", "x.csv", "opportunity_history", "salesforce"),
    ("First Name,Last Name,Title,Company / Account,Email,Lead Source,Rating,Lead Owner,Lead Status", "report.csv", "leads", "salesforce"),
    ("Id,WhoId,AccountId,Subject,ActivityDate,Type,OwnerId", "x.csv", "activities", "salesforce"),
    ("id,created_at,updated_at,email,first_name,last_name", "marketo_lead_data.csv", "people", "marketo"),
    ("name,domain,country,employees", "companies.csv", "companies", "plain"),
    ("email,name,title,company", "people.csv", "people", "plain"),
    ("deal,company,stage,amount,close date", "deals.csv", "opportunities", "plain"),
    ("date,type,email,page,subject", "activities.csv", "activities", "plain"),
    ("product,series,sales_price", "products.csv", "products", "plain"),
    ("Account ID,User Email,Team Role", "team.csv", "account_team", "plain"),
    ("Domain,Product,Start Date,End Date,ARR,Currency,Health", "contracts.csv", "subscriptions", "plain"),
    ("Company Name,Domain,Size,Industry,Category,Topic,Composite Score,Bucket Code,Metro Area,Metro Composite Score,Metro Bucket Code,Domain Origin Country", "adat.csv", "intent_bombora", "plain"),
    ("Company Name,Domain,Signal Type,Product,Buying Stage,Last Seen", "export.csv", "intent_g2", "plain"),
    ("Account Name,Domain,6sense Buying Stage,6sense Intent Score,6sense Profile Fit", "export.csv", "intent_6sense", "plain"),
    ("Account Name,Website,Keyword,Intent Strength,Trending Score,Date", "export.csv", "intent_demandbase", "plain"),
    ("Company,Domain,Trigger,Headline,Source URL,Date", "news.csv", "trigger_events", "plain"),
    ("currency,date,rate", "rates.csv", "rates", "plain"),
    ("Accord account,Name,Domain,Tier,Reason", "export.csv", "target_list", "accord"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "name", "kind", "system"), CASES)
def test_a_file_is_known_by_its_headers(header, name, kind, system):
    plan = files.look(csv_of(header, ",".join("x" for _ in header.split(","))), name)
    assert (plan.kind, plan.system) == (kind, system)


def test_a_header_means_the_same_in_any_case_and_spelling():
    for header in (
        "NumberOfEmployees",
        "Number of Employees",
        "NUMBER_OF_EMPLOYEES",
        "property_numberofemployees",
    ):
        plan = files.look(csv_of(f"Name,{header}", "Acme,12"), "companies.csv")
        assert plan.column_of("employees").column == header


def test_what_nobody_knows_becomes_a_field_of_the_teams_own():
    got = load(
        csv_of("name,domain,Region__c,Number of ice creams", "Acme,acme.example,EMEA,12"),
        "companies.csv",
    )
    assert got.custom("companies") == {"Region__c": "EMEA", "Number of ice creams": 12}


def test_a_column_that_is_mostly_numbers_keeps_its_leading_zeros_as_text():
    got = load(
        csv_of("name,domain,Code", "Acme,acme.example,007", "Globex,globex.example,12"),
        "companies.csv",
    )
    assert [got.custom("companies", i)["Code"] for i in (0, 1)] == ["007", "12"]


def test_an_ambiguous_date_is_asked_about_and_never_guessed():
    data = csv_of("Deal Name,Stage,Close Date", "A,Open,4/5/2017", "B,Open,7/8/2017")
    plan = files.look(data, "deals.csv")
    assert [(q.name, q.column, q.options) for q in plan.questions] == [
        ("date_order:Close Date", "Close Date", ("dmy", "mdy"))
    ]
    assert "4/5/2017" in plan.questions[0].text
    with pytest.raises(AccordError, match="4/5/2017"):
        read(data, plan)


@pytest.mark.parametrize(("order", "day"), [("dmy", 17290), ("mdy", 17261)])
def test_an_answer_settles_the_date(order, day):
    data = csv_of("Deal Name,Stage,Close Date", "A,Open,4/5/2017")
    for hints in ({"date_order": order}, {"answers": {"date_order:Close Date": order}}):
        assert load(data, "deals.csv", **hints).facts["opportunities"][0]["closed_on"] == day


def test_one_date_that_fits_one_order_only_settles_its_column_wherever_it_stands():
    rows = ["A,Open,4/5/2017"] * 4_100 + ["B,Open,25/12/2017"]
    plan = files.look(csv_of("Deal Name,Stage,Close Date", *rows), "deals.csv")
    assert plan.questions == ()
    assert plan.column_of("closed_on").unit == "dmy"


def test_another_column_settles_nothing():
    data = csv_of("Deal Name,Stage,Create Date,Close Date", "A,Open,25/12/2016,4/5/2017")
    assert [q.column for q in files.look(data, "deals.csv").questions] == ["Close Date"]


def test_a_day_that_is_the_same_either_way_is_no_question():
    assert (
        files.look(csv_of("Deal Name,Stage,Close Date", "A,Open,5/5/2017"), "d.csv").questions == ()
    )


def test_a_column_that_contradicts_itself_is_asked_about():
    data = csv_of("Deal Name,Stage,Close Date", "A,Open,25/12/2017", "B,Open,12/25/2017")
    (question,) = files.look(data, "deals.csv").questions
    assert question.column == "Close Date"
    got = load(data, "deals.csv", date_order="dmy")
    assert [(i.row, i.column, i.is_rejected) for i in got.issues] == [(3, "Close Date", True)]


def test_two_digit_years_may_come_first_too():
    (question,) = files.look(
        csv_of("Deal Name,Stage,Close Date", "A,Open,05-06-07"), "d.csv"
    ).questions
    assert question.options == ("dmy", "mdy", "ymd")
    plan = files.look(
        csv_of("Deal Name,Stage,Close Date", "A,Open,22-05-17", "B,Open,31-05-17"), "d.csv"
    )
    assert [q.options for q in plan.questions] == [("dmy", "ymd")]


def test_an_ambiguous_decimal_sign_is_asked_about():
    data = csv_of("Deal Name,Stage,Amount", 'A,Open,"1,200"', "B,Open,900")
    (question,) = files.look(data, "deals.csv").questions
    assert (question.name, question.options) == ("decimal:Amount", (".", ","))
    assert load(data, "d.csv", decimal=".").facts["opportunities"][0]["amount_minor"] == 120_000
    assert load(data, "d.csv", decimal=",").facts["opportunities"][0]["amount_minor"] == 120


@pytest.mark.parametrize(
    ("other", "minor"),
    [("3.50", 120_000), ('"3,5"', 120), ('"1,200.00"', 120_000), ('"1.200,00"', 120)],
)
def test_one_amount_that_fits_one_sign_only_settles_the_others(other, minor):
    got = load(csv_of("Deal Name,Stage,Amount", 'A,Open,"1,200"', f"B,Open,{other}"), "deals.csv")
    assert got.facts["opportunities"][0]["amount_minor"] == minor


def test_heads_are_whole_so_their_grouping_is_never_in_doubt():
    got = load(csv_of("name,employees", 'Acme,"1,200"', "Globex,1.300"), "companies.csv")
    assert [fact["employees"] for fact in got.facts["companies"]] == [1200, 1300]
    assert got.said("employees") == ["read as 1200", "read as 1300"]


def test_revenues_far_too_small_for_the_heads_are_asked_about():
    data = csv_of("name,employees,revenue", "A,2822,1100.04", "B,495,251.41", "C,1185,647.18")
    (question,) = files.look(data, "companies.csv").questions
    assert question.name == "revenue_unit"
    got = load(data, "companies.csv", answers={"revenue_unit": "millions"})
    assert got.facts["companies"][0]["revenue_usd"] == pytest.approx(1_100_040_000)


def test_probabilities_of_nought_to_one_are_percentages():
    got = load(csv_of("Deal Name,Stage,Deal probability", "A,Open,0.25", "B,Won,1.0"), "deals.csv")
    assert [fact["probability"] for fact in got.facts["opportunities"]] == [25.0, 100.0]


def test_what_was_said_wins_over_what_was_recognised():
    data = csv_of("Name,Headquarters,Size", "Acme,Boston,12")
    plan = files.look(
        data, "x.csv", files.Hints(kind="companies", mapping={"Headquarters": "city", "Size": ""})
    )
    assert plan.column_of("city").column == "Headquarters"
    assert plan.column_of("employees") is None
    with pytest.raises(AccordError, match="no column 'Town'"):
        files.look(data, "x.csv", files.Hints(kind="companies", mapping={"Town": "city"}))
    with pytest.raises(AccordError, match="can't be read as 'mayor'"):
        files.look(data, "x.csv", files.Hints(kind="companies", mapping={"Size": "mayor"}))
    with pytest.raises(AccordError, match="no kind of file"):
        files.look(data, "x.csv", files.Hints(kind="animals"))


def test_headers_nobody_knows_lead_to_the_question_what_it_is():
    (question,) = files.look(csv_of("Alpha,Beta", "x,y"), "z.csv").questions
    assert question.name == "kind"


def test_a_column_of_mail_addresses_needs_no_header_that_is_known():
    got = load(
        csv_of("First Name,Last Name,Kontaktweg", "Ada,Lovelace,ada@acme.example"), "people.csv"
    )
    assert got.facts["people"][0]["email"] == "ada@acme.example"
    assert got.plan.column_of("email").confidence < 1


def test_titles_above_the_table_are_skipped_and_rows_keep_their_numbers():
    got = load(
        csv_of(
            "My report,,",
            "Generated in May,,",
            "",
            "Name,Email,Title",
            "Ada L,ada@acme.example,CFO",
            "Bo,bad-address,CFO",
        ),
        "people.csv",
    )
    assert got.plan.header_row == 4
    assert [(issue.row, issue.column) for issue in got.issues] == [(6, "Email")]


def test_a_packed_file_reads_as_the_file_in_it():
    data = csv_of("name,domain", "Acme,acme.example")
    assert load(gzip.compress(data), "c.csv.gz").ids("companies") == load(data, "c.csv").ids(
        "companies"
    )


def test_a_plan_can_be_written_down_and_read_elsewhere():
    plan = files.look(
        csv_of("name,domain", "Acme,acme.example"),
        "c.csv",
        files.Hints(known={"solution": ("GTX",)}),
    )
    assert from_json(to_json(plan)) == plan


def test_another_file_under_the_same_plan_is_refused():
    plan = files.look(csv_of("name,domain", "Acme,acme.example"), "c.csv")
    with pytest.raises(AccordError, match="not the file that was looked at"):
        read(csv_of("domain,name", "acme.example,Acme"), plan)


def test_plain_files_that_come_with_a_crms_share_its_source():
    hubspot = files.look(csv_of(HUBSPOT_COMPANIES, "1,Acme,acme.example,,,,,,,,"), "a.csv")
    plain = files.look(csv_of("deal,company,stage", "A,Acme,Open"), "b.csv")
    assert [plan.source for plan in files.agree([hubspot, plain])] == ["hubspot", "hubspot"]
    assert [plan.source for plan in files.agree([plain])] == ["file"]
