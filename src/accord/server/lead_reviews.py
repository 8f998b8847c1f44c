"""Reviews the rows of lead files while they are read, by the rules in force."""

from collections.abc import Sequence

from accord.connectors.files import lead_files
from accord.connectors.files.memory import Judge
from accord.connectors.files.plan import Plan
from accord.plays.lead_review import Lead, Review, Verdict
from accord.server import lead_context, lead_reports
from accord.server.lead_reports import Report
from accord.server.records.queries import programs
from accord.values import time


def begin(plan: Plan) -> Report | None:
    """Return an empty report for a lead file; None for every other file."""
    if plan.kind not in lead_files.KINDS or plan.questions:
        return None
    lead_reports.cost_of(plan)  # an amount that can't be read is said before anything is
    return Report(plan, Review(programs.current_program(), lead_reports.terms_of(plan)))


def judge_of(report: Report, received_us: int) -> Judge:
    """Return what says of rows, by what the workspace knows, whether they are taken."""
    review, plan = report.review, report.plan
    asked = lead_context.Asked(plan.source, time.from_us(received_us), _days(report))

    def judge(leads: Sequence[Lead]) -> list[Verdict]:
        known = lead_context.look_up(leads, asked)
        return [review.judge(lead, what) for lead, what in zip(leads, known, strict=True)]

    return judge


def _days(report: Report) -> int:
    """Return over how many days a lead is known; people come to more events than one."""
    if report.plan.kind == "event_leads":
        return 0
    reasons = report.review.program.lead_review.reasons
    named = [one.number for one in reasons if one.name == "duplicate_within_days"]
    return named[0] if named else 0
