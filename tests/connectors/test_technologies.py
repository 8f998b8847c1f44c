"""Technology files: one fact for each product of a company, and reasons for what is none."""

from accord.connectors.files import samples
from accord.facts import keys
from accord.values import time
from files_cast import csv_of, load

HEADER = "Domain,Technology,Category,First Seen,Last Seen"


def test_a_product_keeps_its_maker_category_and_days():
    got = load(samples.content("technologies"), "export.csv")
    fact = got.facts["technologies"][0]
    named = {name: fact[name] for name in ("product", "vendor", "category", "company_key")}
    assert named == {
        "product": "SAP S/4HANA",
        "vendor": "SAP",
        "category": "ERP",
        "company_key": keys.domain_key("acme.example"),
    }
    assert time.from_day(fact["last_seen_on"]).isoformat() == "2026-06-20"
    assert len(got.ids("technologies")) == 3


def test_rows_without_product_or_company_and_with_dates_that_cross_are_rejected_with_the_way_out():
    rows = [
        "acme.com,,ERP,2024-01-01,2026-01-01",
        ",SAP,ERP,2024-01-01,2026-01-01",
        "acme.com,SAP,ERP,2026-01-01,2024-01-01",
        "acme.com,NetSuite,ERP,2024-01-01,2026-01-01",
    ]
    got = load(csv_of(HEADER, *rows), "stack.csv")
    assert [fact["product"] for fact in got.facts["technologies"]] == ["NetSuite"]
    assert [(issue.row, issue.column) for issue in got.issues] == [
        (2, "Technology"),
        (3, "Domain"),
        (4, "Last Seen"),
    ]
