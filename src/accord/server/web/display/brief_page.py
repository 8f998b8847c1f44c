"""The account brief as its page and print show it: every claim cites its fact."""

from typing import Any

from django.utils.translation import gettext as _

from accord.server.records.queries.account_page import AccountPage
from accord.server.records.queries.picture import Pinned
from accord.server.web import wording


def sheet(page: AccountPage, brief: Any, pinned: Pinned) -> dict[str, Any]:
    """Return title, sections of claims with their citations, and the list of sources."""
    sources: dict[str, int] = {}
    sections = [
        {
            "title": section.title,
            "claims": [_claim(claim, sources) for claim in section.claims],
            "empty": _("Nothing is known about this yet."),
        }
        for section in brief.sections
    ]
    return {
        "title": getattr(brief, "headline", "") or getattr(brief, "title", "") or page.row.name,
        "under": page.row.domain or "",
        "sections": sections,
        "sources": [{"n": n, "text": text} for text, n in sources.items()],
        "foot": _("Facts up to %(day)s, rules %(v)s.")
        % {"day": wording.full_day(pinned.as_of_day), "v": pinned.program_version[:8]},
    }


def _claim(claim: Any, sources: dict[str, int]) -> dict[str, Any]:
    cites = []
    for fact_id in claim.fact_ids:
        n = sources.setdefault(fact_id, len(sources) + 1)
        cites.append({"n": n, "link": f"#s{n}"})
    return {"text": claim.text, "cites": cites[:3]}
