"""How the review of a lead file reads: what was taken, what was not and why, at what cost."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.program.leads import REASONS, of
from accord.program.model import Program
from accord.server.lead_reports import UNREADABLE
from accord.server.records.queries.imports import Run
from accord.server.web.forms.lead_terms import TermsForm

_WORDS: Final = {
    "off_list": gettext_noop("The company is not on the target account list"),
    "excluded": gettext_noop("The company or person is kept out"),
    "fit_below": gettext_noop("The account's fit is below %(n)s"),
    "no_legal_basis": gettext_noop("They may not be written to: no legal basis, no consent"),
    "duplicate_within_days": gettext_noop("They came as a lead within %(n)s days, or twice here"),
    "free_mail_without_company": gettext_noop("Free mail, and no company known"),
    "invalid_email": gettext_noop("No mail address that works, or one to throw away"),
    "outside_agreed_countries": gettext_noop("Outside the countries agreed"),
    "outside_agreed_sizes": gettext_noop("Outside the sizes agreed"),
    "title_outside_roles": gettext_noop("The title plays no part in any buying group"),
    "over_per_account_cap": gettext_noop("The account has %(n)s leads of this vendor already"),
    UNREADABLE: gettext_noop("The row can't be read"),
}
_MISSING: Final = {
    "legal_basis": gettext_noop("without a legal basis"),
    "reachable": gettext_noop("without an address that works"),
    "owner_assigned": gettext_noop("whose account has no owner"),
}


def reviews(run: Run, program: Program, forms: dict[int, TermsForm]) -> list[dict[str, Any]]:
    """Return what each lead file of an import came to."""
    return [
        _review(told, place, program, forms.get(place)) for place, told in enumerate(run.reviews)
    ]


def _review(
    told: dict[str, Any], place: int, program: Program, form: TermsForm | None
) -> dict[str, Any]:
    vendor = told["terms"].get("vendor") or told["source"].replace("_", " ")
    return {
        "place": place,
        "file": told["file"],
        "title": _("%(a)s of %(n)s leads are taken")
        % {"a": f"{told['accepted']:,}", "n": f"{told['rows']:,}"},
        "vendor": vendor,
        "under": _under(told),
        "reasons": _reasons(told, program),
        "form": form or TermsForm(initial=told["terms"]),
    }


def _under(told: dict[str, Any]) -> str:
    parts = [
        ngettext("one account", "%(n)s accounts", told["accounts"]) % {"n": f"{told['accounts']:,}"}
    ]
    if told["accepted"]:
        parts.append(_("%(n)s ready for follow-up") % {"n": f"{told['ready']:,}"})
    parts += [
        _("%(n)s %(why)s") % {"n": f"{n:,}", "why": _(_MISSING[name])}
        for name, n in told["missing"].items()
    ]
    if told["cost"] is not None:
        money = f"{told['cost']} {told['currency']}".strip()
        parts.append(_("%(money)s to pay") % {"money": money})
    return " · ".join(parts)


def _reasons(told: dict[str, Any], program: Program) -> list[dict[str, Any]]:
    """List the reasons in the order asked, with how many rows each rejected; 0 too."""
    asked = [of(word) for word in program.lead_review.reject]
    named = {one.name for one in asked}
    lines = [
        {"words": _(_WORDS[one.name]) % {"n": one.number}, "n": told["reasons"].get(one.name, 0)}
        for one in asked
    ]
    more = [
        name for name in (*REASONS, UNREADABLE) if name in told["reasons"] and name not in named
    ]
    return lines + [{"words": _(_WORDS[name]), "n": told["reasons"][name]} for name in more]
