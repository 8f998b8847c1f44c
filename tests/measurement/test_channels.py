"""What channels brought and cost: visits by the rules, costs at the rate of their day."""

import json

import builders as b
from accord.derive import derive
from accord.engine import log as logs
from accord.engine.session import Session
from accord.measurement import channel_costs, visits
from accord.program import presets
from accord.program.origins import Visits

PROGRAM = presets.program("default_mid_market_saas")


def _session(session, *facts):
    logs.open_log(session, b.log(*facts), derive.moment_of(PROGRAM, b.AS_OF))
    return session


def _page(url="https://we.example/pricing", referrer="", days_ago=1, **more):
    told = {"url": url, "referrer": referrer, **more}
    return b.did("browser:1", "page_view", properties=json.dumps(told), days_ago=days_ago)


def _came(*facts, rules=Visits()):  # noqa: B008  frozen
    with Session() as session:
        found = visits.by_month(_session(session, *facts), rules, b.day(90), b.day())
    return [(one.month, one.origin.channel, one.origin.campaign, one.visits) for one in found]


def test_visits_are_counted_by_month_channel_and_campaign() -> None:
    ad = "https://we.example/a?utm_source=linkedin&utm_medium=cpc&utm_campaign=june"
    facts = [
        _page(ad),
        _page(ad.replace("/a?", "/b?"), days_ago=2),
        _page(referrer="https://www.google.com/search?q=x"),
        _page(days_ago=40),
        _page(referrer="https://we.example/"),
        b.did("browser:2", "page_view", days_ago=3),
        b.did("browser:2", "form_submitted", properties=json.dumps({"url": ad}), days_ago=3),
    ]
    assert _came(*facts) == [
        ("2026-05", "direct", "", 1),
        ("2026-06", "paid_social", "june", 2),
        ("2026-06", "not_told", "", 1),
        ("2026-06", "organic_search", "", 1),
    ]


def test_marks_in_columns_and_in_the_search_count_as_those_in_an_address() -> None:
    facts = [
        _page(**{"UTM Source": "google", "UTM Medium": "cpc"}),
        _page(search="?gclid=abc"),
        b.did("browser:1", "page_view", properties="no json", days_ago=1),
    ]
    assert _came(*facts) == 2 * [("2026-06", "paid_search", "", 1)]


def test_another_rule_reads_the_past_anew() -> None:
    rule = {"name": "own", "channel": "partner", "referrer": ["partner.example"]}
    facts = [_page(referrer="https://partner.example/x", days_ago=40)]
    assert _came(*facts) == [("2026-05", "referral", "", 1)]
    own = Visits.model_validate({"rules": [rule]})
    assert _came(*facts, rules=own) == [("2026-05", "partner", "", 1)]


def test_a_fact_says_by_which_rule_it_came() -> None:
    row = _page(referrer="https://www.google.com/").row
    found = visits.of_activity(Visits(), row)
    assert found is not None
    assert (found[1].channel, found[1].rule) == ("organic_search", "organic_search")
    assert visits.of_activity(Visits(), row | {"kind_name": "email_open"}) is None


def _cost(external_id, minor, currency, days_ago=1, **more):
    return b.fact(
        "costs",
        external_id=external_id,
        kind="media",
        channel_name="ads",
        campaign="June",
        amount_minor=minor,
        currency=currency,
        on_day=b.day(days_ago),
        days_ago=days_ago,
        source="linkedin_ads",
        **more,
    )


def _rate(currency, per_unit, days_ago):
    return b.fact(
        "rates", currency=currency, on_day=b.day(days_ago), per_unit=per_unit, days_ago=days_ago
    )


def _costs(*facts):
    with Session() as session:
        return channel_costs.by_month(_session(session, *facts), "USD", b.day(90), b.day())


def test_costs_are_summed_by_month_and_converted_at_the_rate_of_their_day() -> None:
    facts = [
        _rate("EUR", "1.10", 30),
        _rate("EUR", "1.20", 5),
        _cost("a", 10_000, "EUR", days_ago=10, impressions=100, clicks=3),
        _cost("b", 10_000, "EUR", days_ago=1, impressions=50, clicks=2),
    ]
    (june,) = _costs(*facts)
    assert (june.month, june.channel, june.campaign) == ("2026-06", "ads", "June")
    assert (june.own_minor, june.currency, june.minor) == (20_000, "EUR", 23_000)
    assert (june.impressions, june.clicks) == (150, 5)


def test_restated_costs_count_once_and_a_missing_rate_is_never_one() -> None:
    facts = [
        _cost("a", 10_000, "USD", days_ago=9),
        _cost("a", 12_000, "USD", days_ago=9, known_days_ago=2),
        _cost("c", 700, "CHF"),
    ]
    found = {one.currency: (one.own_minor, one.minor) for one in _costs(*facts)}
    assert found == {"USD": (12_000, 12_000), "CHF": (700, None)}
