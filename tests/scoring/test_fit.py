import csv
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import builders
from accord.facts import keys
from accord.program import presets
from accord.scoring import fit_fields, fit_receipts
from accord.values import points
from accord.values.errors import AccordError
from scenes import Scored

Score = Callable[..., Scored]
MILLION = points.MILLION


def fits(found: Scored) -> dict[str, dict[str, Any]]:
    table = found.session.arrow(
        "SELECT a.name, f.* FROM fit AS f JOIN accounts AS a ON a.account = f.account"
    )
    return {row["name"]: row for row in table.to_pylist()}


def test_fit_is_the_sum_of_what_is_known(score_facts: Score) -> None:
    acme = builders.company(
        "Acme",
        "acme.example",
        country="US",
        industry="Software",
        employees=900,
        revenue_usd=100e6,
        locations=3,
        headcount_growth_12_months_percent=12.0,
        technologies=["complementary_platform", "crm"],
        use_case="likely",
        days_ago=30,
    )
    row = fits(score_facts(builders.log(acme)))["Acme"]
    expected = 22 * 1.0 + 20 * 1.0 + 8 * 1.0 + 10 * 1.0 + 16 * 0.6 + 8 * 0.7 + 10 * 0.9 + 6 * 0.6
    assert row["points"] == round(expected * MILLION)
    assert (row["low"], row["high"], row["known_share"]) == (row["points"], row["points"], 1.0)
    assert (row["band"], row["must_have_failed"], row["excluded"]) == ("strong", None, None)


def test_what_is_unknown_is_a_range_and_not_a_nought(score_facts: Score) -> None:
    row = fits(
        score_facts(builders.log(builders.company("Acme", country="US", industry="Software")))
    )["Acme"]
    assert row["points"] == row["low"] == 32 * MILLION
    assert row["high"] == 100 * MILLION
    assert row["known_share"] == pytest.approx(0.32)


def test_an_empty_list_of_technologies_is_known_and_a_missing_one_is_not(
    score_facts: Score,
) -> None:
    found = score_facts(
        builders.log(
            builders.company("None", technologies=[], days_ago=9),
            builders.company("Unknown", days_ago=9),
            builders.company(
                "Both", technologies=["Product we replace", "complementary_platform"], days_ago=9
            ),
            builders.company("Stale", technologies=["complementary_platform"], days_ago=500),
        )
    )
    rows = found.session.rows(
        "SELECT a.name, r.points, r.is_known FROM fit_reasons AS r "
        "JOIN accounts AS a ON a.account = r.account WHERE r.criterion = 'technology'"
    )
    assert {name: (earned, known) for name, earned, known in rows} == {
        "None": (0, True),
        "Unknown": (0, False),
        "Both": (16 * MILLION, True),
        "Stale": (0, False),
    }


def test_products_that_a_vendor_saw_count_while_their_evidence_is_young(score_facts: Score) -> None:
    seen = {"product": "Complementary platform", "days_ago": 9}
    old = {"product": "Complementary platform", "days_ago": 500}
    found = score_facts(
        builders.log(
            builders.company("Acme", "acme.example", days_ago=500),
            builders.company("Globex", "globex.example", days_ago=500),
            builders.fact("technologies", company_key=keys.domain_key("acme.example"), **seen),
            builders.fact("technologies", company_key=keys.domain_key("globex.example"), **old),
        )
    )
    rows = found.session.rows(
        "SELECT a.name, a.account, r.points, r.is_known FROM fit_reasons AS r "
        "JOIN accounts AS a ON a.account = r.account WHERE r.criterion = 'technology'"
    )
    assert {row[0]: row[2:] for row in rows} == {
        "Acme": (9_600_000, True),
        "Globex": (0, False),
    }
    (acme,) = [row[1] for row in rows if row[0] == "Acme"]
    receipt = fit_receipts.fit(found.session, found.program, found.as_of, acme)
    (reason,) = [one for one in receipt.reasons if one.title == "technology"]
    assert len(reason.fact_ids) == 2


def test_a_misspelt_word_is_read_and_told(score_facts: Score) -> None:
    found = score_facts(builders.log(builders.company("Acme", industry="Financal services")))
    ((said, earned),) = found.session.rows(
        "SELECT value_text, points FROM fit_reasons WHERE criterion = 'industry'"
    )
    assert earned == 22 * MILLION
    assert said == "Financal services, read as financial services"


@pytest.mark.parametrize(
    ("employees", "share"), [(0, 0), (99, 0), (100, 0.5), (199, 0.5), (200, 0.9), (90_000, 0.3)]
)
def test_bands_hold_their_upper_end(score_facts: Score, employees: int, share: float) -> None:
    found = score_facts(builders.log(builders.company("Acme", employees=employees)))
    ((got,),) = found.session.rows("SELECT share FROM fit_reasons WHERE criterion = 'employees'")
    assert got == share


def test_must_haves_and_exclusions_say_which(score_facts: Score) -> None:
    found = score_facts(
        builders.log(
            builders.company("Fine", country="US", employees=500),
            builders.company("Far", country="BR", employees=500),
            builders.company("Nowhere", employees=500),
            builders.company("Small", country="US", employees=20),
            builders.company("Unsized", country="US"),
            builders.company("Rival", "rival.example", country="US"),
            builders.company("Broke", "broke.example", country="US"),
            builders.company("Recovered", "recovered.example", country="US"),
            builders.trigger("broke.example", "insolvency", days_ago=100),
            builders.trigger("recovered.example", "insolvency", days_ago=500),
        ),
        lists={"competitors": ["rival.example"]},
    )
    said = {name: (row["must_have_failed"], row["excluded"]) for name, row in fits(found).items()}
    assert said == {
        "Fine": (None, None),
        "Far": ("we_can_serve", None),
        "Nowhere": ("we_can_serve", None),
        "Small": ("large_enough", None),
        "Unsized": (None, None),
        "Rival": (None, "competitor"),
        "Broke": (None, "insolvent"),
        "Recovered": (None, None),
    }


def test_custom_fields_are_criteria_too(score_facts: Score) -> None:
    found = score_facts(
        builders.log(
            builders.company("Gold", custom='{"Support plan": "Gold", "seats": "250"}'),
            builders.company("None", custom="{}"),
        ),
        profile__criteria={
            "plan": {
                "weight": 60,
                "field": "custom.Support plan",
                "values": {"gold": 1.0, "other": 0.1},
            },
            "seats": {
                "weight": 40,
                "field": "custom.seats",
                "bands": [{"to": 99, "value": 0.0}, {"to": None, "value": 1.0}],
            },
        },
    )
    assert fits(found)["Gold"]["points"] == 100 * MILLION
    assert fits(found)["None"]["known_share"] == 0.0


companies = st.builds(
    lambda name, country, industry, employees, technologies: builders.company(
        name, country=country, industry=industry, employees=employees, technologies=technologies
    ),
    st.sampled_from("ABCDEF"),
    st.sampled_from(["US", "DE", "BR", None]),
    st.sampled_from(["Software", "Mining", "retail", None]),
    st.one_of(st.none(), st.integers(0, 10**6)),
    st.one_of(st.none(), st.lists(st.sampled_from(["complementary_platform", "x"]), max_size=2)),
)


@given(st.lists(companies, min_size=1, max_size=6))
@settings(max_examples=5, suppress_health_check=list(HealthCheck))
def test_reasons_sum_to_the_fit_exactly(score_facts: Score, told: list[builders.Fact]) -> None:
    found = score_facts(builders.log(*told))
    accounts = [row[0] for row in found.session.rows("SELECT account FROM fit")]
    receipts = fit_receipts.fits(found.session, found.program, found.as_of, accounts)
    assert set(receipts) == set(accounts)
    for account, total, low, high in found.session.rows(
        "SELECT account, points, low, high FROM fit"
    ):
        assert receipts[account].is_exact()
        assert receipts[account].total == total
        assert 0 <= low <= total <= high <= 100 * MILLION


def test_a_receipt_names_the_clause_and_the_fact(score_facts: Score) -> None:
    fact = builders.company("Acme", country="US", industry="Software", employees=900)
    found = score_facts(builders.log(fact))
    ((account,),) = found.session.rows("SELECT account FROM accounts")
    receipt = fit_receipts.fit(found.session, found.program, found.as_of, account)
    first = receipt.reasons[0]
    assert (first.clause, first.points) == ("profile.criteria.industry", 22 * MILLION)
    assert first.fact_ids == (fact.row["fact_id"],)
    assert {one.clause for one in receipt.uncounted} >= {"profile.criteria.revenue_usd"}
    assert receipt.sentence == "Fit 52, moderate; 52% of the profile is known; it could reach 100"


def test_a_profile_ranks_the_listed_companies_of_the_world(
    score_facts: Score, real_data: Path
) -> None:
    with gzip.open(real_data / "financedatabase_companies.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    companies_ = [
        builders.company(
            row["name"],
            row["domain"],
            external_id=row["domain"],
            country=row["country"],
            industry=row["sector"],
            city=row["city"],
            custom=f'{{"size": "{row["market_cap"]}"}}',
        )
        for row in rows
    ]
    found = score_facts(
        builders.log(companies_),
        profile__criteria={
            "sector": {
                "weight": 50,
                "field": "industry",
                "values": {"information_technology": 1.0, "financials": 0.6, "other": 0.1},
            },
            "size": {
                "weight": 30,
                "field": "custom.size",
                "values": {"mid_cap": 1.0, "small_cap": 0.8, "large_cap": 0.5, "other": 0.1},
            },
            "country": {
                "weight": 20,
                "field": "country",
                "values": {"US": 1.0, "NL": 0.8, "other": 0.0},
            },
        },
        profile__must_have=[],
    )
    session = found.session
    ((accounts,),) = session.rows("SELECT count(*) FROM accounts")
    assert 27_900 <= accounts <= 28_133
    ((records,),) = session.rows(
        "SELECT count(*) FROM account_keys WHERE key IN (SELECT key FROM company_records)"
    )
    assert records == 28_133
    best = session.rows(
        "SELECT DISTINCT a.industry, a.country, a.custom FROM fit AS f "
        "JOIN accounts AS a ON a.account = f.account WHERE f.points = 100000000"
    )
    assert best == [("Information Technology", "US", '{"size": "Mid Cap"}')]
    ((exact,),) = session.rows(
        "SELECT count(*) FROM fit AS f JOIN (SELECT account, CAST(sum(points) AS BIGINT) AS total "
        "FROM fit_reasons GROUP BY account) AS r ON r.account = f.account AND r.total = f.points"
    )
    assert exact == accounts
    ((known,),) = session.rows(
        "SELECT count(*) FROM accounts WHERE country IS NOT NULL AND length(country) <> 2"
    )
    assert known < 20


def test_the_default_profile_knows_every_field_it_asks_for() -> None:
    program = presets.program()
    assert sum(criterion.weight for criterion in program.profile.criteria.values()) == 100


@pytest.mark.parametrize("field", ["name) FROM accounts AS a; --", "a.name", "Name", ""])
def test_a_field_that_is_no_plain_word_never_reaches_a_query(field: str) -> None:
    with pytest.raises(AccordError, match="can't name"):
        fit_fields.column(field)
