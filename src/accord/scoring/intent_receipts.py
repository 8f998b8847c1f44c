"""Receipts of intent: what each vendor's readings are worth, down to the facts."""

import json
from itertools import groupby

from accord.engine.session import AsOf, Session
from accord.program.model import Program
from accord.values import points
from accord.values.receipt import Reason, Receipt


def intent(session: Session, program: Program, as_of: AsOf, account: int) -> Receipt:
    """Return the receipt of what vendors say about an account: one reason a vendor."""
    found = session.rows("SELECT points, detail FROM intent_now WHERE account = $a", a=account)
    total, detail = found[0] if found else (0, "[]")
    ids = _intent_facts(session, as_of, account)
    reasons = tuple(
        Reason(
            title=one["vendor"],
            points=one["points"],
            clause=f"intent.sources.{one['vendor']}",
            detail=f"{one['age_days']} days old; {', '.join(one['topics']) or 'no topic named'}",
            fact_ids=tuple(ids.get(one["vendor"], ())),
        )
        for one in json.loads(detail)
    )
    sentence = f"Intent {points.in_words(total)} from {len(reasons)} vendors"
    return Receipt("intent_points", total, sentence, program.version, as_of.day, reasons)


def _intent_facts(session: Session, as_of: AsOf, account: int) -> dict[str, list[str]]:
    rows = session.rows(
        "SELECT f.vendor, f.fact_id FROM fact_intent f "
        "JOIN account_keys k ON f.company_key = k.key "
        "WHERE k.account = $account AND f.known_at <= $known ORDER BY f.vendor, f.fact_id",
        account=account,
        known=as_of.us,
    )
    return {vendor: [row[1] for row in some] for vendor, some in groupby(rows, lambda row: row[0])}
