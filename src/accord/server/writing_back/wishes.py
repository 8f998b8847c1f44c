"""What shall stand in a CRM: of accounts, of work for sellers, and of campaigns' people."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from accord.program import steps
from accord.server.records.models import Campaign, Connection, CrmWrite, PlayTask, Sending
from accord.server.records.queries import campaigns, programs
from accord.server.records.queries.picture import Reader
from accord.server.syncing import opening
from accord.values import ids, points, time

_Kind = CrmWrite.Kind
_SOON: Final = timedelta(days=8)
"""Work that repeats goes over a week before it is due."""
MARK: Final = "accordtask"
"""How a task that we made begins to be told apart; what holds it is not read back."""
_RECORDS: Final = """
    SELECT account, external_id FROM {records}
    WHERE source = $source AND external_id NOT LIKE 'domain:%' ORDER BY account, external_id
"""
_QUALIFIED: Final = "SELECT DISTINCT account FROM {qualifications} WHERE end_day IS NULL"
_PEOPLE: Final = """
    SELECT person, min(external_id) AS contact FROM {records}
    WHERE source = $source AND list_contains($people, person) GROUP BY person
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that shall stand there, and why."""

    kind: str
    record: str
    field: str
    account: int
    new: str
    why: str
    policy: str = "fill"

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is remembered by."""
        return self.kind, self.record, self.field


def _tier(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["tier"] or "", "the tier on the target list"


def _stage(row: Mapping[str, Any]) -> tuple[str, str]:
    since = row["since_day"]
    why = f"since {time.from_day(since).isoformat()}" if since is not None else ""
    return row["stage"] or "", f"the journey stage {why}".strip()


def _fit(row: Mapping[str, Any]) -> tuple[str, str]:
    known = row["fit_known_share"]
    why = f", {known:.0%} of what it asks is known" if isinstance(known, float) else ""
    return row["fit_band"] or "", f"how well it fits{why}"


def _engagement(row: Mapping[str, Any]) -> tuple[str, str]:
    people = row["people_engaged"]
    value = str(round(row["engagement"] / points.MILLION))
    return value, f"points today, {people} {'person' if people == 1 else 'people'} engaged"


def _why_now(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["why_now"] or "", "what happened there last that counts"


def _qualified(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row["is_qualified"]).lower(), "whether it meets a rule for a hand-off"


MEASURES: Final[dict[str, Callable[[Mapping[str, Any]], tuple[str, str]]]] = {
    "tier": _tier,
    "stage": _stage,
    "fit_band": _fit,
    "engagement": _engagement,
    "why_now": _why_now,
    "qualified": _qualified,
}
"""What may be written of an account: its value as text, and why it is that."""


def fields(row: Connection, reader: Reader, mapped: Sequence[Mapping[str, str]]) -> list[Wanted]:
    """Return what shall stand in the fields of every account that is, or was, on the list."""
    if not mapped:
        return []
    records = records_of(row, reader)
    told = CrmWrite.objects.filter(connection=row, kind=_Kind.FIELD, last__isnull=False)
    before = set(told.values_list("account", flat=True)) & set(records)
    listed = {each["account"]: each for each in reader.shown("tier IS NOT NULL")}
    left = reader.rows_of_accounts([one for one in before if one not in listed])
    qualified = _qualifying(reader)
    found: list[Wanted] = []
    for account, about in (listed | left).items():
        whole = about | {"is_qualified": account in qualified}
        for record in records.get(account, ()):
            found += _of_record(record, whole, mapped)
    return found


def tasks(row: Connection, reader: Reader, now: datetime) -> list[Wanted]:
    """Return the work of running campaigns that sellers have to do soon."""
    records = records_of(row, reader)
    open_ = PlayTask.objects.filter(
        state=PlayTask.State.OPEN,
        campaign__state=Campaign.State.RUNNING,
        due_at__lte=now + _SOON,
        account__in=list(records),
    ).select_related("campaign")
    return [
        Wanted(
            _Kind.TASK, token_of(task), records[task.account][0], task.account, subject_of(task),
            f"work of the campaign {task.campaign.title}",
        )
        for task in open_
    ]  # fmt: skip


def members(row: Connection, reader: Reader) -> list[Wanted]:
    """Return who was sent a mail of a campaign that has an id in this CRM."""
    found: list[Wanted] = []
    for campaign in Campaign.objects.exclude(crm_id="").exclude(state=Campaign.State.DRAFT):
        if is_of(row.system, campaign.crm_id):
            found += _of_campaign(row, reader, campaign)
    return found


def is_of(system: str, crm_id: str) -> bool:
    """Tell whether the id of a campaign is one of a system: ids of lists there are numbers."""
    return crm_id.startswith("701") if system == "salesforce" else crm_id.isdigit()


def records_of(row: Connection, reader: Reader) -> dict[int, list[str]]:
    """Return the CRM's records of companies by account."""
    source = reader.source("account_records")
    rows = reader.rows(_RECORDS.format(records=source), source=opening.source_of(row))
    found: dict[int, list[str]] = {}
    for each in rows:
        found.setdefault(each["account"], []).append(each["external_id"])
    return found


def token_of(task: PlayTask) -> str:
    """Return what tells a task of ours apart from all others there."""
    return f"{MARK}{ids.public_id(task.pk)}"


def task_of(token: str) -> PlayTask | None:
    """Return the task that a token tells of, while it is still to do."""
    number = ids.from_public_id(token.removeprefix(MARK)) or 0
    found = PlayTask.objects.filter(pk=number, state=PlayTask.State.OPEN)
    return found.select_related("campaign").first()


def subject_of(task: PlayTask) -> str:
    """Say what a task asks for, in one line."""
    step = campaigns.play_of(task.campaign).steps[task.place]
    return f"{steps.STEP_KINDS[step.do].verb}: {task.campaign.title}"


def body_of(task: PlayTask) -> str:
    """Say what to say, and what sales was asked to do."""
    play = campaigns.play_of(task.campaign)
    claims = programs.of_version(task.campaign.program_version).messages.claims
    said = [claims[name].claim if name in claims else name for name in play.eight.q3_message]
    asked = task.campaign.answers.get("q8_sales_next", "")
    return "\n".join(line for line in [*said, asked] if line)


def _qualifying(reader: Reader) -> set[int]:
    rows = reader.rows(_QUALIFIED.format(qualifications=reader.source("qualifications")))
    return {each["account"] for each in rows}


def _of_record(
    record: str, about: Mapping[str, Any], mapped: Iterable[Mapping[str, str]]
) -> Iterator[Wanted]:
    for each in mapped:
        value, why = MEASURES[each["measure"]](about)
        yield Wanted(
            _Kind.FIELD, record, each["field"], about["account"], value, why, each["policy"]
        )


def _of_campaign(row: Connection, reader: Reader, campaign: Campaign) -> Iterator[Wanted]:
    sent = Sending.objects.filter(campaign=campaign, state=Sending.State.SENT)
    accounts = dict(sent.values_list("person", "account"))
    sql = _PEOPLE.format(records=reader.source("person_records"))
    source = opening.source_of(row)
    for each in reader.rows(sql, source=source, people=list(accounts)):
        yield Wanted(
            _Kind.MEMBER, campaign.crm_id, each["contact"], accounts[each["person"]], "Sent",
            f"was sent a mail of the campaign {campaign.title}",
        )  # fmt: skip
