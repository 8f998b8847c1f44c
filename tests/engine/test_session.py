import duckdb
import pyarrow as pa
import pytest

from accord.engine.session import Limits, Session
from accord.values.errors import AccordError


@pytest.fixture
def session() -> Session:
    return Session(threads=1)


def test_a_table_is_made_of_a_query_with_bound_values(session: Session) -> None:
    session.make("three", "SELECT * FROM range($n) AS t(number) WHERE number <> $out", n=4, out=2)
    assert session.rows("SELECT * FROM three ORDER BY number") == [(0,), (1,), (3,)]
    assert session.columns("three") == ["number"]


def test_a_table_takes_the_place_of_whatever_had_its_name(session: Session) -> None:
    session.make("it", "SELECT 1 AS a")
    session.view("it", "SELECT 2 AS a")
    assert session.rows("SELECT a FROM it") == [(2,)]
    session.register("it", pa.table({"a": [3]}))
    assert session.rows("SELECT a FROM it") == [(3,)]
    session.make("it", "SELECT 4 AS a")
    assert session.rows("SELECT a FROM it") == [(4,)]


def test_a_registered_table_comes_back_as_it_is(session: Session) -> None:
    table = pa.table({"a": [3, 1, 2]})
    session.register("held", table)
    assert session.table("held") is table
    session.make("made", "SELECT a FROM held WHERE a = 1")
    assert session.table("made").to_pylist() == [{"a": 1}]


def test_columns_come_as_arrow(session: Session) -> None:
    found = session.arrow(
        "SELECT $a::VARCHAR AS text, CAST(sum(x) AS BIGINT) AS n FROM range(3) t(x)", a="ä"
    )
    assert found.to_pylist() == [{"text": "ä", "n": 3}]
    assert found.schema.field("n").type == pa.int64()


def test_what_was_let_go_of_is_gone(session: Session) -> None:
    session.make("one", "SELECT 1 AS a")
    session.register("two", pa.table({"a": [1]}))
    assert session.has("one")
    assert session.has("two")
    session.drop("one", "two", "never")
    assert not session.has("one")
    assert not session.has("two")


@pytest.mark.parametrize("name", ["a; drop table b", "A", "1a", "", "a" * 64, "a.b", 'a"'])
def test_a_name_that_is_not_a_plain_word_is_refused(session: Session, name: str) -> None:
    with pytest.raises(AccordError, match="can't name a table"):
        session.make(name, "SELECT 1 AS a")


def test_a_value_is_never_read_as_sql(session: Session) -> None:
    hostile = "'; DROP TABLE one; --"
    session.make("one", "SELECT $a AS a", a=hostile)
    assert session.rows("SELECT a FROM one WHERE a = $a", a=hostile) == [(hostile,)]


def test_order_can_be_kept(session: Session) -> None:
    session.register("held", pa.table({"a": list(range(100_000))}))
    with session.keeping_order():
        found = session.arrow("SELECT a FROM held WHERE a % 2 = 0")
    assert found.column("a").to_pylist() == list(range(0, 100_000, 2))


def test_what_is_kept_is_made_once_until_it_is_forgotten(session: Session) -> None:
    made = []
    for _ in range(2):
        assert session.kept("x", lambda: made.append(1) or len(made)) == 1
    session.forget("x")
    assert session.kept("x", lambda: made.append(1) or len(made)) == 2


def test_a_query_larger_than_memory_spills_to_the_folder(tmp_path) -> None:
    with Session(threads=1, memory_limit="60MB", temp_directory=tmp_path / "spill") as session:
        session.make("wide", "SELECT a, hash(a) AS b, hash(a + 1) AS c FROM range(4000000) t(a)")
        ((low, high),) = session.rows("SELECT min(a), max(a) FROM (SELECT * FROM wide ORDER BY b)")
        assert (low, high) == (0, 3_999_999)


def test_nothing_is_downloaded_by_itself(session: Session) -> None:
    found = session.rows(
        "SELECT value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions' ORDER BY name"
    )
    assert found == [("false",), ("false",)]


def test_a_table_made_sorted_is_held_in_its_order_and_sorted_anew_in_another(
    session: Session,
) -> None:
    session.make_sorted("held", "SELECT 10 - range AS n, range AS m FROM range($k)", "n", k=5)
    held = session.sorted("held", "n")
    assert held.column("n").to_pylist() == [6, 7, 8, 9, 10]
    assert session.table("held") is held
    assert session.sorted("held", "m").column("n").to_pylist() == [10, 9, 8, 7, 6]
    session.register("held", pa.table({"n": [3, 1]}))
    assert session.sorted("held", "n").column("n").to_pylist() == [1, 3]


def test_a_sitting_uses_what_the_operator_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "limits", Limits(threads=1, memory="300MB"))
    asked = "SELECT current_setting('threads'), current_setting('memory_limit')"
    with Session() as own:
        assert own.rows(asked) == [(1, "286.1 MiB")]
    with Session(threads=2, memory_limit="400MB") as own:
        assert own.rows(asked) == [(2, "381.4 MiB")]


@pytest.fixture
def wide() -> Session:
    """Return a sitting that may do two things at once."""
    return Session(threads=2)


def test_work_aside_finds_what_was_made_and_what_it_makes_is_found_after_it(wide: Session) -> None:
    wide.make("made", "SELECT 1 AS n")
    wide.register("told", pa.table({"n": [3, 2]}))
    wide.view("joined", "SELECT * FROM made UNION ALL SELECT * FROM told")
    wide.register("replaced", pa.table({"n": [7]}))

    def work(aside: Session) -> None:
        aside.make("summed", "SELECT sum(n) AS n FROM joined")
        aside.register("held", pa.table({"n": [9]}))
        aside.make("replaced", "SELECT 8 AS n")
        aside.drop("made")
        assert aside.sorted("told", "n").column("n").to_pylist() == [2, 3]

    begun = wide.aside(work)
    wide.make("meanwhile", "SELECT 5 AS n")
    begun.join()
    for name, n in (("summed", 6), ("held", 9), ("replaced", 8), ("meanwhile", 5)):
        assert wide.rows(f"SELECT n FROM {name}") == [(n,)]
    assert not wide.has("made")
    assert wide.sorted("told", "n").column("n").to_pylist() == [2, 3]
    wide.close()


def test_a_table_that_changed_meanwhile_is_not_taken_as_it_was_sorted_before(wide: Session) -> None:
    wide.make("one", "SELECT 1 AS n")
    wide.sorted("one", "n")
    begun = wide.aside(lambda aside: aside.make("other", "SELECT 2 AS n"))
    wide.make("one", "SELECT 3 AS n")
    begun.join()
    assert wide.sorted("one", "n").column("n").to_pylist() == [3]
    wide.close()


def test_what_goes_wrong_aside_is_raised_where_it_is_joined(wide: Session) -> None:
    begun = wide.aside(lambda aside: aside.make("it", "SELECT nothing"))
    with pytest.raises(duckdb.BinderException):
        begun.join()
    wide.aside(lambda aside: aside.make("it", "SELECT nothing"))
    wide.close()


def test_a_sitting_of_one_thread_does_at_once_what_others_do_aside(session: Session) -> None:
    begun = session.aside(lambda same: same.make("it", "SELECT 1 AS n"))
    assert session.rows("SELECT n FROM it") == [(1,)]
    begun.join()


def test_what_a_sitting_beside_another_makes_is_its_own() -> None:
    with Session() as session:
        session.share("numbers", "SELECT * FROM range(10) AS n(number)")
        small, large = session.beside(), session.beside()
        for name, one in (("< 3", small), ("> 3", large), ("< 2", small)):
            one.view("shown", f"SELECT number FROM numbers WHERE number {name}")
            one.make("counted", "SELECT count(*) AS n FROM shown")
        assert small.rows("SELECT n FROM counted") == [(2,)]
        assert large.rows("SELECT n FROM counted") == [(6,)]
        small.close()
        large.close()
