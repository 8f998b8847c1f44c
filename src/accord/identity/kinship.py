"""Which accounts and addresses are not customers to be: our own, competitors, partners, blocked."""

from typing import Final

import pyarrow as pa

from accord.engine.session import AsOf, Session
from accord.facts import keys
from accord.identity import domains
from accord.program.model import Program

KIND_BY_LIST: Final[dict[str, str]] = {
    "own_company_and_affiliates": "own_employee",
    "competitors": "competitor",
    "partner_reserved": "partner",
    "sanctions_and_legal_block": "blocked",
}
"""What an account is that stands on a list of the program."""

_ACCOUNTS: Final = """
    SELECT DISTINCT account, kind FROM (
        SELECT o.account, l.kind FROM kin_domains AS l
        JOIN company_records AS r ON r.domain_key = l.key
        JOIN accounts_by_record AS o ON o.key = r.key
        UNION ALL
        SELECT from_account, CASE kind WHEN 'competitor_of' THEN 'competitor' ELSE 'partner' END
        FROM relations AS r
        WHERE kind IN ('competitor_of', 'partner')
            AND (until_day IS NULL OR until_day >= $day)
            AND (to_account = 0 OR to_account IN (
                SELECT o.account FROM kin_domains AS l
                JOIN company_records AS c ON c.domain_key = l.key
                JOIN accounts_by_record AS o ON o.key = c.key WHERE l.kind = 'own_employee'))
        UNION ALL
        SELECT account, lower(trim(status)) FROM accounts
        WHERE lower(trim(status)) IN ('competitor', 'partner')
    ) WHERE account IN (SELECT account FROM accounts)
"""


def find(session: Session, program: Program, as_of: AsOf) -> None:
    """Make `kin_domains` and `account_kinds` (account, kind); `relations` must be there.

    A relation to us names no account, or one of our own.
    """
    listed = {
        (found, kind)
        for name, kind in KIND_BY_LIST.items()
        for text in program.domains_in(name)
        if (found := domains.registered(text))
    }
    columns = {
        "domain": pa.array([domain for domain, _ in sorted(listed)], pa.string()),
        "kind": pa.array([kind for _, kind in sorted(listed)], pa.string()),
        "key": pa.array([keys.domain_key(domain) for domain, _ in sorted(listed)], pa.int64()),
    }
    session.register("kin_domains", pa.table(columns))
    session.make("account_kinds", _ACCOUNTS, day=as_of.day)
