import hashlib
import json
import time
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from accord.facts import keys, schemas, tables
from accord.values.errors import AccordError
from accord.world import simulate, sizes
from world import worlds


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        simulate.simulate("tiny", "standard", 11, tmp_path / name, date(2024, 3, 31))
    assert _hashes(tmp_path / "one") == _hashes(tmp_path / "two")


@pytest.mark.parametrize("change", ["seed", "scenario", "until"])
def test_any_other_argument_gives_another_world(tmp_path: Path, change: str) -> None:
    simulate.simulate("tiny", "standard", 11, tmp_path / "one", date(2024, 3, 31))
    seed = 12 if change == "seed" else 11
    scenario = "no_signal" if change == "scenario" else "standard"
    until = date(2024, 4, 1) if change == "until" else date(2024, 3, 31)
    simulate.simulate("tiny", scenario, seed, tmp_path / "two", until)
    one, two = _hashes(tmp_path / "one"), _hashes(tmp_path / "two")
    assert one["facts/activities.parquet"] != two["facts/activities.parquet"]
    assert one["facts/opportunities.parquet"] != two["facts/opportunities.parquet"]


_NONE_OF = {"person_traits", "company_traits", "memberships", "technologies"}


@pytest.mark.parametrize("size", ["tiny", "demo"])
@pytest.mark.parametrize("kind", schemas.KINDS)
def test_every_kind_of_fact_has_rows_in_its_schema(size: str, kind: str) -> None:
    table = pq.read_table(worlds.written(size, "standard", 7) / "facts" / f"{kind}.parquet")
    # The world's site tells who people are by links, not by what its users say of themselves.
    assert table.num_rows > 0 or kind in _NONE_OF
    assert table.schema.equals(schemas.SCHEMA_BY_KIND[kind])


def test_there_are_about_as_many_activities_as_asked() -> None:
    folder = worlds.written("demo", "standard", 7)
    ((count,),) = worlds.asked(
        folder, "SELECT count(DISTINCT fact_id) FROM '{facts}/activities.parquet'"
    )
    assert count == pytest.approx(sizes.named("demo").events, rel=0.05)


def test_an_override_scales_the_activities(tmp_path: Path) -> None:
    size = sizes.named("tiny", events=5_000)
    simulate.simulate(size, "standard", 7, tmp_path, worlds.UNTIL)
    table = pq.read_table(tmp_path / "facts" / "activities.parquet")
    assert table.num_rows == pytest.approx(5_000, rel=0.08)


def test_activities_carry_the_whole_numbers_that_the_facts_door_would_give() -> None:
    folder = worlds.written("demo", "standard", 7)
    table = pq.read_table(folder / "facts" / "activities.parquet")
    zone = ZoneInfo("America/New_York")
    numbers = ("day", "known_day", "half_hour", "kind", "channel", "asset", "person_key", "agent")
    for row in table.take(list(range(0, table.num_rows, 97))).to_pylist():
        bare = {name: value for name, value in row.items() if name not in numbers}
        again = tables.activity(bare | {"person_key": None}, zone)
        assert {name: row[name] for name in numbers} == {name: again[name] for name in numbers}


def test_one_in_a_hundred_activities_is_heard_twice_and_alike_but_for_when() -> None:
    folder = worlds.written("demo", "standard", 7)
    rows = worlds.asked(
        folder,
        "SELECT count(*), count(DISTINCT fact_id), count(DISTINCT (fact_id, occurred_at, "
        "known_at, person_key, asset)) FROM '{facts}/activities.parquet'",
    )
    count, ids, alike = rows[0]
    assert count - ids == pytest.approx(0.01 * ids, rel=0.05)
    assert alike == ids


def test_nothing_is_received_after_the_end() -> None:
    folder = worlds.written("demo", "standard", 7)
    end = 1_782_878_399_999_999  # the last microsecond of 30 June 2026 in New York
    for kind in schemas.KINDS:
        ((late,),) = worlds.asked(
            folder,
            f"SELECT count(*) FROM '{{facts}}/{kind}.parquet' WHERE received_at > {end} "
            f"OR known_at > {end}",
        )
        assert late == 0, kind


def test_every_domain_and_address_is_reserved_for_examples() -> None:
    folder = worlds.written("demo", "standard", 7)
    for kind, column in (
        ("companies", "domain"),
        ("people", "email"),
        ("leads", "email"),
        ("activities", "email"),
        ("account_team", "user_email"),
        ("intent", "company_domain"),
    ):
        rows = worlds.asked(
            folder,
            f"SELECT {column} FROM '{{facts}}/{kind}.parquet' WHERE {column} IS NOT NULL "
            f"AND NOT ends_with(lower({column}), '.example')",
        )
        assert rows == [], kind


def test_the_cast_is_there_and_acme_wakes_up() -> None:
    for size in ("tiny", "demo"):
        folder = worlds.written(size, "standard", 7)
        names = worlds.asked(
            folder,
            "SELECT p.first_name, p.last_name, p.title FROM '{facts}/people.parquet' p "
            "WHERE email IN ('ada.okafor@acme.example', 'ivan.petrov@acme.example', "
            "'cleo.marsh@acme.example') ORDER BY external_id",
        )
        assert names == [
            ("Ada", "Okafor", "Chief Financial Officer"),
            ("Ivan", "Petrov", "Head of IT"),
            ("Cleo", "Marsh", "Director of Operations"),
        ]
        domains = worlds.asked(
            folder,
            "SELECT external_id, domain FROM '{facts}/companies.parquet' "
            "WHERE domain IN ('acme.example', 'globex.example', 'initech.example') ORDER BY 1",
        )
        assert [domain for _, domain in domains] == [
            "acme.example",
            "globex.example",
            "initech.example",
        ]
        kinds = worlds.asked(
            folder,
            "SELECT DISTINCT kind_name FROM '{facts}/activities.parquet' "
            "WHERE email LIKE '%@acme.example' AND day >= 20620",
        )
        assert {"email_reply", "meeting_held"} <= {kind for (kind,) in kinds}


def test_links_tell_browsers_and_aliases_of_the_same_person() -> None:
    folder = worlds.written("demo", "standard", 7)
    person_by_key: dict[int, int] = {}
    for person, work, typed in worlds.asked(
        folder, "SELECT person, email, form_email FROM '{truth}/people.parquet'"
    ):
        person_by_key |= {keys.email_key(work): person, keys.email_key(typed): person}
    for browser, person in worlds.asked(
        folder,
        "SELECT DISTINCT a.anonymous_id, t.person FROM '{facts}/activities.parquet' a "
        "JOIN '{truth}/activities.parquet' t USING (fact_id) WHERE a.anonymous_id IS NOT NULL",
    ):
        person_by_key.setdefault(keys.anonymous_key(browser), person)
    links = worlds.asked(folder, "SELECT from_key, to_key FROM '{facts}/identity_links.parquet'")
    assert len(links) > 100
    assert [link for link in links if person_by_key[link[0]] != person_by_key[link[1]]] == []


def test_people_of_buying_groups_can_be_reached_through_their_identities() -> None:
    folder = worlds.written("demo", "standard", 7)
    ((members, known, named),) = worlds.asked(
        folder,
        "SELECT count(*), count(*) FILTER (is_known), count(*) FILTER (is_known OR person IN (SELECT t.person "
        "FROM '{facts}/activities.parquet' a JOIN '{truth}/activities.parquet' t USING (fact_id) "
        "WHERE a.email IS NOT NULL)) FROM '{truth}/people.parquet' "
        "WHERE role <> 'none' AND reserve < 0.6 AND company IN (SELECT company "
        "FROM '{truth}/opportunities.parquet' WHERE kind = 'New Business')",
    )
    assert members > 100
    assert named / members > 0.5
    assert named - known > 0.1 * members  # activities name people whom the CRM has not


def test_a_wrong_word_is_answered_with_the_right_ones(tmp_path: Path) -> None:
    with pytest.raises(AccordError, match="tiny, demo, team"):
        simulate.simulate("huge", "standard", 1, tmp_path, worlds.UNTIL)
    with pytest.raises(AccordError, match="no_signal"):
        simulate.simulate("tiny", "rosy", 1, tmp_path, worlds.UNTIL)
    with pytest.raises(AccordError, match="at least 1"):
        sizes.named("tiny", events=0)


def test_the_command_line_writes_a_world(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    simulate.main(
        ["--size", "tiny", "--seed", "4", "--noise", "--out", str(tmp_path), "--events", "800"]
    )
    assert "tiny world of seed 4" in capsys.readouterr().out
    drawn = json.loads((tmp_path / "truth" / "scenario.json").read_text(encoding="utf-8"))
    assert drawn["dirt"] == 2.0


@pytest.mark.slow
def test_a_million_activities_take_seconds(tmp_path: Path) -> None:
    begun = time.process_time()
    simulate.simulate("bench", "standard", 3, tmp_path, worlds.UNTIL)
    assert time.process_time() - begun < 60
    table = pq.ParquetFile(tmp_path / "facts" / "activities.parquet")
    assert table.metadata.num_rows == pytest.approx(1_000_000, rel=0.05)
