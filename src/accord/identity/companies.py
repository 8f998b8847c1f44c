"""Which records are one account: the same registered domain and an agreeing name, or a decision."""

from typing import Final

import pyarrow as pa

from accord.engine.session import Session
from accord.identity import merges, standing, texts
from accord.values import ids

FIELDS: Final = (
    "name",
    "domain",
    "country",
    "state",
    "city",
    "industry",
    "employees",
    "revenue_usd",
    "locations",
    "headcount_growth_12_months_percent",
    "technologies",
    "use_case",
    "status",
    "owner",
    "linkedin_url",
    "custom",
)
"""What an account is told by its records; for each field the record that last said it counts."""

_TOLD: Final = f"""
    SELECT source, {standing.TOLD_ID} AS external_id, fact_id, known_at, received_at, said_at,
        coalesce(is_deleted, FALSE) AS is_deleted, nullif(trim(name), '') AS name,
        domain AS told_domain, nullif(trim(country), '') AS told_country, state, city,
        nullif(trim(industry), '') AS industry, employees, revenue_usd, locations,
        headcount_growth_12_months_percent, technologies, use_case, status, owner, linkedin_url,
        custom, nullif(trim(parent_external_id), '') AS parent_external_id
    FROM fact_companies
"""
_RECORDS: Final = """
    SELECT t.*, CASE WHEN kind = 'company' OR label = squeezed THEN found_domain END AS domain,
        coalesce(kind = 'company', FALSE) AS has_own_domain
    FROM told_companies AS t
"""
_BY_RULE: Final = """
    WITH sole AS (
        SELECT domain, min(squeezed) AS squeezed FROM company_records
        WHERE has_own_domain AND NOT is_deleted
        GROUP BY domain HAVING count(DISTINCT squeezed) = 1
    ), marked AS (
        SELECT r.key, r.first_us, r.domain,
            CASE WHEN r.has_own_domain THEN coalesce(r.squeezed, s.squeezed) END AS word
        FROM company_records AS r LEFT JOIN sole AS s ON s.domain = r.domain
    ), placed AS (
        SELECT key, first_value(key) OVER (
            PARTITION BY domain, word, CASE WHEN word IS NULL THEN key END
            ORDER BY first_us, key
        ) AS account FROM marked
    )
    SELECT key, account FROM placed
"""
_TOLD_ACCOUNTS: Final = """
    SELECT a.account, min(r.first_us) AS first_received_us,
        count(*) FILTER (WHERE NOT r.is_deleted) AS living
    FROM accounts_by_record AS a JOIN company_records AS r ON r.key = a.key
    GROUP BY a.account
"""
_LIVING: Final = """
    SELECT a.account, a.is_merged_in, f.living, f.first_received_us, r.*,
        CAST(to_json(r.source) AS VARCHAR) AS quoted_source
    FROM company_records AS r
    JOIN accounts_by_record AS a ON a.key = r.key
    JOIN told_accounts AS f ON f.account = a.account
    WHERE NOT r.is_deleted
"""


def find(session: Session) -> None:
    """Make `company_records`, `accounts_by_record` and `accounts`."""
    told = standing.read(session, _TOLD).latest
    named, sited = texts.names_of(told["name"]), texts.domains_of(told["told_domain"])
    told = (
        told.append_column("squeezed", named["squeezed"])
        .append_column("name_key", named["name_key"])
        .append_column("found_domain", sited["domain"])
        .append_column("domain_key", sited["domain_key"])
        .append_column("label", sited["label"])
        .append_column("kind", sited["kind"])
        .append_column("country", texts.countries_of(told["told_country"]))
    )
    session.register("told_companies", told)
    session.make("company_records", _RECORDS)
    session.make("accounts_by_rule", _BY_RULE)
    _decide(session)
    session.make("told_accounts", _TOLD_ACCOUNTS)
    session.view("living_records", _LIVING)
    session.make("accounts", _accounts())


def _decide(session: Session) -> None:
    """Make `accounts_by_record`: the groups of the rules, as people's decisions changed them."""
    rows = session.rows(
        "SELECT kind, account, subject FROM fact_decisions "
        "WHERE kind IN ('account_merged', 'account_unmerged') "
        "ORDER BY known_at, received_at, fact_id"
    )
    joined = [
        merges.Joined(kept, other, kind == "account_merged")
        for kind, kept, subject in rows
        if kept and (other := ids.from_public_id(subject or ""))
    ]
    named = [joint.kept for joint in joined] + [joint.other for joint in joined]
    involved = session.rows(
        "SELECT a.key, a.account, r.first_us FROM accounts_by_rule AS a "
        "JOIN company_records AS r ON r.key = a.key WHERE a.account IN ("
        "SELECT b.account FROM accounts_by_rule AS b WHERE list_contains($named, b.key))",
        named=named,
    )
    moved = merges.apply(joined, [merges.Record(*row) for row in involved])
    columns = {
        "key": pa.array(list(moved.keys()), pa.int64()),
        "account": pa.array(list(moved.values()), pa.int64()),
    }
    session.register("moved_records", pa.table(columns))
    session.make(
        "accounts_by_record",
        "SELECT r.key, coalesce(m.account, r.account) AS account, "
        "coalesce(m.account <> r.account, FALSE) AS is_merged_in FROM accounts_by_rule AS r "
        "LEFT JOIN moved_records AS m ON m.key = r.key",
    )


def _accounts() -> str:
    """Return a query for one row an account: the value of each field and who said it.

    Of records that people merged, those of the account that was kept speak first. Most
    accounts have one record, which is spared the looking through several.
    """
    fields = ", ".join(FIELDS)
    said = ", ".join(f"v.{field}" for field in FIELDS if field not in {"linkedin_url", "custom"})
    return f"""
        WITH single AS (
            SELECT account, first_received_us, {fields}, parent_external_id,
                source AS parent_source, {_provenance("quoted_source")} AS provenance
            FROM living_records WHERE living = 1
        ), several AS ({_several()}), company_values AS (
            SELECT * FROM single
            UNION ALL BY NAME
            SELECT account, first_received_us, {fields}, parent_external_id,
                parent_external_id_source AS parent_source,
                {_provenance("CAST(to_json({field}_source) AS VARCHAR)")} AS provenance
            FROM several WHERE place = 1
        )
        SELECT v.account, {said}, p.account AS parent, v.linkedin_url, v.custom, v.provenance,
            v.first_received_us
        FROM company_values AS v
        LEFT JOIN (
            SELECT r.source, r.external_id, a.account FROM company_records AS r
            JOIN accounts_by_record AS a ON a.key = r.key
            JOIN told_accounts AS w ON w.account = a.account AND w.living > 0
        ) AS p ON p.source = v.parent_source
            AND p.external_id = v.parent_external_id AND p.account <> v.account
    """


def _provenance(quoted: str) -> str:
    """Return the SQL for JSON from each field that is known to the source that said it."""
    told = ", ".join(
        f"CASE WHEN {field} IS NOT NULL THEN concat('\"{field}\":', "
        f"{quoted.format(field=field)}) END"
        for field in FIELDS
    )
    return f"concat('{{', concat_ws(',', {told}), '}}')"


def _several() -> str:
    order = "is_merged_in, said_at DESC, received_at DESC, source, key"
    whole = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
    picked = ", ".join(
        f"first_value({field} IGNORE NULLS) OVER told AS {field}, "
        f"first_value(CASE WHEN {field} IS NOT NULL THEN source END IGNORE NULLS) OVER told "
        f"AS {field}_source"
        for field in (*FIELDS, "parent_external_id")
    )
    return f"""
        SELECT account, first_received_us, {picked},
            row_number() OVER (PARTITION BY account ORDER BY {order}) AS place
        FROM living_records WHERE living > 1
        WINDOW told AS (PARTITION BY account ORDER BY {order} {whole})
    """
