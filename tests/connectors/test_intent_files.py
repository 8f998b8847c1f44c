"""Readings of vendors: exact headers, one fact for each topic and day, and nothing guessed."""

import pytest

from accord.connectors import files
from accord.connectors.files import samples
from accord.facts import keys
from accord.values.errors import AccordError
from files_cast import csv_of, load, read

MASTER = "Company Name,Domain,Size,Industry,Category,Topic,Composite Score,metro[score]|metro[score],Domain Country Origin"
WRITE_BACK = "Account Name,Website,accountBuyingStage6sense__c,accountIntentScore6sense__c,accountProfileFit6sense__c,accountReachScore6sense__c,account6QA6sense__c,accountUpdateDate6sense__c"
API = "Account Name,Domain,keyword,numPeopleResearching,intentStrength,isTrending,trendingScore,numTrendingDays,startDate,endDate"


@pytest.mark.parametrize(
    ("header", "row", "vendor", "reading", "text"),
    [
        (
            MASTER,
            "Acme,acme.com,M,Banking,Finance,ABM,71,Bonn[70]|Ulm[66],Germany",
            "bombora",
            71,
            None,
        ),
        (
            WRITE_BACK,
            "Acme,acme.com,Consideration,66,Strong,Medium,true,2026-06-28",
            "sixsense",
            66,
            "Consideration",
        ),
        (
            API,
            "Acme,acme.com,abm,9,MEDIUM,true,44,3,2026-06-22,2026-06-28",
            "demandbase",
            44,
            "MEDIUM",
        ),
    ],
)
def test_the_formats_that_vendors_publish_are_read(header, row, vendor, reading, text):
    (fact,) = load(csv_of(header, row), "export_2026-06-28.csv").facts["intent"]
    assert (fact["vendor"], fact["reading"], fact["reading_text"]) == (vendor, reading, text)
    assert fact["company_key"] == keys.domain_key("acme.com")


def test_a_week_without_a_date_is_asked_about_and_another_week_says_something_new():
    data = csv_of("Domain,Topic,Composite Score", "acme.com,ABM,72")
    (question,) = files.look(data, "adat.csv").questions
    assert (question.name, question.options) == ("dated_on", ())
    weeks = [
        load(data, "adat.csv", dated_on=day).ids("intent") for day in ("2026-06-21", "2026-06-28")
    ]
    assert weeks[0].isdisjoint(weeks[1])
    assert load(data, "surge_2026-06-28.csv").ids("intent") == weeks[1]
    with pytest.raises(AccordError, match="'last week' is no date"):
        load(data, "adat.csv", dated_on="last week")


def test_metro_areas_of_one_reading_count_once_and_are_mentioned():
    header = "Domain,Topic,Composite Score,Metro Area,Metro Composite Score,Week Ending"
    rows = ["acme.com,ABM,72,Bonn,70,2026-06-28", "acme.com,ABM,72,Ulm,66,2026-06-28"]
    got = load(csv_of(header, *rows), "surge.csv")
    assert len(got.facts["intent"]) == 1
    assert [(issue.row, issue.reason) for issue in got.issues] == [
        (3, "says the same as row 2; counted once")
    ]


def test_each_keyword_of_a_cell_is_a_topic():
    got = load(samples.content("intent_6sense"), "6sense.csv")
    assert [(fact["topic"], fact["reading"]) for fact in got.facts["intent"]] == [
        ("financial close", 88),
        ("account reconciliation", 88),
        ("close checklist", 41),
    ]
    assert len(got.ids("intent")) == 3


def test_a_row_without_its_company_or_its_day_is_rejected_with_the_way_out():
    header = "Company Name,Domain,Topic,Composite Score,Week Ending"
    data = csv_of(header, "Acme,,ABM,72,2026-06-28", "Acme,acme.com,ABM,72,")
    plan = files.look(data, "surge.csv")
    got = read(data, plan)
    assert [(issue.row, issue.column, issue.reason) for issue in got.issues] == [
        (2, "Domain", "no company is named by id or domain; add its domain"),
        (3, "Week Ending", "of which day the reading is is not said; give a date, as 2026-06-28"),
    ]
    assert [row.row for row in got.rejected] == [2, 3]
