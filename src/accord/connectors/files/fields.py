"""Which reader reads which field, and what a row of each kind can't do without."""

from collections.abc import Callable, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from accord.connectors.files import industries, moments, numbers, places, vocabulary, web, words
from accord.connectors.files.column import Column
from accord.connectors.files.outcome import Outcome, Read
from accord.connectors.files.plan import ColumnMap, Plan

DATES: Final = frozenset(
    [
        "created_at",
        "modified_at",
        "created_on",
        "closed_on",
        "stage_entered_at",
        "occurred_at",
        "starts_on",
        "ends_on",
        "until_on",
        "on_day",
        "expires_on",
        "first_seen_on",
        "last_seen_on",
        "left_at",
        "called_at",
        "opened_at",
        "clicked_at",
        "replied_at",
        "bounced_at",
        "opted_out_at",
    ]
)
MONEY: Final = frozenset({"amount", "revenue", "price"})
REALS: Final = frozenset(
    {"headcount_growth_12_months_percent", "probability", "reading", "per_unit"}
)
HISTORY: Final = "stage_entered:"
"""A column that holds the day a stage was entered; the stage's name follows."""
NAMES: Final = frozenset(
    {"first_name", "last_name", "full_name", "name", "company_name", "user_name"}
)
_FLAGS: Final = frozenset(
    [
        "is_opted_out",
        "is_bounced",
        "is_deleted",
        "is_closed",
        "is_won",
        "attended",
        "is_opened",
        "is_clicked",
        "is_replied",
    ]
)
_COUNTS: Final = frozenset({"impressions", "clicks", "engagements", "organic_engagements"})
_IDS: Final = frozenset(
    [
        "external_id",
        "parent_external_id",
        "opportunity_external_id",
        "person_external_id",
        "converted_external_id",
    ]
)
_NEEDED: Final[Mapping[str, frozenset[str]]] = {
    "opportunities": frozenset({"amount", "created_on", "closed_on"}),
    "opportunity_history": frozenset({"occurred_at", "amount"}),
    "activities": frozenset({"occurred_at"}),
    "syndicated_leads": frozenset({"occurred_at"}),
    "event_leads": frozenset({"occurred_at"}),
    "subscriptions": frozenset({"starts_on", "ends_on", "amount"}),
    "trigger_events": frozenset({"occurred_at"}),
    "rates": frozenset({"on_day", "per_unit"}),
    "ad_results": frozenset({"amount"}),
}
_FACTORS: Final = {"millions": 1_000_000, "thousands": 1_000, "fraction": 100}
_SIMPLE: Final[Mapping[str, Read]] = {
    "domain": web.host,
    "website": web.host,
    "company_domain": web.domain,
    "email": web.email,
    "user_email": web.email,
    "country": places.country,
    "industry": industries.industry,
    "technologies": words.texts,
    "currency": numbers.currency,
    "revenue_currency": numbers.currency,
    "contact_external_ids": words.record_ids,
    "kind_name": vocabulary.activity,
    "part": vocabulary.team_part,
    "health": vocabulary.health,
    "account": vocabulary.account,
    "consent": vocabulary.consent,
}


def is_needed(kind: str, field: str) -> bool:
    """Tell whether a row of the kind is not taken when this field can't be read."""
    return field in _NEEDED.get(kind, frozenset())


def column_of(column: ColumnMap, plan: Plan, zone: ZoneInfo) -> Column:
    """Return what reads one column."""
    if column.field == "custom":
        return Column(_number if column.unit == "number" else None, is_due=False)
    if column.field in NAMES:
        return Column(None, is_due=False)  # somebody may be called Null
    return Column(_by_shape(column, plan, zone))


def _by_shape(column: ColumnMap, plan: Plan, zone: ZoneInfo) -> Read | None:
    field, needed = column.field, is_needed(plan.kind, column.field)
    factor = _FACTORS.get(column.unit, 1)
    if field in DATES or field.startswith(HISTORY):
        return moments.reader(column.unit or "dmy", zone, is_needed=needed)
    if field == "per_unit":
        return numbers.rate(column.decimal)
    makers: list[tuple[frozenset[str], Callable[[], Read]]] = [
        (MONEY, lambda: numbers.money(column.decimal, factor, is_needed=needed)),
        (REALS, lambda: numbers.real(column.decimal, factor)),
        (frozenset({"employees", "locations"}), lambda: numbers.whole(column.decimal)),
        (_COUNTS, lambda: numbers.tally),
        (_FLAGS, lambda: words.flag),
        (_IDS, lambda: _id(plan)),
        (frozenset({"company_external_id"}), lambda: _first_id(plan)),
    ]
    made = next((make() for fields, make in makers if field in fields), None)
    if field == "kind":
        return vocabulary.trigger if plan.kind == "trigger_events" else None
    return made or _SIMPLE.get(field)


def _id(plan: Plan) -> Read:
    return words.salesforce_id if plan.system == "salesforce" else words.record_id


def _first_id(plan: Plan) -> Read:
    if plan.system == "salesforce":
        return words.salesforce_id
    return words.first_id


def _number(text: str) -> Outcome:
    if not numbers.is_plain(text):
        return Outcome(text)
    return Outcome(int(text) if "." not in text else float(text))
