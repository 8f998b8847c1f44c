"""Reviews the rows of lead files while they are read, by the rules in force."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from accord.connectors.files import lead_files
from accord.connectors.files.memory import Judge
from accord.connectors.files.plan import Plan
from accord.plays.lead_review import Delivery, Known, Lead, Review, Verdict
from accord.server import lead_context, lead_reports
from accord.server.lead_reports import Report
from accord.server.records.queries import programs
from accord.values import time

_DAY_US: Final = 86_400 * time.SECOND


@dataclass(slots=True)
class Met:
    """What the lead files of one import brought so far, so that each knows those before it."""

    fact_ids: set[str] = field(default_factory=set)
    """Of every row that was judged, of the file under review too."""
    taken: list[tuple[str, Verdict]] = field(default_factory=list)
    """Rows taken of the files before, with their source."""

    def close(self, report: Report) -> None:
        """Take note of what was taken of a file that is read to its end."""
        source = report.plan.source
        self.taken += [(source, one) for one in report.review.verdicts if one.is_accepted]


def begin(plan: Plan) -> Report | None:
    """Return an empty report for a lead file; None for every other file."""
    if plan.kind not in lead_files.KINDS or plan.questions:
        return None
    lead_reports.cost_of(plan)  # an amount that can't be read is said before anything is
    return Report(plan, Review(programs.current_program(), lead_reports.terms_of(plan)))


def judge_of(report: Report, received_us: int, met: Met) -> Judge:
    """Return what says of rows, by what the workspace knows, whether they are taken."""
    review, source, days = report.review, report.plan.source, _days(report)
    now = time.from_us(received_us)
    delivered: dict[str, list[Delivery]] = {}
    for vendor, one in met.taken if days else ():
        ago = (received_us - one.lead.occurred_us) // _DAY_US
        delivered.setdefault(one.lead.email or "", []).append(Delivery(vendor, ago))
    there = Counter(one.account for vendor, one in met.taken if vendor == source)

    def with_met(lead: Lead, known: Known) -> Known:
        return replace(
            known,
            delivered=(*known.delivered, *delivered.get(lead.email or "", ())),
            accepted_there=known.accepted_there + there[known.account],
        )

    def judge(leads: Sequence[Lead]) -> list[Verdict]:
        own = frozenset(met.fact_ids)
        asked = lead_context.Asked(source, now, days, is_capped=_is_capped(report), own=own)
        known = lead_context.look_up(leads, asked)
        met.fact_ids.update(lead.fact_id for lead in leads)
        told = zip(leads, known, strict=True)
        return [review.judge(lead, with_met(lead, what)) for lead, what in told]

    return judge


def _days(report: Report) -> int:
    """Return over how many days a lead is known; people come to more events than one."""
    if report.plan.kind == "event_leads":
        return 0
    reasons = report.review.program.lead_review.reasons
    named = [one.number for one in reasons if one.name == "duplicate_within_days"]
    return named[0] if named else 0


def _is_capped(report: Report) -> bool:
    """Tell whether the rules cap the leads of one vendor at one account, of whatever kind."""
    reasons = report.review.program.lead_review.reasons
    return any(one.name == "over_per_account_cap" for one in reasons)
