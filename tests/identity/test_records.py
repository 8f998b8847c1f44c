import builders
from accord.facts import keys

ACME = builders.company("Acme", "acme.example")
GLOBEX = builders.company("Globex", "globex.example")


def test_facts_about_a_company_find_its_account(resolved) -> None:
    found = resolved(
        ACME,
        builders.subscription("Acme", health="Good"),
        builders.subscription("Nobody"),
        builders.trigger("acme.example", "funding", days_ago=3, known_days_ago=1),
        builders.trigger("nobody.example", "funding"),
        builders.intent("www.acme.example", "bombora", reading=70.0),
        builders.intent("nobody.example", "bombora"),
    )
    assert found.rows("SELECT solution, health FROM subscriptions") == [("main", "good")]
    assert found.rows("SELECT kind, day, known_day FROM triggers") == [
        ("funding", builders.day(3), builders.day(1))
    ]
    assert found.rows("SELECT vendor, reading FROM intent") == [("bombora", 70.0)]
    assert sorted(found.rows("SELECT kind, n FROM unmatched")) == [
        ("intent", 1),
        ("subscription", 1),
        ("trigger event", 1),
    ]


def test_a_company_whose_record_has_an_id_may_be_named_by_its_domain(resolved) -> None:
    found = resolved(
        builders.company("Acme", "acme.example", external_id="9001"),
        builders.subscription("domain:acme.example", health="fair"),
        builders.subscription("domain:nobody.example"),
    )
    assert found.rows(
        "SELECT health FROM subscriptions AS s JOIN accounts AS a USING (account)"
    ) == [("fair",)]
    ((key, account),) = found.rows("SELECT key, account FROM domain_references")
    assert (key, account) in found.rows("SELECT key, account FROM account_keys")


def test_a_team_is_who_is_on_it_today(resolved) -> None:
    found = resolved(
        ACME,
        builders.team("acme.example", "account_executive", "sam@seller.example"),
        builders.team("acme.example", "marketer", "mia@seller.example", until_on=builders.day(5)),
        builders.team("acme.example", "backup", "bo@seller.example", until_on=builders.day(-5)),
    )
    assert set(found.rows("SELECT part, user_email FROM teams")) == {
        ("account_executive", "sam@seller.example"),
        ("backup", "bo@seller.example"),
    }


def test_relations_join_accounts_and_name_us_by_nothing(resolved) -> None:
    acme, globex = keys.domain_key("acme.example"), keys.domain_key("globex.example")
    found = resolved(
        ACME,
        GLOBEX,
        builders.fact("relations", from_key=acme, to_key=globex, kind="competitor_of"),
        builders.fact("relations", from_key=globex, to_key=0, kind="partner"),
        builders.person("pal@globex.example"),
    )
    named = {row[0]: row[1] for row in found.rows("SELECT account, name FROM accounts")}
    rows = found.rows("SELECT from_account, to_account, kind FROM relations")
    assert {(named[a], named.get(b), kind) for a, b, kind in rows} == {
        ("Acme", "Globex", "competitor_of"),
        ("Globex", None, "partner"),
    }
    assert found.one("SELECT excluded FROM people") == "partner"


def test_decisions_touches_and_plays_follow_their_account_through_a_merge(resolved) -> None:
    acme, globex = keys.record_key("crm", "acme"), keys.record_key("crm", "globex")
    from accord.values import ids

    found = resolved(
        builders.company("Acme", "acme.example", days_ago=400),
        GLOBEX,
        builders.decision("account_merged", account=acme, subject=ids.public_id(globex)),
        builders.decision("account_frozen", account=globex),
        builders.fact("touches", account=globex, play="p", step="s", days_ago=3),
        builders.fact("plays", account=globex, play="p", arm="treated", starts_on=builders.day(9)),
    )
    assert found.one("SELECT account FROM decisions WHERE kind = 'account_frozen'") == acme
    assert found.rows("SELECT account, day FROM touches") == [(acme, builders.day(3))]
    assert found.rows("SELECT account, starts_day FROM play_runs") == [(acme, builders.day(9))]
