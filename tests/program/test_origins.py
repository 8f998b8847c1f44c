"""By which channel a visit came: the rule that says so, the team's own before those shipped."""

import pytest

from accord.facts import marks
from accord.program import origins, parsing, presets
from accord.program.checking import check, review

SITE = "https://www.yourcompany.example/pricing"


def _of(query: str = "", referrer: str = "", visits: origins.Visits | None = None):
    told = {"url": f"{SITE}?{query}" if query else SITE, "referrer": referrer}
    read = marks.of_told(told)
    assert read is not None
    return origins.of(visits or origins.Visits(), read)


@pytest.mark.parametrize(
    ("query", "referrer", "channel"),
    [
        ("", "", "direct"),
        ("", "https://www.google.com/", "organic_search"),
        ("", "https://de.search.yahoo.com/", "organic_search"),
        ("", "https://www.linkedin.com/feed/", "organic_social"),
        ("", "https://youtu.be/x", "organic_video"),
        ("", "https://blog.other.example/post", "referral"),
        ("utm_source=google&utm_medium=cpc", "", "paid_search"),
        ("utm_source=linkedin&utm_medium=paid-social", "", "paid_social"),
        ("utm_source=LinkedIn&utm_medium=CPC", "", "paid_social"),
        ("utm_source=youtube&utm_medium=video", "", "organic_video"),
        ("utm_source=youtube.com&utm_medium=cpc", "", "paid_video"),
        ("utm_source=trade-site&utm_medium=banner", "", "display"),
        ("utm_source=trade-site&utm_medium=cpm", "", "display"),
        ("utm_source=trade-site&utm_medium=cpc", "", "paid_other"),
        ("utm_source=june&utm_medium=email", "https://www.google.com/", "email"),
        ("utm_source=e-mail", "", "email"),
        ("utm_source=partner&utm_medium=affiliate", "", "affiliates"),
        ("utm_source=x&utm_medium=cpc&utm_campaign=cross-network", "", "cross_network"),
        ("gclid=abc", "https://www.google.com/", "paid_search"),
        ("li_fat_id=abc", "", "paid_social"),
        ("fbclid=abc", "https://l.facebook.com/", "organic_social"),
        ("fbclid=abc&utm_source=june&utm_medium=email", "", "email"),
        ("utm_source=sms&utm_medium=text", "", "sms"),
        ("utm_source=firebase&utm_medium=x", "", "mobile_push"),
        ("utm_campaign=spring", "", "unassigned"),
        ("utm_source=poster&utm_medium=paper", "", "unassigned"),
    ],
)
def test_the_shipped_rules_follow_the_default_grouping(query, referrer, channel):
    assert _of(query, referrer).channel == channel


def test_a_page_reached_from_the_same_site_came_from_nowhere():
    read = marks.of_told({"url": SITE, "referrer": "https://blog.other.example/"})
    inside = marks.of_told(
        {"url": SITE.replace("www.", ""), "referrer": "https://docs.yourcompany.example/"}
    )
    assert read is not None
    assert inside is not None
    assert (read.is_inside, inside.is_inside) == (False, True)
    marked = marks.of_told({"url": SITE + "?utm_source=a", "referrer": SITE})
    assert marked is not None
    assert not marked.is_inside


def test_what_tells_neither_address_nor_mark_is_not_told():
    assert marks.of_properties("{}") is None
    assert marks.of_properties(None) is None
    assert marks.of_properties("[1]") is None
    assert marks.of_properties("{broken") is None


def test_columns_of_an_import_are_marks_as_parameters_are():
    read = marks.of_properties('{"UTM Source": "google", "utm_medium": "cpc"}', "june")
    assert read is not None
    assert (read.source, read.medium, read.campaign) == ("google", "cpc", "june")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.Google.com/search?q=a", "google.com"),
        ("android-app://com.linkedin.android/", "com.linkedin.android"),
        ("http://ada@site.example:8080/x", "site.example"),
        ("//cdn.site.example/x", "cdn.site.example"),
        ("site.example", "site.example"),
        ("/pricing", ""),
        ("", ""),
    ],
)
def test_the_host_of_an_address(address, host):
    assert marks.host_of(address) == host


def test_parameters_are_decoded_as_browsers_write_them():
    read = marks.of_told({"url": SITE + "?utm_source=a%20b+c&UTM_Campaign=caf%C3%A9&x#utm_term=no"})
    assert read is not None
    assert (read.source, read.campaign, read.term) == ("a b c", "café", "")


def test_addresses_that_are_none_break_nothing():
    read = marks.of_told({"url": "http://[broken", "referrer": "http://[x", "search": "?gclid=1"})
    assert read is not None
    assert read.click_ids == ("gclid",)


def _visits(*rules, **more):
    return origins.Visits.model_validate({"rules": list(rules), **more})


def test_a_rule_of_the_team_comes_first_and_names_campaign_and_play():
    rule = {
        "name": "letter",
        "channel": "direct_mail",
        "campaign": ["briefing-*"],
        "as_campaign": "Briefing",
        "play": "executive_briefing",
    }
    found = _of("utm_source=google&utm_medium=cpc&utm_campaign=Briefing-07", "", _visits(rule))
    assert found == ("direct_mail", "Briefing", "executive_briefing", "letter", False)
    other = _of("utm_source=google&utm_medium=cpc&utm_campaign=other", "", _visits(rule))
    assert (other.channel, other.rule, other.is_shipped) == ("paid_search", "paid_search", True)


def test_every_condition_must_hold_and_shipped_rules_can_be_left_out():
    rule = {"name": "a", "channel": "email", "source": ["news"], "medium": ["letter"]}
    bare = _visits(rule, then_shipped=False)
    assert _of("utm_source=news&utm_medium=letter", "", bare).channel == "email"
    assert _of("utm_source=news&utm_medium=cpc", "", bare).channel == "unassigned"


def test_letters_that_patterns_mean_something_by_elsewhere_are_letters_here():
    rule = {"name": "a", "channel": "email", "source": ["a.b+c"]}
    assert _of("utm_source=a.b%2Bc", "", _visits(rule)).channel == "email"
    assert _of("utm_source=axbbc&utm_medium=x", "", _visits(rule)).channel == "unassigned"


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("{name: a, channel: email}", "should ask for something"),
        ("{name: a, channel: email, source: ['*a*b*c*d*']}", "4 stars"),
        ("{name: a, channel: email, source: [x], play: nothing}", 'there is no play "nothing"'),
        ("{name: a, channel: email, click_ids: [clid]}", "click id that is kept"),
    ],
)
def test_a_rule_that_cannot_hold_is_a_problem(clause, said):
    text = f"extends: default_mid_market_saas\nvisits:\n  rules: [{clause}]\n"
    problems = " ".join(str(one) for one in review(text).problems)
    assert said in problems


def test_a_name_that_stands_twice_is_a_problem():
    one = "{name: a, channel: email, source: [x]}"
    text = f"extends: default_mid_market_saas\nvisits:\n  rules: [{one}, {one}]\n"
    assert 'the id "a" stands 2 times' in " ".join(str(p) for p in review(text).problems)


def test_presets_carry_no_rules_of_their_own_and_stay_without_problems():
    program = presets.program("default_mid_market_saas")
    assert program.visits == origins.Visits()
    assert not [problem for problem in check(program) if "visits" in problem.where]
    assert parsing.parse("extends: default_mid_market_saas\n").provisional is not None
