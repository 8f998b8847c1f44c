"""Carries SQL to other engines, and names what would change its meaning on the way."""

import re
from typing import Final

_TRAPS: Final = {
    r"\basof\b": "ASOF JOIN is passed on as it stands",
    r"(?<!_)\bhash\s*\(": "hash() differs by engine",
    r"\barg_m(?:ax|in)\s*\(": "arg_max and arg_min are not carried over",
    r"\blist\s*\([^()]*\border by\b": "the order inside list() is dropped",
    r"\bepoch_us\s*\(": "epoch_us is not carried over; keep whole microseconds",
    r"\bdate_diff\s*\(": "date_diff is not carried over; keep whole days",
    r"(?<![\w.])\d+\.\d+(?![\de])": "a bare decimal is DECIMAL on Spark; write 7e0",
    r"\b(?:pow|power|exp|ln|log)\s*\(": "floats must not decide points",
}


def to_spark(sql: str) -> str:
    """Return a query of DuckDB's dialect in Spark's."""
    import sqlglot

    return sqlglot.transpile(sql, read="duckdb", write="spark", pretty=True)[0]


def traps(sql: str) -> list[str]:
    """List what in a query would mean something else on another engine."""
    text = re.sub(r"'[^']*'", "''", sql)
    found = [why for pattern, why in _TRAPS.items() if re.search(pattern, text, re.IGNORECASE)]
    for match in re.finditer(r"\bsum\s*\(", text, re.IGNORECASE):
        before = text[: match.start()].rstrip().upper()
        if not before.endswith("CAST("):
            found.append("sum() of whole numbers is HUGEINT here; cast it back to BIGINT")
            break
    return found
