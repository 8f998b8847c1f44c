"""Lead files of vendors and events: each row is reviewed before anything of it is a fact."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import pyarrow as pa

from accord.connectors.files import doings, intent, naming, records, vocabulary
from accord.connectors.files.frame import Frame
from accord.connectors.files.memory import Memory
from accord.connectors.files.plan import ColumnMap, Plan, Question
from accord.facts import keys, tables
from accord.plays.lead_review import Lead

KINDS: Final = ("syndicated_leads", "event_leads")
ACTS: Final = (
    "event_attended", "event_registered", "webinar_attended", "webinar_registered",
    "roundtable_attended", "booth_scan", "booth_conversation",
)  # fmt: skip
"""What somebody on an event's list did."""
_PURPOSE: Final = "marketing_email"


def ask(plan: Plan, mapping: Sequence[ColumnMap]) -> list[Question]:
    """Ask what the people of an event's list did, when neither a column nor its name says it."""
    fields = {one.field for one in mapping}
    is_said = fields & {"kind_name", "attended"} or "kind_name" in plan.hints.answers
    if plan.kind != "event_leads" or is_said or _of_name(plan):
        return []
    text = f"What did the people in {plan.name} do? Neither a column nor its name says it."
    return [Question("kind_name", "", text, ACTS)]


def facts(frame: Frame, memory_: Memory) -> dict[str, pa.Table]:
    """Return what is taken: the lead, what they did, and the consent that came with them.

    A withdrawal holds whether or not its row is taken, so it is kept of rejected rows too.
    """
    records.split_names(frame)
    digests = memory_.digests(frame)
    leads = list(_leads(frame, memory_, digests))
    verdicts = memory_.judge([lead for lead, _ in leads]) if memory_.judge else ()
    for (_, place), verdict in zip(leads, verdicts, strict=False):
        if not verdict.is_accepted:
            frame.note(place, verdict.column, verdict.words, is_rejected=True)
    kept = [(lead, place) for lead, place in leads if place not in frame.rejected]
    return {
        "leads": _people(frame, memory_, kept),
        "activities": _acts(frame, memory_, kept),
        "consents": _consents(memory_, _said(frame, leads)),
    }


def _leads(frame: Frame, memory_: Memory, digests: Sequence[str]) -> Iterator[tuple[Lead, int]]:
    """Yield every row that has the right shape and a day, with its place."""
    day = intent.day_of_file(frame.plan, memory_.zone)
    fields = (
        "email", "title", "company_name", "company_domain", "country", "employees", "external_id",
        "consent", "wording",
    )  # fmt: skip
    values: Any = zip(*(frame.values(name) for name in fields), strict=True)
    moments = frame.values("occurred_at")
    for place, row in enumerate(values):
        if place in frame.rejected:
            continue
        occurred = moments[place] or day
        if occurred is None:
            reason = "when it happened is not said; give a date, as 2026-06-28"
            frame.note(place, "occurred_at", reason, is_rejected=True)
            continue
        # the same row in the files of two days says two things
        said = f"{digests[place]}:{memory_.day(occurred)}"
        fact_id = f"{frame.plan.kind}:{row[0] or ''}:{said}"
        named = dict(zip(fields, row, strict=True))
        yield Lead(frame.numbers[place], fact_id, occurred_us=occurred, **named), place


def _head(memory_: Memory, lead: Lead) -> dict[str, Any]:
    known = min(lead.occurred_us, memory_.received)
    return {
        "fact_id": lead.fact_id,
        "source": memory_.source,
        "occurred_at": lead.occurred_us,
        "known_at": known,
        "received_at": memory_.received + lead.row,
        "is_backfilled": known < memory_.received,
    }


def _people(frame: Frame, memory_: Memory, kept: Sequence[tuple[Lead, int]]) -> pa.Table:
    custom = frame.custom()
    copied = ("first_name", "last_name", "department", "phone")
    rows = [
        _head(memory_, lead)
        | {
            "external_id": lead.external_id or naming.person_id(lead.email, None, None),
            "email": lead.email,
            "title": lead.title,
            "company_name": lead.company_name,
            "company_domain": lead.company_domain,
            "country": lead.country,
            "is_deleted": False,
            "custom": custom[place],
        }
        | {name: frame.values(name)[place] for name in copied}
        for lead, place in kept
    ]
    return tables.table("leads", rows)


def _acts(frame: Frame, memory_: Memory, kept: Sequence[tuple[Lead, int]]) -> pa.Table:
    kinds, assets = _kinds(frame), frame.values("asset_name")
    rows = [
        tables.activity(
            _head(memory_, lead)
            | {
                "kind_name": kinds[place],
                "email": lead.email,
                "asset_name": assets[place] and doings.canonical(assets[place]),
                "title": assets[place],
                "campaign": frame.values("campaign")[place],
                "company_key": keys.domain_key(lead.company_domain),
            },
            memory_.zone,
        )
        for lead, place in kept
    ]
    return tables.table("activities", rows)


def _kinds(frame: Frame) -> list[str]:
    """Return what each row's person did; who did not come had registered."""
    said = frame.plan.hints.answers.get("kind_name") or _of_name(frame.plan) or ACTS[0]
    default = "syndicated_lead" if frame.plan.kind == "syndicated_leads" else said
    missed = default.replace("attended", "registered")
    rows = zip(frame.values("kind_name"), frame.values("attended"), strict=True)
    return [kind or (missed if came is False else default) for kind, came in rows]


def _said(frame: Frame, leads: Sequence[tuple[Lead, int]]) -> list[Lead]:
    """Return the rows whose consent counts: those taken, and every withdrawal."""
    return [
        lead for lead, place in leads if place not in frame.rejected or lead.consent == "withdrawn"
    ]


def _consents(memory_: Memory, leads: Sequence[Lead]) -> pa.Table:
    rows = [
        _head(memory_, lead)
        | {
            "person_key": keys.email_key(lead.email),
            "purpose": _PURPOSE,
            "status": lead.consent,
            "wording": lead.wording,
        }
        for lead in leads
        if lead.consent and lead.email
    ]
    return tables.table("consents", rows)


def _of_name(plan: Plan) -> str | None:
    found = vocabulary.activity_of_file(plan.name)
    return found if found in ACTS else None
