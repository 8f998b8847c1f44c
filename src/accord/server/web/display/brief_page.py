"""The account brief as its page and print show it: every claim cites its fact."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from accord.content.brief import Brief, Claim
from accord.server.records.queries.account_page import AccountPage
from accord.server.records.queries.picture import Pinned
from accord.server.web import wording
from accord.server.web.display import account_head

_CITED: Final = 3


def sheet(page: AccountPage, brief: Brief, pinned: Pinned) -> dict[str, Any]:
    """Return title, sections of claims with their citations, and the list of sources."""
    numbers: dict[str, int] = {}
    sections = [
        {
            "key": section.key,
            "title": section.question,
            "claims": [_claim(page, claim, numbers) for claim in section.claims],
            "empty": _("Nothing is known about this yet."),
        }
        for section in brief.sections
    ]
    return {
        "title": brief.headline,
        "under": account_head.firmographics(page),
        "sections": sections,
        "sources": [
            {"n": n, "link": _link(page, fact_id), "text": fact_id}
            for fact_id, n in numbers.items()
        ],
        "foot": _("Facts up to %(day)s, rules %(v)s. A number in brackets opens its fact.")
        % {"day": wording.full_day(brief.as_of_day), "v": pinned.program_version[:8]},
    }


def _link(page: AccountPage, fact_id: str) -> str:
    return reverse("account_fact", args=[page.row.public_id, fact_id])


def _claim(page: AccountPage, claim: Claim, numbers: dict[str, int]) -> dict[str, Any]:
    """Return a claim with numbers for its facts, or the clause of the rules that it rests on."""
    cites = []
    for fact_id in claim.fact_ids[:_CITED]:
        n = numbers.setdefault(fact_id, len(numbers) + 1)
        cites.append({"n": str(n), "link": _link(page, fact_id)})
    if not cites and claim.clause:
        section = claim.clause.split(".")[0]
        cites.append({"n": _("rules"), "link": f"{reverse('program')}#{section}"})
    return {"text": claim.text, "cites": cites, "is_gap": claim.is_gap}
