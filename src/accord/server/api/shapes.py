"""What programs read: the same rows as the pages show, with ids that can be sent back."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import BeforeValidator

from accord.values import time

_MILLION = 1_000_000
Points = Annotated[
    float, BeforeValidator(lambda held: held / _MILLION if isinstance(held, int) else held)
]
"""Points, as people read them."""
Day = Annotated[
    date, BeforeValidator(lambda held: time.from_day(held) if isinstance(held, int) else held)
]


class Account(Schema):
    """One account as a list shows it."""

    id: str = Field(validation_alias="public_id")
    name: str
    domain: str | None
    industry: str | None
    employees: int | None
    country: str | None
    tier: str | None
    signed_tier: str | None
    change: str | None
    rank: int | None
    stage: str | None
    stage_since: Day | None = Field(validation_alias="since_day")
    is_stalled: bool
    motion: str | None
    fit: Points | None
    fit_band: str | None
    engagement: Points
    engagement_change: Points
    is_rising: bool
    why_now: str
    seats_known: int
    seats_required: int
    seats_engaged: int
    completeness: float | None
    owner: str | None
    next_step: str | None = Field(validation_alias="next_verb")
    next_reason: str | None
    next_due: Day | None = Field(validation_alias="next_due_day")


class Accounts(Schema):
    """A page of accounts; `next` is given back as `after`."""

    items: list[Account]
    total: int
    next: str | None


class FitReason(Schema):
    """One criterion of the profile."""

    criterion: str
    value: str | None = Field(validation_alias="value_text")
    points: Points
    max_points: Points
    is_known: bool


class Fit(Schema):
    """How well an account fits."""

    points: Points
    low: Points
    high: Points
    band: str
    known_share: float
    must_have_failed: str | None
    excluded: str | None
    reasons: list[FitReason]


class Seat(Schema):
    """A role of a buying group and how far it is filled."""

    role: str
    weight: float
    required: int
    known: int
    reachable: int
    reached: int
    engaged: int


class Group(Schema):
    """A buying group."""

    solution: str
    completeness: float | None
    known: int
    required: int
    engaged: int
    missing: list[str]
    is_single_threaded: bool
    seats: list[Seat]


class StageNow(Schema):
    """Where an account stands for a solution."""

    solution: str
    motion: str
    stage: str
    since: Day = Field(validation_alias="since_day")
    is_stalled: bool


class Whole(Schema):
    """Everything of one account but its people."""

    account: Account = Field(validation_alias="row")
    fit: Fit | None
    groups: list[Group]
    stages: list[StageNow] = Field(validation_alias="stages_now")


class Role(Schema):
    """A part that a person plays for a solution."""

    solution: str
    role: str
    confidence: float
    is_confirmed: bool


class Person(Schema):
    """One person at an account."""

    id: str = Field(validation_alias="public_id")
    name: str | None
    email: str | None
    title: str | None
    level: str
    department: str
    points: Points
    is_engaged: bool
    is_opted_out: bool
    excluded: str | None
    last_active: Day | None = Field(validation_alias="last_day")
    roles: list[Role]


class Reason(Schema):
    """One addend of a number, with the facts it rests on."""

    title: str
    detail: str
    clause: str
    points: Points
    fact_ids: list[str]
    parts: list["Reason"]


class Receipt(Schema):
    """Why a number is what it is: the reasons sum to the total."""

    measure: str
    total: Points
    sentence: str
    program_version: str
    as_of: Day = Field(validation_alias="as_of_day")
    reasons: list[Reason]


class Target(Schema):
    """One account of the target list and how it differs from what was signed."""

    id: str = Field(validation_alias="public_id")
    name: str
    domain: str | None
    owner: str | None
    tier: str | None
    proposed_tier: str | None
    signed_tier: str | None
    change: str
    rank: int | None
    why: str
    is_locked: bool
    open_objections: int

    @staticmethod
    def resolve_open_objections(held: Any) -> int:
        """Count who objects."""
        return len(held.objections)


class Room(Schema):
    """How much of a tier's capacity is taken."""

    tier: str
    label: str
    capacity: int
    signed: int
    after: int


class Targets(Schema):
    """The target list as it is proposed now, what changes first."""

    changes: list[Target]
    members: list[Target]
    rooms: list[Room]
    open_objections: int
    last_signed_at: datetime | None


class Picture(Schema):
    """Which picture is read: of which moment and program."""

    generation: str
    published_at: datetime
    as_of: datetime
    program_version: str
    is_recalculating: bool


class Me(Schema):
    """Who asks."""

    email: str
    name: str
    access_role: str


class Import(Schema):
    """One import: what was found, what is asked, what became of it."""

    id: str = Field(validation_alias="public_id")
    state: str
    files: list[str]
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_new: int
    questions: list[dict[str, Any]]
    error: str
    kept_out: int


class Suppression(Schema):
    """Somebody, a domain or an account that is not contacted."""

    id: str = Field(validation_alias="fact_id")
    scope: str
    subject: str
    reason: str
    decided_by: str
    decided_at: datetime


class Erasure(Schema):
    """An erasure as its receipt tells it: never who it was about."""

    id: str = Field(validation_alias="public_id")
    state: str
    is_full: bool
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None
    names_kept_out: int


class MayContact(Schema):
    """Whether an address may be used, and the rule that says so."""

    is_allowed: bool
    rule: str
    words: str
