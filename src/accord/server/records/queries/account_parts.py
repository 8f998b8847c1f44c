"""The parts of an account's page: frozen, named, in the order to be shown."""

from dataclasses import dataclass
from typing import Any

from accord.server.records.queries.accounts import AccountRow


@dataclass(frozen=True, slots=True)
class FitReason:
    """One criterion of the profile: what is known and what it is worth (millionths)."""

    criterion: str
    value_text: str
    points: int
    max_points: int
    is_known: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the account fits, with its range if what is unknown were nothing or full."""

    points: int
    low: int
    high: int
    band: str
    known_share: float
    must_have_failed: str | None
    excluded: str | None
    reasons: tuple[FitReason, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Engagement at the end of one week and the points earned in it by channel."""

    look_day: int
    points: int
    people_engaged: int
    earned_by_channel: dict[str, int]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person at the account as its page shows them."""

    person: int
    public_id: str
    name: str | None
    email: str | None
    title: str | None
    level: str
    department: str
    phone: str | None
    points: int
    is_engaged: bool
    is_opted_out: bool
    excluded: str | None
    last_day: int | None
    roles: tuple["RoleOf", ...]
    match_reason: str | None
    is_bounced: bool | None = None


@dataclass(frozen=True, slots=True)
class RoleOf:
    """A part that a person plays for a solution, how sure that is and on what evidence."""

    solution: str
    role: str
    confidence: float
    is_confirmed: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person as a member of one buying group."""

    person: int
    public_id: str
    name: str | None
    title: str | None
    role: str
    confidence: float
    is_confirmed: bool
    is_known: bool
    is_reachable: bool
    is_reached: bool
    is_engaged: bool
    points: int
    last_day: int | None
    checked_day: int | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """A role of the group: how many are required and how far each is filled."""

    role: str
    weight: float
    required: int
    known: int
    reachable: int
    reached: int
    engaged: int


@dataclass(frozen=True, slots=True)
class Group:
    """A buying group: its completeness, seats, members, what is missing, what alarms."""

    solution: str
    completeness: float | None
    known: int
    required: int
    engaged: int
    missing: tuple[str, ...]
    is_single_threaded: bool
    alarms: tuple[str, ...]
    seats: tuple[Seat, ...]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One stay in a journey stage."""

    solution: str
    motion: str
    stage: str
    entered_day: int
    left_day: int | None
    why: str


@dataclass(frozen=True, slots=True)
class StageNow:
    """Where the account stands for a solution and motion today, since when and why."""

    solution: str
    motion: str
    stage: str
    since_day: int
    is_stalled: bool
    why: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened: on which day, of what kind, in words, by whom, how often."""

    day: int
    kind: str
    title: str
    channel: str | None = None
    person: int = 0
    person_name: str | None = None
    n: int = 1
    points: int = 0
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where the account stands on the target list, and why."""

    tier: str | None
    proposed_tier: str | None
    signed_tier: str | None
    change: str | None
    rank: int | None
    why: str
    reasons: Any
    is_locked: bool
    lock_reason: str | None
    lock_until_day: int | None
    override: Any


@dataclass(frozen=True, slots=True)
class AccountPage:
    """All that the page of one account shows; lists are in the order to be shown."""

    row: AccountRow
    fit: Fit | None
    engagement: int
    engagement_7_days_ago: int
    people_engaged: int
    last_day: int | None
    weeks: tuple[Week, ...]
    groups: tuple[Group, ...]
    people: tuple[PersonRow, ...]
    stages_now: tuple[StageNow, ...]
    journey: tuple[JourneyStep, ...]
    target: Target | None
    opportunities: tuple[dict[str, Any], ...]
    subscriptions: tuple[dict[str, Any], ...]
    triggers: tuple[dict[str, Any], ...]
    intent: tuple[dict[str, Any], ...]
    technologies: tuple[dict[str, Any], ...]
    play_runs: tuple[dict[str, Any], ...]
    qualifications: tuple[dict[str, Any], ...]
    timeline: tuple[TimelineEntry, ...]
    decisions: tuple[dict[str, Any], ...]
    notes: tuple[dict[str, Any], ...]
    touches: tuple[dict[str, Any], ...]
    next_steps: tuple[dict[str, Any], ...]
