"""A list of target accounts that is empty says why: who is kept out, and by which clause."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.program.model import Program
from accord.server.records.queries.kept_out import Absent
from accord.server.web import wording
from accord.server.web.display import program_words
from accord.values import points


def least_fit(program: Program) -> int:
    """Return the fit, in millionths, that the lowest tier needs."""
    return min((tier.needs.fit_at_least for tier in program.tiers.values()), default=0)


def sheet(found: tuple[Absent, ...], known: int, program: Program) -> dict[str, Any]:
    """Return headline, reasons with their counts and clauses, and where to go on."""
    kept = sum(each.n for each in found if each.part in {"exclude", "must_have"})
    waiting = sum(each.n for each in found if each.part == "proposed")
    return {
        "headline": _headline(known, kept, waiting),
        "lines": [_line(each, program) for each in found],
        "all_link": reverse("accounts") + "?sort=rank",
    }


def _headline(known: int, kept: int, waiting: int) -> str:
    known_words = ngettext("One account is known", "%(n)s accounts are known", known) % {
        "n": f"{known:,}"
    }
    if waiting:
        rest = ngettext(
            "one is proposed and waits for two signatures",
            "%(n)s are proposed and wait for two signatures",
            waiting,
        )
        return f"{known_words}; {rest % {'n': f'{waiting:,}'}}."
    rest = ngettext("the rules keep one of them out", "the rules keep %(n)s of them out", kept) % {
        "n": f"{kept:,}"
    }
    return _("%(known)s; none is a target: %(rest)s.") % {"known": known_words, "rest": rest}


def _line(found: Absent, program: Program) -> dict[str, str]:
    said = {
        "proposed": _("are proposed: marketing and sales sign the list"),
        "capacity": _("fit, but others are worth more in the places that there are"),
        "needs": _("fit less than the %(n)s points that the lowest tier needs")
        % {"n": points.in_words(least_fit(program), 0)},
    }
    links = {"proposed": reverse("targets"), "capacity": _rules("tiers"), "needs": _rules("tiers")}
    return {
        "n": f"{found.n:,}",
        "words": said.get(found.part) or _clause(found, program),
        "link": links.get(found.part) or _rules("profile"),
        "link_words": _("the list") if found.part == "proposed" else _("the rule"),
    }


def _clause(found: Absent, program: Program) -> str:
    name = wording.small_words(program_words.title(found.clause))
    if found.part == "exclude":
        return _("are excluded: %(name)s") % {"name": name}
    rule = next((rule for rule in program.profile.must_have if rule.id == found.clause), None)
    why = f" ({rule.why})" if rule is not None and rule.why else ""
    return _("fail the must-have “%(name)s”%(why)s") % {"name": name, "why": why}


def _rules(section: str) -> str:
    return f"{reverse('program')}#{section}"
