import json

import builders
from accord.facts import keys
from accord.values import ids


def by_name(found, name):
    return found.one("SELECT account FROM accounts WHERE name = $name", name=name)


def test_records_of_one_domain_and_name_are_one_account_under_the_older_id(resolved) -> None:
    found = resolved(
        builders.company("Acme Inc", "www.acme.example", external_id="new", days_ago=10),
        builders.company("ACME", "acme.example", external_id="old", source="hubspot", days_ago=90),
        builders.company("Acme Labs", "acme.example", external_id="labs", days_ago=50),
    )
    old = keys.record_key("hubspot", "old")
    assert dict(found.rows("SELECT name, account FROM accounts")) == {
        "Acme Inc": old,
        "Acme Labs": keys.record_key("crm", "labs"),
    }
    leads_to = dict(found.rows("SELECT key, account FROM account_keys"))
    assert leads_to[keys.record_key("crm", "new")] == leads_to[old] == old


def test_each_field_is_told_by_the_record_that_said_it_last(resolved) -> None:
    found = resolved(
        builders.company(
            "Acme", "acme.example", external_id="a", days_ago=90, employees=500, city="Ulm"
        ),
        builders.company(
            "Acme", "acme.example", external_id="b", source="hubspot", employees=700, days_ago=10
        ),
    )
    ((employees, city, provenance),) = found.rows(
        "SELECT employees, city, provenance FROM accounts"
    )
    assert (employees, city) == (700, "Ulm")
    assert json.loads(provenance) == {
        "name": "hubspot",
        "domain": "hubspot",
        "employees": "hubspot",
        "city": "crm",
    }


def test_a_later_fact_about_a_record_replaces_it_and_a_past_day_still_knows_the_old(
    resolved,
) -> None:
    facts = [
        builders.company("Acme", "acme.example", external_id="a", employees=100, days_ago=90),
        builders.company("Acme", "acme.example", external_id="a", employees=200, days_ago=5),
    ]
    assert resolved(*facts).one("SELECT employees FROM accounts") == 200
    earlier = builders.TODAY.replace(month=5)
    assert resolved(*facts, day=earlier).one("SELECT employees FROM accounts") == 100


def test_a_deleted_record_is_gone_but_its_key_still_leads_to_the_account(resolved) -> None:
    found = resolved(
        builders.company("Acme", "acme.example", external_id="old", days_ago=90),
        builders.company("Acme", "acme.example", external_id="old", days_ago=5, is_deleted=True),
        builders.company("Acme", "acme.example", external_id="kept", city="Ulm", days_ago=50),
        builders.company("Gone", "gone.example", is_deleted=True),
    )
    assert found.rows("SELECT account, name FROM accounts") == [
        (keys.record_key("crm", "old"), "Acme")
    ]
    assert len(found.rows("SELECT key FROM account_keys")) == 4  # records, domain and name


def test_a_name_leads_to_the_one_account_that_bears_it_and_to_none_of_several(resolved) -> None:
    found = resolved(
        builders.company("Acme Corp.", "acme.example", external_id="a", days_ago=9),
        builders.company("Globex", "globex.example", external_id="g1", days_ago=9),
        builders.company("Globex", "globex.test", external_id="g2", days_ago=9),
    )
    key = {name: ids.hash64("name", name) for name in ("acme", "globex")}
    asked = "SELECT account FROM account_keys WHERE key = $key"
    assert found.rows(asked, key=key["acme"]) == [(keys.record_key("crm", "a"),)]
    assert found.rows(asked, key=key["globex"]) == []


def test_decisions_merge_and_unmerge_and_the_id_survives(resolved) -> None:
    acme, apex = keys.record_key("crm", "acme"), keys.record_key("crm", "apex")
    facts = [
        builders.company("Acme", "acme.example", days_ago=90),
        builders.company("Apex", "apex.example", days_ago=80),
        builders.person("zoe@apex.example"),
    ]
    merged = builders.decision(
        "account_merged", account=acme, subject=ids.public_id(apex), days_ago=9
    )
    undone = builders.decision(
        "account_unmerged", account=acme, subject=ids.public_id(apex), days_ago=3
    )
    found = resolved(*facts, merged)
    assert found.rows("SELECT account FROM accounts") == [(acme,)]
    assert found.account_of("zoe@apex.example") == "Acme"
    assert found.one("SELECT account FROM account_keys WHERE key = $k", k=apex) == acme
    found = resolved(*facts, merged, undone)
    assert set(found.rows("SELECT account, name FROM accounts")) == {(acme, "Acme"), (apex, "Apex")}
    assert found.account_of("zoe@apex.example") == "Apex"


def test_free_mail_and_profile_pages_are_nobodys_domain(resolved) -> None:
    found = resolved(
        builders.company("Corner Shop", "gmail.com"),
        builders.company("Other Shop", "facebook.com"),
        builders.company("LinkedIn", "linkedin.com"),
    )
    assert dict(found.rows("SELECT name, domain FROM accounts")) == {
        "Corner Shop": None,
        "Other Shop": None,
        "LinkedIn": "linkedin.com",
    }
    assert (
        found.rows("SELECT key FROM account_keys WHERE key = $k", k=keys.domain_key("gmail.com"))
        == []
    )


def test_parents_are_accounts_and_their_shared_domain_is_theirs(resolved) -> None:
    found = resolved(
        builders.company("Vardhman", "vardhman.example"),
        builders.company("Vardhman Textiles", "vardhman.example", parent_external_id="vardhman"),
        builders.person("ada@vardhman.example"),
        builders.lead("bo@vardhman.example", None, "Vardhman Textiles Ltd"),
    )
    parent = by_name(found, "Vardhman")
    assert found.one("SELECT parent FROM accounts WHERE name = 'Vardhman Textiles'") == parent
    assert found.account_of("ada@vardhman.example") == "Vardhman"
    assert found.account_of("bo@vardhman.example") == "Vardhman Textiles"


def test_a_domain_of_several_unlike_companies_leads_to_none(resolved) -> None:
    found = resolved(
        builders.company("Alpha", "shared.example"),
        builders.company("Beta", "shared.example"),
        builders.person("ada@shared.example"),
    )
    assert found.account_of("ada@shared.example") is None
    assert found.reason_of("ada@shared.example") == "2 accounts share shared.example"


def test_countries_are_codes_whatever_they_are_called(resolved) -> None:
    found = resolved(
        builders.company("A", country="United States"),
        builders.company("B", country="Deutschland"),
        builders.company("C", country="UK"),
        builders.company("D", country="Atlantis"),
    )
    assert dict(found.rows("SELECT name, country FROM accounts")) == {
        "A": "US",
        "B": "DE",
        "C": "GB",
        "D": "Atlantis",
    }
