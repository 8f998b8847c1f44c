"""Numbers, dates, places, industries and words as people leave them."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.connectors.files import industries, moments, numbers, places, vocabulary, web, words
from accord.values import time

ZONE = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("250", 250), ("1,200", 1200), ("1.200", 1200), ("1 200", 1200), ("12.0", 12),
        ("51-200", 125), ("1,001-5,000", 3000), ("501 - 1000 employees", 750), ("10K+", 10_000),
        ("10,000+", 10_000), ("2k", 2000), ("about 500", 500), ("11 to 50", 30),
        ("20-May", 12), ("May-20", 12), ("10-Jan", 5),
        ("many", None), ("-4", None), ("12.5", None), ("$12", None), ("200-51", None),
    ],
)  # fmt: skip
def test_heads_are_read_however_they_are_written(text, count):
    outcome = numbers.whole(".")(text)
    assert outcome.value == count
    assert (outcome.reason is None) == (text in {"250", "12.0"})


@pytest.mark.parametrize(
    ("text", "sign", "number", "currency"),
    [
        ("1234.50", ".", "1234.50", None), ("1234,50", ",", "1234.50", None),
        ("$1.2M", ".", "1200000", "USD"), ("€ 1.200,50", ",", "1200.50", "EUR"),
        ("(1,200)", ".", "-1200", None), ("-5", ".", "-5", None), ("USD 5,000", ".", "5000", "USD"),
        ("5M€", ".", "5000000", "EUR"), ("1'200.50", ".", "1200.50", None),
        ("£3k", ".", "3000", "GBP"), ("5 MEUR", ".", "5000000", "EUR"), ("EUR 5", ".", "5", "EUR"),
        ("zz5", ".", None, None), ("5 Mio. €", ".", "5000000", "EUR"), ("1\u00a0200,5", ",", "1200.5", None),
        ("1,20,000", ".", "120000", None), ("12 kr", ".", "12", None),
        ("1.200,50", ".", None, None), ("1,200.50", ",", None, None), ("abc", ".", None, None),
        ("1e5", ".", None, None), ("12 apples", ".", None, None), ("(5", ".", None, None),
        ("9" * 20, ".", None, None),
    ],
)  # fmt: skip
def test_money_is_read_by_the_columns_decimal_sign(text, sign, number, currency):
    outcome = numbers.money(sign, 1, is_needed=True)(text)
    if number is None:
        assert outcome.value is None
        assert outcome.is_rejected
        return
    assert (
        f"{outcome.value.number.normalize():f}"
        == f"{type(outcome.value.number)(number).normalize():f}"
    )
    assert outcome.value.currency == currency


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2), st.sampled_from(".,"))
def test_a_written_amount_is_read_back(number, sign):
    grouping = "," if sign == "." else "."
    text = f"{number:,.2f}".replace(",", "_").replace(".", sign).replace("_", grouping)
    assert numbers.money(sign, 1, is_needed=True)(text).value.number == number
    assert sign in numbers.evidence(text)


@given(
    st.datetimes(min_value=time.from_us(0).replace(tzinfo=None)),
    st.sampled_from(moments.ORDERS[:2]),
)
def test_a_written_moment_is_read_back(moment, order):
    if not 1970 < moment.year < 2200:
        return
    moment = moment.replace(microsecond=0, tzinfo=ZONE, fold=0)
    day = f"{moment.day}/{moment.month}" if order == "dmy" else f"{moment.month}/{moment.day}"
    text = f"{day}/{moment.year} {moment:%H:%M:%S}"
    assert order in moments.orders(text)
    read = moments.reader(order, ZONE, is_needed=True)
    assert read(text).value == time.to_us(moment)
    assert read(moment.isoformat()).value == time.to_us(moment)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-09", "2025-03-09"), ("2025/03/09", "2025-03-09"), ("20250309", "2025-03-09"),
        ("Mar 9, 2025", "2025-03-09"), ("9 March 2025", "2025-03-09"), ("9. März 2025", "2025-03-09"),
        ("9-Mar-25", "2025-03-09"), ("Sunday, March 9, 2025", "2025-03-09"),
        ("09/03/2025 5:03 PM", "2025-03-09"), ("2025-03-09T15:00:00Z", "2025-03-09"),
        ("2025-03-09T03:00:00+00:00", "2025-03-08"), ("1741536000000", "2025-03-09"),
        ("1741536000", "2025-03-09"), ("45725", "2025-03-09"),
    ],
)  # fmt: skip
def test_dates_are_read_however_programs_write_them(text, day):
    outcome = moments.reader("dmy", ZONE, is_needed=True)(text)
    assert time.from_day(time.day_of(outcome.value, ZONE)).isoformat() == day


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2025",
        "2025-13-01",
        "yesterday",
        "1/1/1",
        "2025-01-01 25:00",
        "12/25/2025",
        "99/99/99",
        "0001-01-01",
        "01/01/0001 00:00:00",
        "0000-00-00",
        "2025-01-01T10:00:00+99:00",
        "2025-01-01T10:00:00-24:00",
    ],
)
def test_what_is_no_date_in_its_columns_order_is_no_date(text):
    outcome = moments.reader("dmy", ZONE, is_needed=True)(text)
    assert outcome.value is None
    assert outcome.is_rejected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("United States", "US"), ("USA", "US"), ("U.S.", "US"), ("us", "US"), ("Deutschland", "DE"),
        ("Allemagne", "DE"), ("Etats-Unis", "US"), ("Holland", "NL"), ("UK", "GB"), ("England", "GB"),
        ("Korea", "KR"), ("Côte d'Ivoire", "CI"), ("Ivory Coast", "CI"), ("日本", "JP"), ("DEU", "DE"),
        ("Philipines", "PH"), ("Untied States", "US"), ("Atlantis", None), ("Europe", None),
    ],
)  # fmt: skip
def test_countries_are_read_in_many_languages(text, code):
    outcome = places.country(text)
    assert outcome.value == code
    assert bool(outcome.reason) == (text in {"Philipines", "Untied States", "Atlantis", "Europe"})


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("COMPUTER_SOFTWARE", "software"), ("technolgy", "software"), ("Banking", "financial_services"),
        ("Insurance", "financial_services"), ("medical", "healthcare"), ("HOSPITAL_HEALTH_CARE", "healthcare"),
        ("Pharmaceuticals, Biotechnology & Life Sciences", "healthcare"), ("Capital Goods", "manufacturing"),
        ("Maschinenbau", "manufacturing"), ("Food & Staples Retailing", "retail"), ("retail", "retail"),
        ("GOVERNMENT_ADMINISTRATION", "public_sector"), ("Management Consulting", "professional_services"),
        ("Law Practice", "professional_services"), ("Utilities", "other"), ("Alpaca grooming", "other"),
        ("Urban Transit Services", "other"),
    ],
)  # fmt: skip
def test_industries_become_the_few_words_a_program_compares(text, word):
    outcome = industries.industry(text)
    assert outcome.value == word
    assert bool(outcome.reason) == (text in {"technolgy", "Alpaca grooming"})


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("acme.com", "acme.com"), ("https://www.Acme.co.uk/about?x=1", "acme.co.uk"),
        ("ada@mail.acme.de", "acme.de"), ("WWW.FOO-BAR.IO:8080/", "foo-bar.io"),
        ("müller.de", "xn--mller-kva.de"), ("facebook.com", "facebook.com"),
        ("facebook.com/acme", None), ("https://linkedin.com/company/acme", None), ("acme", None),
        ("co.uk", None), ("not a domain", None), ("127.0.0.1", None),
    ],
)  # fmt: skip
def test_a_domain_is_found_in_what_people_put_there(text, domain):
    assert web.domain(text).value == domain


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Ada@Acme.example", "ada@acme.example"), ("Ada <ada@acme.example>", "ada@acme.example"),
        ("mailto:ada@acme.example", "ada@acme.example"), ("a@x.example; b@x.example", "a@x.example"),
        ("ada(at)acme.example", None), ("ada@acme", None), ("ada@@acme.example", None),
    ],
)  # fmt: skip
def test_a_mail_address_is_found_in_what_people_put_there(text, address):
    assert web.email(text).value == address


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  Acme\u00a0 ", "Acme"), ("Select", None), ("N/A", None), ("#REF!", None), ("########", None),
        ("MÃ¼ller", "Müller"), ("it\u00e2\u20ac\u2122s", "it\u2019s"), ("Zürich", "Zürich"),
        ("Â", "Â"), ("\u200bAcme", "Acme"), ("", None), ("None", "None"), ("'=1+1", "=1+1"),
        ("'tis", "'tis"), ("#1 Choice", "#1 Choice"),
    ],
)  # fmt: skip
def test_cells_are_mended_where_the_damage_is_plain(raw, text):
    assert words.clean(raw).value == text


@given(st.lists(st.text(max_size=12), max_size=8))
def test_a_column_said_to_be_clean_needs_no_cleaning(texts):
    if words.are_clean(set(texts)):
        assert all(words.clean(text) == (text or None, None, False, False) for text in texts)


def test_ids_that_a_spreadsheet_shortened_are_refused():
    assert words.record_id("1.23457E+12").is_rejected
    assert words.record_id("9001.0").value == "9001"


def test_the_fifteen_letters_of_a_report_become_the_eighteen_of_the_api():
    assert words.salesforce_id("0011G00000eLwuW").value == "0011G00000eLwuWQAS"
    assert words.salesforce_id("0011G00000eLwuWQAS").value == "0011G00000eLwuWQAS"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Page View", "page_view"),
        ("Email clicked", "email_click"),
        ("CALL", "call_connected"),
        ("webinar_attended", "webinar_attended"),
        ("Yoga class", "yoga_class"),
    ],
)
def test_activities_get_their_own_words_or_keep_the_teams(text, kind):
    assert vocabulary.activity(text).value == kind


@pytest.mark.parametrize(
    ("stage", "verdict"),
    [
        ("Closed Won", (True, True)),
        ("closedlost", (True, False)),
        ("Won", (True, True)),
        ("Verloren", (True, False)),
        ("Qualified", (False, False)),
        (None, (None, None)),
        ("Wonderful", (False, False)),
    ],
)
def test_a_stage_says_whether_it_is_closed(stage, verdict):
    assert vocabulary.closing(stage) == verdict


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Series B", "funding"),
        ("Layoff", "layoffs"),
        ("New CFO appointed", "new_executive"),
        ("M&A", "acquisition"),
        ("Moon landing", "moon_landing"),
    ],
)
def test_trigger_events_get_the_programs_words(text, word):
    assert vocabulary.trigger(text).value == word


def test_yes_and_no_are_said_in_many_ways():
    said = [words.flag(text).value for text in ("Ja", "no", "2", "0", "maybe")]
    assert said == [True, False, True, False, None]


@pytest.mark.parametrize(
    ("text", "level"),
    [("Green", "good"), ("80", "good"), ("50%", "fair"), ("3", "poor"), ("x", None), ("900", None)],
)
def test_health_is_good_fair_or_poor(text, level):
    assert vocabulary.health(text).value == level
