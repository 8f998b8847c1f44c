"""The pages of imports: what was brought in, one run, and its columns."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.connectors.files import headers, samples
from accord.server.records.models import AppUser
from accord.server.records.queries import programs
from accord.server.records.queries.imports import Issue, Run
from accord.server.web import wording
from accord.server.web.display import imports_page, lead_sheet

PAGE: Final = 100
SEVERITIES: Final = ("rejected", "coerced")
"""What may be said of a value: it kept its row out, or it was read otherwise than written."""

_GROUPS: Final = {
    "leads": gettext_noop("Leads"),
    "sales": gettext_noop("Sales sequences"),
    "signals": gettext_noop("Signals"),
    "ads": gettext_noop("Ads and channels"),
    "customers": gettext_noop("Customers"),
    "crm": gettext_noop("CRM"),
}


@dataclass(frozen=True, slots=True)
class Issues:
    """What there is to say about rows, by severity: some of it, and how much there is."""

    by_severity: Mapping[str, Sequence[Issue]]
    counts: Mapping[str, int]


def every(runs: Sequence[Run]) -> dict[str, Any]:
    """Return the page of all imports."""
    if runs:
        headline = _("Drop an export here. Nothing changes until you have seen what would.")
    else:
        headline = _(
            "Begin with your CRM's export. Nothing changes until you have seen what would."
        )
    listed = [asdict(run) | {"state_words": imports_page.state_words(run)} for run in runs]
    return {"headline": headline, "runs": listed, "samples": sample_groups()}


def sample_groups() -> list[dict[str, Any]]:
    """Return the samples by what they are about."""
    return [
        {"title": _(title), "samples": [one for one in samples.listed() if one.group == group]}
        for group, title in _GROUPS.items()
    ]


def one(run: Run, issues: Issues, user: AppUser, *, has_file: bool) -> dict[str, Any]:
    """Return the page of one import."""
    return _said(run, issues, user, has_file=has_file) | {
        "reviews": lead_sheet.reviews(run, programs.current_program(), {}) if run.reviews else [],
    }


def _said(run: Run, issues: Issues, user: AppUser, *, has_file: bool) -> dict[str, Any]:
    is_checked = run.state == "checked" and not run.questions
    is_open = run.state not in {"waiting", "running"}
    return {
        "public_id": run.public_id,
        "files_words": ", ".join(run.files)[:80],
        "headline": imports_page.headline(run),
        "under": imports_page.under(run),
        "is_waiting": not is_open,
        "is_finished": is_open,
        "is_checked": is_checked or run.state == "done",
        "error": run.error,
        "questions": imports_page.questions(run)
        if run.state == "checked" and user.can_write
        else [],
        "questions_title": ngettext("One question", "%(n)s questions", len(run.questions))
        % {"n": len(run.questions)},
        "tables": [
            _table(run, issues, severity) for severity in SEVERITIES if issues.by_severity[severity]
        ],
        "worthless": imports_page.worthless(run),
        "kept_out": imports_page.kept_out(run),
        "reviewed_again": imports_page.reviewed_again(run),
        "is_several": len(run.files) > 1,
        "has_rejected": has_file and run.rows_rejected > 0,
        "foot": imports_page.foot(run),
        "can_commit": is_checked and user.can_write and run.rows_accepted > 0,
        "why_shut": _why_shut(run, user) if is_checked else "",
        "commit_label": imports_page.commit_label(run),
        "mapping": imports_page.mapping(run),
        "can_map": run.state == "checked" and user.can_write,
        "will": imports_page.will(run) if is_checked or run.state == "done" else [],
        "will_title": _("What importing did")
        if run.state == "done"
        else _("What importing will do"),
    }


def _table(run: Run, issues: Issues, severity: str) -> dict[str, Any]:
    """Return one table of values: those that kept a row out, or those read otherwise."""
    shown, n = issues.by_severity[severity], issues.counts.get(severity, 0)
    values = ngettext("one value", "%(n)s values", n) % {"n": f"{n:,}"}
    link = reverse("import", args=[run.public_id]) + f"?{severity}={shown[-1].place}#{severity}"
    return {
        "severity": severity,
        "title": _table_title(run, severity),
        "count": values,
        "issues": shown,
        "more": link if len(shown) == PAGE else "",
    }


def _table_title(run: Run, severity: str) -> str:
    if severity == "rejected":
        n = run.rows_rejected
        return ngettext("One row that can't be taken", "%(n)s rows that can't be taken", n) % {
            "n": f"{n:,}"
        }
    n = run.rows_coerced
    return ngettext(
        "One row with a value read otherwise than written",
        "%(n)s rows with a value read otherwise than written",
        n,
    ) % {"n": f"{n:,}"}


def _why_shut(run: Run, user: AppUser) -> str:
    if not user.can_write:
        return _("Readers see imports; others make them.")
    return "" if run.rows_accepted else _("No row can be taken, so there is nothing to import.")


def columns(run: Run) -> dict[str, Any]:
    """Return the page on which somebody says what each column means."""
    sheets = imports_page.mapping(run)
    for sheet in sheets:
        names = headers.fields_of(sheet["kind"]) if sheet["kind"] in headers.KINDS else []
        sheet["fields"] = [(name, wording.small_words(name)) for name in names]
        sheet["fields"].append(("custom", _("a field of your own")))
    return {"public_id": run.public_id, "files_words": ", ".join(run.files)[:80], "mapping": sheets}
