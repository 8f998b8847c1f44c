"""Pipeline influenced: opportunities of listed accounts whose people took part beforehand."""

from typing import Final

from accord.measurement.definition import Definition

DEFINITION: Final = Definition(
    name="pipeline_influenced",
    title="Pipeline influenced",
    formula="sum of opportunities of listed accounts in which enough people took part, often"
    " enough, in the days before the close date that the program names",
    window="open today, or closed this fiscal quarter",
    unit="money",
    way="total",
    patience="pipeline",
    note="Took part and was caused are two things: this is the first.",
    enough=0,
    rows="""
    WITH deals AS (
        SELECT l.slice, o.account, o.opportunity, o.reporting_minor,
               CASE WHEN o.is_closed THEN o.closed_day ELSE $day END AS until_day
        FROM listed l JOIN opportunities o USING (account)
        WHERE o.reporting_minor IS NOT NULL
          AND (NOT o.is_closed OR o.closed_day BETWEEN $quarter_from AND $day)
    ), taken AS (
        SELECT d.slice, d.opportunity, count(DISTINCT a.person) AS people, sum(a.n) AS acts
        FROM deals d JOIN ledger a
          ON a.account = d.account AND a.verdict = 0
         AND a.day BETWEEN d.until_day - $influence_days AND d.until_day
        WHERE a.kind <> $ad_impression
        GROUP BY d.slice, d.opportunity
    )
    SELECT d.slice, d.account, d.reporting_minor::DOUBLE AS amount
    FROM deals d JOIN taken t USING (slice, opportunity)
    WHERE t.people >= $influence_people AND t.acts >= $influence_acts
    """,
)
