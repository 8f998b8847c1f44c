import csv
import json
from pathlib import Path

from accord.world import crm_export
from world import worlds


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_export_holds_each_record_once_as_it_was_last_known(tmp_path: Path) -> None:
    folder = worlds.written("demo", "standard", 7)
    counts = crm_export.write(folder, tmp_path)
    for name, kind in (
        ("companies.csv", "companies"),
        ("people.csv", "people"),
        ("deals.csv", "opportunities"),
    ):
        rows = _read(tmp_path / name)
        ids = [row["Record ID"] for row in rows]
        assert len(ids) == len(set(ids)) == counts[name]
        ((alive,),) = worlds.asked(
            folder,
            f"SELECT count(*) FROM (SELECT external_id FROM '{{facts}}/{kind}.parquet' "
            "GROUP BY 1 HAVING NOT arg_max(is_deleted, known_at))",
        )
        assert counts[name] == alive


def test_a_deal_stands_at_its_last_stage(tmp_path: Path) -> None:
    folder = worlds.written("demo", "standard", 7)
    crm_export.write(folder, tmp_path)
    won = sum(row["Deal Stage"] == "Closed Won" for row in _read(tmp_path / "deals.csv"))
    ((total,),) = worlds.asked(
        folder,
        "SELECT total FROM '{facts}/source_totals.parquet' WHERE measure = 'opportunities_won'",
    )
    assert won == total


def test_the_headers_are_those_that_hubspot_writes(tmp_path: Path, real_data: Path) -> None:
    crm_export.write(worlds.written("tiny", "standard", 7), tmp_path)
    seen = json.loads((real_data / "crm_export_headers.json").read_text(encoding="utf-8"))
    for name, part in (
        ("companies.csv", "hubspot_companies_export"),
        ("deals.csv", "hubspot_deals_export"),
    ):
        header = (tmp_path / name).read_text(encoding="utf-8").splitlines()[0].split(",")
        wanted = set(seen[part]["columns"]) - {"Last Activity Date", "Phone Number"}
        assert wanted <= set(header)


def test_activities_are_those_with_an_address_each_once(tmp_path: Path) -> None:
    crm_export.write(worlds.written("demo", "standard", 7), tmp_path)
    rows = _read(tmp_path / "activities.csv")
    assert len({row["Activity ID"] for row in rows}) == len(rows) > 500
    assert all(row["Email"].endswith(".example") for row in rows)
    assert {"Meeting held", "Email reply"} <= {row["Activity Type"] for row in rows}
