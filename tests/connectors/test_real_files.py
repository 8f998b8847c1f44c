"""Real files of other people's systems, of which not one row may be lost."""

import os
import time
from collections import Counter
from pathlib import Path

import pytest

from accord.connectors import files
from accord.values.errors import AccordError
from files_cast import RECEIVED, ZONE, csv_of, load

DATA = Path(os.environ.get("ACCORD_TEST_DATA", ""))
real = pytest.mark.skipif(
    not os.environ.get("ACCORD_TEST_DATA"), reason="ACCORD_TEST_DATA is not set"
)


@real
def test_not_one_opportunity_of_eight_thousand_eight_hundred_is_lost():
    products = load(DATA / "maven_crm/products.csv", "products.csv").facts["products"]
    known = {"solution": tuple(row["name"] for row in products)}
    got = load(DATA / "maven_crm/sales_pipeline.csv", "sales_pipeline.csv", known=known)
    deals = got.facts["opportunities"]
    assert (got.rows_read, got.rows_taken, len(deals)) == (8800, 8800, 8800)
    assert Counter(deal["stage"] for deal in deals) == {
        "Won": 4238,
        "Lost": 2473,
        "Engaging": 1589,
        "Prospecting": 500,
    }
    stages = Counter(change["stage"] for change in got.facts["opportunity_stages"])
    assert stages == {"Engaging": 4238 + 2473 + 1589, "Won": 4238, "Lost": 2473}
    assert sum("no company is named" in reason for reason in got.said("account")) == 1425
    assert sum("is written 'GTX Pro'" in reason for reason in got.said("product")) == 1480
    assert not any(issue.is_rejected for issue in got.issues)


@real
def test_the_companies_they_belong_to_are_all_read():
    got = load(DATA / "maven_crm/accounts.csv", "accounts.csv")
    companies = got.facts["companies"]
    assert len(companies) == 85
    assert all("technology" in reason for reason in got.said("sector"))
    assert len(got.said("sector")) == 12
    by_id = {company["external_id"]: company for company in companies}
    parents = {company["parent_external_id"] for company in companies} - {None}
    assert len(parents) == 7
    assert parents <= by_id.keys()
    assert by_id["name:acmecorporation|US"]["revenue_usd"] == pytest.approx(1_100_040_000)


@real
def test_twenty_eight_thousand_companies_stay_as_many():
    path = DATA / "financedatabase_companies.csv.gz"
    plan = files.look(path, path.name)
    assert plan.row_count == 28_133
    got = load(path, path.name)
    companies = got.facts["companies"]
    assert len({company["external_id"] for company in companies}) == len(companies) == 28_133
    assert all(
        company["country"] for company in companies if "Netherlands" in str(company["custom"])
    )
    assert not any("country" in issue.reason for issue in got.issues)
    assert Counter(company["industry"] for company in companies)["software"] > 1_000


@real
def test_leads_of_a_course_vendor_are_leads_and_select_says_nothing():
    path = DATA / "xeducation_leads.csv.gz"
    got = load(path, path.name)
    assert got.plan.kind == "leads"
    assert len(got.facts["leads"]) == 9_240
    assert all("'Select'" in i.reason for i in got.issues if i.value == "Select")
    assert not any(issue.is_rejected for issue in got.issues)
    assert '"Select"' not in "".join(lead["custom"] for lead in got.facts["leads"])


@real
def test_deals_without_a_name_or_a_company_are_all_kept():
    got = load(DATA / "salvirt_b2b_sales.csv", "salvirt_b2b_sales.csv")
    deals = got.facts["opportunities"]
    assert len({deal["external_id"] for deal in deals}) == 448
    assert Counter(deal["is_won"] for deal in deals) == {True: 227, False: 221}


SEEDS = [
    ("hubspot/company_data.csv", "companies", 24),
    ("hubspot/contact_data.csv", "people", 22),
    ("hubspot/deal_data.csv", "opportunities", 44),
    ("hubspot/deal_stage_data.csv", "opportunity_history", 14),
    ("hubspot/contact_form_submission_data.csv", "activities", 5),
    ("salesforce/sf_account_data.csv", "companies", 10),
    ("salesforce/sf_account_history_data.csv", "companies", 10),
    ("salesforce/sf_contact_data.csv", "people", 4),
    ("salesforce/sf_lead_data.csv", "leads", 1),
    ("salesforce/sf_opportunity_data.csv", "opportunities", 10),
    ("salesforce/sf_opportunity_history_data.csv", "opportunities", 10),
    ("salesforce/sf_event_data.csv", "activities", 10),
    ("salesforce/sf_task_data.csv", "activities", 10),
    ("marketo/marketo_lead_data.csv", "people", 100),
    ("marketo/marketo_activity_click_email_data.csv", "activities", 100),
    ("marketo/marketo_activity_open_email_data.csv", "activities", 100),
    ("marketo/marketo_activity_unsubscribe_email_data.csv", "activities", 100),
]


@real
@pytest.mark.parametrize(("path", "kind", "rows"), SEEDS)
def test_tables_of_a_warehouse_are_read_whole(path, kind, rows):
    got = load(DATA / "fivetran_seeds" / path, Path(path).name)
    assert got.plan.kind == kind
    assert got.rows_taken + sum("same as row" in issue.reason for issue in got.issues) == rows
    assert got.rejected == []


@real
def test_no_table_of_a_warehouse_ends_in_anything_but_a_plan_or_a_message():
    for path in sorted((DATA / "fivetran_seeds").rglob("*.csv")):
        if path.name == "marketo_lead_describe_data.csv":  # twice the same header
            with pytest.raises(AccordError, match=path.name):
                files.look(path, path.name)
            continue
        plan = files.look(path, path.name)
        if not plan.questions:
            assert sum(chunk.rows_read for chunk in files.read(path, plan, RECEIVED, ZONE)) > 0


@real
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_real_file_reads_the_same_in_another_encoding(encoding):
    text = (DATA / "sp500_constituents.csv").read_text(encoding="utf-8")
    there = load(text.encode(encoding), "companies.csv").ids("companies")
    assert there == load(text.encode(), "companies.csv").ids("companies")


def test_a_hundred_thousand_rows_are_read_in_bounded_time_and_room(tmp_path):
    path = tmp_path / "companies.csv"
    rows = (
        f"{i},Company {i},c{i}.com,Germany,Köln,BANKING,{i % 900},{i}000,2025-01-{1 + i % 28:02d}"
        for i in range(100_000)
    )
    path.write_bytes(
        csv_of(
            "Record ID,Company name,Company Domain Name,Country/Region,City,Industry,Number of Employees,Annual Revenue,Last Modified Date",
            *rows,
        )
    )
    started = time.process_time()
    plan = files.look(path, path.name)
    largest = taken = 0
    for chunk in files.read(path, plan, RECEIVED, ZONE):
        largest = max(largest, len(chunk.tables["companies"]))
        taken += chunk.rows_taken
    assert (taken, largest) == (100_000, 20_000)
    assert time.process_time() - started < 20  # a busy machine; about 3 s on an idle one
