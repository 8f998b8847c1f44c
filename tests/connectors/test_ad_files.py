"""Results of ads as the networks export them: costs by campaign and day, exposures by company."""

import json

import pytest

from accord.connectors import files
from accord.connectors.files import ads, samples
from accord.facts import keys
from files_cast import RECEIVED, csv_of, load, read

LINKEDIN = (
    "Campaign Performance Report (in UTC)\n"
    "Report Start: 09/14/2026, Report End: 09/15/2026\n"
    "\n" + samples.content("linkedin_ads").decode() + 'Total,,,,,,,"2,013.43","23,365",162,262\n'
)
GOOGLE = (
    "Campaign report\nSeptember 14, 2026 - September 15, 2026\n"
    + samples.content("google_ads").decode().replace(",", "\t").replace('"1\t211.09"', "1,211.09")
    .replace('"8\t413"', "8,413").replace('"6\t002"', "6,002")
    + "Total: Campaigns\t\t\t\tEUR\t2,015.59\t14,415\t690\t--\t--\n"
)  # fmt: skip


def money(got):
    return [(one["amount_minor"], one["currency"], one["impressions"], one["clicks"]) for one in got.facts["costs"]]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_linkedin_s_export_is_read_below_its_title_and_above_its_total(encoding):
    got = load(LINKEDIN.encode(encoding), "account_123_campaign_performance_report.csv")
    assert (got.plan.kind, got.plan.source) == ("ad_results", "linkedin_ads")
    assert money(got) == [(103_333, "USD", 12_345, 87), (98_010, "USD", 11_020, 75)]
    assert [one["campaign"] for one in got.facts["costs"]] == ["One-to-few manufacturing"] * 2
    assert got.facts["costs"][1]["on_day"] - got.facts["costs"][0]["on_day"] == 1
    assert not got.rejected
    assert "is a total of the report; left out" in [one.reason for one in got.issues]
    assert got.facts["activities"] == []  # nobody in particular saw it


def test_google_s_export_with_its_totals_and_its_signs_between_thousands():
    got = load(GOOGLE.encode("utf-16"), "Campaign report.csv")
    assert got.plan.source == "google_ads"
    assert money(got) == [(121_109, "EUR", 8_413, 402), (80_450, "EUR", 6_002, 288)]
    assert not got.rejected


def test_meta_names_its_currency_in_a_header_and_its_total_has_no_campaign():
    rows = samples.content("meta_ads").decode().splitlines()
    rows.insert(1, ",,,119.95,18931,,104,2026-09-14,2026-09-15")
    got = load(csv_of(*rows), "Untitled-report.csv")
    assert got.plan.source == "meta_ads"
    assert money(got) == [(6_120, "EUR", 9_804, 55), (5_875, "EUR", 9_127, 49)]


def test_a_campaign_may_be_called_total():
    head, first, *_ = samples.content("meta_ads").decode().splitlines()
    name = first.split(",")[0]
    got = load(csv_of(head, first.replace(name, "Total Cost of Ownership", 1)), "Untitled.csv")
    assert [one["campaign"] for one in got.facts["costs"]] == ["Total Cost of Ownership"]


def test_what_a_company_saw_is_a_cost_and_what_it_did():
    got = load(samples.content("linkedin_companies"), "companies.csv")
    acme = keys.domain_key("acme.example")
    assert {one["company_key"] for one in got.facts["costs"]} == {acme, keys.domain_key("globex.example")}  # fmt: skip
    assert got.facts["costs"][0]["until_day"] - got.facts["costs"][0]["on_day"] == 6
    done = {
        one["kind_name"]: (one["channel_name"], json.loads(one["properties"]))
        for one in got.facts["activities"]
        if one["company_key"] == acme
    }
    said = {"impressions": 1204, "clicks": 12, "engagements": 31, "organic_engagements": 4}
    assert done == {
        "ad_impression": ("ads", said),
        "ad_click": ("ads", said),
        "social_engagement": ("social", said),
    }
    assert [one["kind_name"] for one in got.facts["activities"] if one["company_key"] != acme] == ["ad_impression"]  # fmt: skip


def test_a_company_by_name_only_has_the_key_under_which_accounts_are_found_by_name():
    from accord.identity import names

    data = csv_of("Company Name,Paid Impressions,Paid Clicks", "The Acme Corporation Inc.,9,0")
    (question,) = files.look(data, "companies.csv").questions
    assert question.name == "dated_on"
    got = load(data, "companies_2026-09-20.csv")
    (table,) = names.table(["The Acme Corporation Inc."]).to_pylist()
    assert got.facts["costs"][0]["company_key"] == table["name_key"] == ads.name_key("Acme Corp")


def test_the_same_export_again_says_nothing_and_restated_numbers_are_a_newer_word():
    data = samples.content("google_ads")
    plan = files.look(data, "g.csv")
    first = read(data, plan)
    again = read(data, files.look(data, "other name.csv"), received=RECEIVED + 10**12)
    assert first.ids("costs") == again.ids("costs")
    restated = data.replace(b"402", b"399").replace(b"1,211.09", b"1,201.00")
    later = read(restated, plan, received=RECEIVED + 10**12)
    was, now = first.facts["costs"][0], later.facts["costs"][0]
    assert was["external_id"] == now["external_id"]
    assert was["fact_id"] != now["fact_id"]
    assert (was["known_at"], now["known_at"]) == (RECEIVED, RECEIVED + 10**12)
    assert first.facts["costs"][1]["fact_id"] == later.facts["costs"][1]["fact_id"]


def test_a_restated_exposure_is_no_second_one():
    data = samples.content("linkedin_companies")
    first = load(data, "c.csv")
    later = load(data.replace(b"1,204", b"1,260"), "c.csv")
    assert first.ids("activities") == later.ids("activities")
    assert first.ids("costs") != later.ids("costs")


def test_rows_that_differ_in_a_column_that_nobody_knows_are_all_counted():
    data = csv_of(
        "Day,Campaign,Cost,Currency code,Impr.,Clicks,Hour",
        "2026-09-14,Brand,1.00,EUR,10,1,8",
        "2026-09-14,Brand,2.00,EUR,20,2,9",
    )
    got = load(data, "hours.csv")
    assert len({one["external_id"] for one in got.facts["costs"]}) == 2
    assert sum(one["amount_minor"] for one in got.facts["costs"]) == 300
    assert got.ids("costs") == load(data, "hours.csv").ids("costs")


def test_a_row_without_a_day_or_with_an_amount_that_is_none_is_given_back():
    got = load(
        csv_of(
            "Day,Campaign,Cost,Currency code,Impr.,Clicks",
            ",Brand,1.00,EUR,10,1",
            "2026-09-14,Brand,lots,EUR,20,2",
            "2026-09-15,Brand,--,EUR,--,--",
        ),
        "odd.csv",
    )
    assert [row.row for row in got.rejected] == [2, 3]
    assert money(got) == [(None, "EUR", None, None)]


def test_a_sign_that_means_two_things_is_asked_about():
    data = csv_of("Day,Campaign,Cost,Impr.,Clicks", '2026-09-14,Brand,"1,200",10,1')
    assert [one.name for one in files.look(data, "g.csv").questions] == ["decimal:Cost"]
