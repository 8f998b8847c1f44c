import csv
from pathlib import Path

import pytest

import builders
from accord.facts import keys

ACME = builders.company("Acme", "acme.example")


def test_an_opportunity_finds_its_account_by_record_else_by_name(resolved) -> None:
    found = resolved(
        ACME,
        builders.company("GTX Pro", "gtx.example"),
        builders.deal("Acme"),
        builders.deal("nobody", external_id="by-name", company_name="GTXPro"),
        builders.deal("nobody", external_id="lost", company_name="Unheard Of"),
        builders.fact(
            "opportunities", external_id="empty", name="x", is_closed=False, is_won=False
        ),
    )
    rows = found.rows(
        "SELECT o.external_id, a.name FROM opportunities AS o "
        "LEFT JOIN accounts AS a ON a.account = o.account"
    )
    assert dict(rows) == {"deal:Acme": "Acme", "by-name": "GTX Pro", "lost": None, "empty": None}
    assert set(found.rows("SELECT reference, reason, n FROM unmatched")) == {
        ("Unheard Of", "no account bears this name", 1),
        ("no company", "the opportunity names no company", 1),
    }


def test_money_converts_at_the_close_or_today_and_never_at_one(resolved) -> None:
    rates = [
        builders.fact("rates", currency="EUR", on_day=builders.day(100), per_unit="1.10"),
        builders.fact("rates", currency="EUR", on_day=builders.day(10), per_unit="1.25"),
        builders.fact("rates", currency="JPY", on_day=builders.day(100), per_unit="0.0065"),
    ]
    shut = {"is_closed": True, "is_won": True, "closed_on": builders.day(50)}
    found = resolved(
        ACME,
        *rates,
        builders.deal("Acme", external_id="usd", currency="USD", amount_minor=100),
        builders.deal("Acme", external_id="open", currency="EUR", amount_minor=100_000),
        builders.deal("Acme", external_id="won", currency="EUR", amount_minor=100_000, **shut),
        builders.deal("Acme", external_id="yen", currency="JPY", amount_minor=100_000),
        builders.deal("Acme", external_id="none", currency="SEK", amount_minor=100_000),
    )
    assert dict(found.rows("SELECT external_id, reporting_minor FROM opportunities")) == {
        "usd": 100,
        "open": 125_000,
        "won": 110_000,
        "yen": 65_000,
        "none": None,
    }


def test_a_rate_of_a_later_day_is_not_used_for_an_earlier_one(resolved) -> None:
    rate = builders.fact("rates", currency="EUR", on_day=builders.day(10), per_unit="1.25")
    old = builders.deal(
        "Acme", currency="EUR", is_closed=True, is_won=False, closed_on=builders.day(50)
    )
    found = resolved(ACME, rate, old)
    assert found.one("SELECT reporting_minor FROM opportunities") is None


def test_motions_come_from_the_kind(resolved) -> None:
    kinds = {"New Business": "new", "Upsell": "expand", "RENEWAL": "renew", "Other": "new"}
    deals = [builders.deal("Acme", external_id=kind, kind=kind) for kind in kinds]
    found = resolved(ACME, *deals)
    assert dict(found.rows("SELECT kind, motion FROM opportunities")) == kinds


def test_ignored_stages_count_nowhere(resolved) -> None:
    found = resolved(ACME, builders.deal("Acme", stage="Duplicate"))
    assert found.rows("SELECT * FROM opportunities") == []


def test_stages_keep_the_day_they_became_known(resolved) -> None:
    found = resolved(
        ACME,
        builders.deal("Acme"),
        builders.deal_stage("deal:Acme", "Proposal", 40.0, days_ago=20, known_days_ago=15),
        builders.deal_stage("deal:Other", "Proposal", 40.0, days_ago=20),
    )
    assert found.rows("SELECT day, known_day, stage FROM opportunity_changes") == [
        (builders.day(20), builders.day(15), "Proposal")
    ]


def test_people_of_a_deal_are_found_by_their_records(resolved) -> None:
    found = resolved(
        ACME,
        builders.person("ada@acme.example", external_id="ada"),
        builders.deal("Acme", contact_external_ids=["ada", "unknown"]),
    )
    assert found.one("SELECT count(*) FROM opportunity_people") == 1


def _maven(folder: Path) -> list[builders.Fact]:
    with (folder / "maven_crm" / "accounts.csv").open(encoding="utf-8") as file:
        companies = [
            builders.company(
                row["account"],
                external_id=row["account"],
                industry=row["sector"],
                country=row["office_location"],
                parent_external_id=row["subsidiary_of"] or None,
            )
            for row in csv.DictReader(file)
        ]
    with (folder / "maven_crm" / "sales_pipeline.csv").open(encoding="utf-8") as file:
        deals = [
            builders.fact(
                "opportunities",
                external_id=row["opportunity_id"],
                company_name=row["account"] or None,
                solution=row["product"],
                stage=row["deal_stage"],
                is_closed=row["deal_stage"] in {"Won", "Lost"},
                is_won=row["deal_stage"] == "Won",
                days_ago=30,
            )
            for row in csv.DictReader(file)
        ]
    return [*companies, *deals]


def test_the_fictitious_crm_loses_no_row(resolved, real_data: Path) -> None:
    solutions = {
        "gtx_pro": {"title": "GTX Pro", "buying_group": "standard", "names": ["GTX Pro", "GTXPro"]},
    }
    found = resolved(*_maven(real_data), solutions=solutions)
    assert found.one("SELECT count(*) FROM accounts") == 85
    assert found.one("SELECT count(*) FROM accounts WHERE parent IS NOT NULL") == 15
    assert found.one("SELECT count(*) FROM opportunities") == 8_800
    without = found.one("SELECT count(*) FROM opportunities WHERE account = 0")
    assert without == 1_425
    assert found.rows("SELECT reference, reason, n FROM unmatched WHERE kind = 'opportunity'") == [
        ("no company", "the opportunity names no company", 1_425)
    ]


@pytest.mark.parametrize("name", ["Acme", "ACME"])
def test_an_id_is_the_key_of_the_record(resolved, name: str) -> None:
    found = resolved(builders.company(name, external_id="001"))
    assert found.one("SELECT account FROM accounts") == keys.record_key("crm", "001")
