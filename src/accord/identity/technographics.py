"""Which products an account uses, as vendors of such lists saw them, beside what its records say."""

from typing import Final

from accord.engine.session import AsOf, Session
from accord.identity import zones

_SEEN: Final = """
    SELECT account, product, vendor, category, first_day, last_day, fact_id, source FROM (
        SELECT k.account, trim(f.product) AS product, f.vendor, f.category,
            CAST(f.first_seen_on AS INTEGER) AS first_day,
            CAST(coalesce(f.last_seen_on, {day}) AS INTEGER) AS last_day, f.fact_id, f.source,
            row_number() OVER (
                PARTITION BY k.account, lower(trim(f.product))
                ORDER BY f.known_at DESC, f.received_at DESC, f.fact_id DESC
            ) AS place
        FROM fact_technologies AS f JOIN account_keys AS k ON k.key = f.company_key
        {joined} WHERE f.product IS NOT NULL
    ) WHERE place = 1
"""
_LISTS: Final = """
    SELECT account, array_agg(word ORDER BY word) AS words FROM (
        SELECT account, product AS word FROM seen_technologies
        UNION
        SELECT a.account, u.word FROM (
            SELECT account, unnest(technologies) AS word FROM accounts
            WHERE technologies IS NOT NULL
        ) AS u JOIN (SELECT DISTINCT account FROM seen_technologies) AS a ON a.account = u.account
        WHERE NOT EXISTS (
            SELECT 1 FROM seen_technologies AS t
            WHERE t.account = u.account AND lower(t.product) = lower(trim(u.word))
        )
    ) AS told GROUP BY account
"""


def find(session: Session, as_of: AsOf) -> None:
    """Make `seen_technologies`, and add its products to those of `accounts`."""
    day, joined = zones.joined_day("f.occurred_at", as_of.zone), zones.joined("f.occurred_at")
    session.make("seen_technologies", _SEEN.format(day=day, joined=joined))
    if session.rows("SELECT count(*) FROM seen_technologies") == [(0,)]:
        return
    session.make("technology_lists", _LISTS)
    said = ", ".join(
        "coalesce(t.words, a.technologies) AS technologies"
        if column == "technologies"
        else f"a.{column}"
        for column in session.columns("accounts")
    )
    sql = (
        f"SELECT {said} FROM accounts AS a LEFT JOIN technology_lists AS t ON t.account = a.account"
    )
    session.register("accounts", session.arrow(sql))
    session.drop("technology_lists")
