import importlib
import os
import pkgutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord import identity, scoring
from accord.engine import dialects

GOLDEN = Path(__file__).parent / "golden" / "scoring.spark.sql"
ROOMS = (
    "ledger",
    "counting",
    "engagement",
    "intent",
    "rising",
    "people",
    "looks",
    "expansion",
    "stitches",
    "verdicts",
    "leaving_out",
)

NUMBERS = (
    *("no_hits", "deliveries", "soon", "soon_bit", "at_once", "at_once_bit", "within", "click"),
    *("several", "several_bit", "many", "many_bit", "least", "bit", "verdict", "page_view"),
)


def queries() -> Iterator[tuple[str, str]]:
    for found in (
        *pkgutil.iter_modules(scoring.__path__),
        *pkgutil.iter_modules(identity.__path__),
    ):
        if found.name in ROOMS:
            package = "identity" if found.name == "verdicts" else "scoring"
            module = importlib.import_module(f"accord.{package}.{found.name}")
            for name, text in vars(module).items():
                if isinstance(text, str) and name.isupper() and "SELECT" in text:
                    steps = defaultdict(
                        lambda: "SELECT * FROM inner_step",
                        burst="a.half_hour",
                        facts="f",
                        ledger="l",
                        judging="LEFT JOIN agents g ON a.agent = g.agent",
                        **dict.fromkeys(NUMBERS, "1"),
                    )
                    filled = text.format_map(steps)
                    yield f"{found.name}.{name}", filled


QUERIES = dict(queries())


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_that_decides_points_means_the_same_on_every_engine(name: str) -> None:
    assert dialects.traps(QUERIES[name]) == []


def test_every_query_is_carried_to_spark_as_it_was_when_somebody_last_looked() -> None:
    carried = "\n".join(f"-- {n}\n{dialects.to_spark(q)};\n" for n, q in sorted(QUERIES.items()))
    if os.environ.get("ACCORD_GOLDEN"):
        GOLDEN.write_text(carried)
    assert len(QUERIES) > 15
    assert carried == GOLDEN.read_text()


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELECT * FROM a ASOF JOIN b USING (x)", "ASOF"),
        ("SELECT hash(a) FROM t", "hash"),
        ("SELECT arg_max(a, b) FROM t", "arg_max"),
        ("SELECT list(a ORDER BY b) FROM t", "list"),
        ("SELECT epoch_us(a) FROM t", "microseconds"),
        ("SELECT date_diff('day', a, b) FROM t", "days"),
        ("SELECT a * 0.5 FROM t", "7e0"),
        ("SELECT pow(2, a) FROM t", "floats"),
        ("SELECT sum(a) AS a FROM t", "BIGINT"),
    ],
)
def test_a_trap_is_named(sql: str, why: str) -> None:
    (found,) = dialects.traps(sql)
    assert why in found


def test_what_only_looks_like_a_trap_is_let_through() -> None:
    assert dialects.traps("SELECT 'pow(1.5)', 7e0, CAST(sum(a) AS BIGINT) FROM hash_keys") == []
