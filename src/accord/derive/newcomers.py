"""Who was first heard of after a picture: found among the facts since, for its tables by name."""

from collections.abc import Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from accord.engine import log as logs
from accord.engine.session import AsOf, Session
from accord.facts.log import Log
from accord.identity import resolve
from accord.program.model import Program

KINDS: Final = (
    "companies",
    "company_traits",
    "identity_links",
    "leads",
    "memberships",
    "people",
    "person_traits",
)
"""Facts that say who is who; of activities, those that name an address do as well."""

_ALIASES: Final = """
    SELECT n.account AS new, min(k.account) AS account
    FROM account_keys AS n JOIN known_account_keys AS k ON k.key = n.key
    WHERE n.account <> k.account GROUP BY n.account
"""
_SAME: Final = """
    SELECT a.account AS new, coalesce(s.account, a.account) AS account
    FROM accounts AS a LEFT JOIN same_accounts AS s ON s.new = a.account
"""
_PEOPLE: Final = """
    WITH known AS (
        SELECT n.person AS new, min(k.person) AS person, min(nullif(k.account, 0)) AS account
        FROM person_keys AS n JOIN known_person_keys AS k ON k.key = n.key GROUP BY n.person
    ), told AS (
        SELECT v.person AS new, c.account AS by_record,
            coalesce(m.account, s.account) AS by_domain
        FROM person_values AS v
        LEFT JOIN known_account_keys AS c ON c.key = v.company_key
        LEFT JOIN known_account_keys AS m
            ON m.key = v.mail_domain_key AND v.mail_kind = 'company'
        LEFT JOIN known_account_keys AS s
            ON s.key = v.site_domain_key AND v.site_kind = 'company'
    )
    SELECT p.person AS new, min(coalesce(k.person, p.person)) AS person,
        min(coalesce(t.by_record, k.account, a.account, t.by_domain, 0)) AS account
    FROM people AS p
    LEFT JOIN known AS k ON k.new = p.person
    LEFT JOIN told AS t ON t.new = p.person
    LEFT JOIN all_accounts AS a ON a.new = p.account
    GROUP BY p.person
"""
_ADDED: Final[dict[str, str]] = {
    "accounts": "SELECT a.* FROM accounts AS a JOIN all_accounts AS o ON o.new = a.account "
    "LEFT JOIN known_accounts AS k ON k.account = a.account "
    "WHERE o.account = a.account AND k.account IS NULL",
    "account_keys": "SELECT DISTINCT o.account, n.key FROM account_keys AS n "
    "JOIN all_accounts AS o ON o.new = n.account "
    "UNION SELECT o.account, r.key FROM accounts_by_reference AS r "
    "JOIN all_accounts AS o ON o.new = r.account",
    "account_records": "SELECT DISTINCT o.account, r.source, r.external_id "
    "FROM accounts_by_reference AS r JOIN all_accounts AS o ON o.new = r.account",
    "person_keys": "SELECT DISTINCT o.account, o.person, n.key FROM person_keys AS n "
    "JOIN all_people AS o ON o.new = n.person",
    "person_records": "SELECT DISTINCT o.account, o.person, r.source, r.external_id "
    "FROM people_records AS r JOIN person_keys AS n ON n.key = r.key "
    "JOIN all_people AS o ON o.new = n.person",
}


def find(
    log: Log, program: Program, as_of: AsOf, known: Mapping[str, pa.Table]
) -> dict[str, pa.Table]:
    """Return the rows to add to tables of `cut.NEEDED`, by the facts since those were made.

    They only say whose facts belong together: who somebody is, a derivation of the account
    decides from all its facts.
    """
    with Session(threads=1) as session:
        logs.open_log(session, log, as_of)
        resolve.find_people(session, program, as_of)
        session.register("known_accounts", known["accounts"].select(["account"]))
        session.register("known_account_keys", known["account_keys"])
        session.register("known_person_keys", known["person_keys"])
        session.make("same_accounts", _ALIASES)
        session.make("all_accounts", _SAME)
        session.make("all_people", _PEOPLE)
        return {
            name: _shaped(session.arrow(sql), known[name].schema) for name, sql in _ADDED.items()
        }


def _shaped(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return rows in the columns of a published table; what is not known yet is null."""
    columns = [
        pc.cast(table[field.name], field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)
