"""The receipt of intent: one reason a vendor, with its facts."""

from collections.abc import Callable

import builders
from accord.scoring import intent_receipts
from scenes import Scored


def test_the_receipt_of_intent_has_one_reason_a_vendor(score_facts: Callable[..., Scored]) -> None:
    facts = [
        builders.company("Acme", domain="acme.example"),
        builders.intent("acme.example", "bombora", reading=70.0, days_ago=3),
        builders.intent("acme.example", "g2_pricing", topic="rivals", days_ago=1),
    ]
    one = score_facts(builders.log(*facts), builders.TODAY)
    ((account,),) = one.session.rows("SELECT account FROM accounts")
    receipt = intent_receipts.intent(one.session, one.program, one.as_of, account)
    assert receipt.is_exact()
    assert {reason.title for reason in receipt.reasons} == {"bombora", "g2_pricing"}
    assert all(len(reason.fact_ids) == 1 for reason in receipt.reasons)
    nobody = intent_receipts.intent(one.session, one.program, one.as_of, 1)
    assert (nobody.total, nobody.reasons) == (0, ())
