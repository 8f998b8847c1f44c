"""Products that vendors saw join those that an account's records name."""

import builders
from accord.facts import keys

KEY = keys.domain_key("acme.example")


def seen(product, **body):
    return builders.fact("technologies", company_key=KEY, product=product, **body)


def test_products_of_vendors_and_of_records_are_one_list_and_a_product_counts_once(resolved):
    found = resolved(
        builders.company("Acme", "acme.example", technologies=["sap", "Excel"]),
        builders.company("Globex", "globex.example", technologies=["NetSuite", "Excel"]),
        seen("SAP", vendor="SAP SE", category="ERP", last_seen_on=builders.day(40), days_ago=40),
        seen("SAP", vendor="SAP SE", category="ERP", last_seen_on=builders.day(9), days_ago=9),
        seen("Slack", days_ago=12),
        builders.fact("technologies", company_key=keys.domain_key("nobody.example"), product="X"),
    )
    lists = dict(found.rows("SELECT name, technologies FROM accounts"))
    assert lists == {"Acme": ["Excel", "SAP", "Slack"], "Globex": ["NetSuite", "Excel"]}
    rows = found.rows("SELECT product, last_day FROM seen_technologies ORDER BY product")
    assert rows == [("SAP", builders.day(9)), ("Slack", builders.day(12))]
    assert found.rows("SELECT kind, n FROM unmatched") == [("technology", 1)]


def test_without_such_facts_accounts_are_what_their_records_say(resolved):
    found = resolved(builders.company("Acme", "acme.example", technologies=["Excel"]))
    assert found.one("SELECT technologies FROM accounts") == ["Excel"]
    assert found.one("SELECT count(*) FROM seen_technologies") == 0
