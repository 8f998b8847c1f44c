"""One version of everything a team decided, whole: the clauses live in their own modules."""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, ModelWrapValidatorHandler, PrivateAttr, model_validator

from accord.program import aims, foundations, groups, handoffs, origins, playbook, rules, shape
from accord.program.engagement import Engagement, Intent, Rising, Trigger
from accord.program.leads import LeadReview
from accord.program.profile import ListBuilders, Profile
from accord.program.reach import Reach
from accord.program.shape import Clause, Kept
from accord.program.stages import Qualification, Stages
from accord.program.tiers import (
    AccountTeam,
    Charter,
    Economics,
    MotionRule,
    Ranking,
    Routing,
    Tier,
    Tiering,
)

SCHEMA_NAME = "accord/program/1"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _canonical(value: Any) -> Any:
    """Write 1.0 as 1, so that a number has one spelling in the version."""
    if isinstance(value, Mapping):
        return {key: _canonical(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Company(Clause):
    """Who we are: our own name and domains, so that we never target or score ourselves."""

    name: shape.Text
    domains: shape.Texts = ()


class Program(Clause):
    """A program in force or proposed; every number that decides points is whole millionths."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["accord/program/1"] = Field(alias="schema")
    preset: shape.Name | None = None
    title: shape.Text
    language: Literal["en"] = "en"
    must_edit_before_adoption: shape.Texts = ()
    company: Company | None = None
    lists: Mapping[shape.Name, shape.Texts] = Field(default_factory=dict)
    calendar: foundations.Calendar
    money: foundations.Currencies
    pipeline: foundations.Pipeline = foundations.Pipeline()
    profile: Profile
    universe: Annotated[shape.Free | None, Kept("the universe of accounts")] = None
    list_builders: ListBuilders = ListBuilders()
    ranking: Ranking
    tiers: Mapping[Literal["one_to_one", "one_to_few", "one_to_many"], Tier]
    tiering: Tiering = Tiering()
    list_refresh: Annotated[shape.Free | None, Kept("refreshing the list")] = None
    account_team: AccountTeam = AccountTeam()
    routing: Routing = Routing()
    motions: Mapping[Literal["new", "expand", "renew", "win_back"], MotionRule]
    economics: Economics
    solutions: Mapping[shape.Name, groups.Solution] = Field(min_length=1)
    buying_groups: Mapping[shape.Name, groups.BuyingGroup] = Field(min_length=1)
    messages: groups.Messages = groups.Messages()
    engagement: Engagement
    visits: origins.Visits = origins.Visits()
    intent: Intent = Intent()
    triggers: Mapping[shape.Name, Trigger] = Field(default_factory=dict)
    rising: Rising = Rising()
    checkpoints: Annotated[shape.Free | None, Kept("check-points after a launch")] = None
    stages: Stages
    qualification: Qualification
    lead_review: LeadReview = LeadReview()
    service_levels: handoffs.ServiceLevels = handoffs.ServiceLevels()
    handoff: handoffs.Handoff = handoffs.Handoff()
    reach: Reach = Reach()
    play_defaults: playbook.PlayDefaults = playbook.PlayDefaults()
    plays: tuple[playbook.Play, ...] = ()
    first_month: Annotated[shape.Names, Kept("the plays of the first month")] = ()
    goals: aims.Goals = aims.Goals()
    patience: Mapping[shape.Name, aims.DaysOrCycles] = Field(default_factory=dict)
    budget: aims.Budget | None = None
    reviews: Annotated[shape.Free | None, Kept("regular reviews")] = None
    charter: Charter = Charter()

    _data: Mapping[str, Any] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _remember(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        program = handler(data)
        if isinstance(data, dict):
            program._data = data  # noqa: SLF001  its own class
        return program

    def __hash__(self) -> int:
        return hash(self.version)

    @property
    def data(self) -> Mapping[str, Any]:
        """The program as plain data, exactly as it was written (what `version` hashes)."""
        return self._data

    @cached_property
    def version(self) -> str:
        """Eight hexadecimal digits of the content: equal content, equal version."""
        content = json.dumps(_canonical(self._data), sort_keys=True, ensure_ascii=False)
        return sha256(content.encode()).hexdigest()[:8]

    @property
    def zone(self) -> ZoneInfo:
        """The workspace's time zone."""
        return ZoneInfo(self.calendar.time_zone)

    @property
    def first_weekday(self) -> int:
        """The day on which weeks begin: 0 is Monday, as `date.weekday` counts."""
        return _WEEKDAYS.index(self.calendar.week_starts)

    def rules_in_use(self) -> Iterator[rules.Rule]:
        """List every rule of stages, of leaving them, and of qualification."""
        for _motion, stage in self.stages.every():
            yield stage.enter
            if stage.leave and stage.leave.unless:
                yield stage.leave.unless
        for way in self.qualification.any:
            yield from way.all

    def measures_used(self) -> set[rules.Wanted]:
        """Return every (measure, window in days or None) that a rule asks for."""
        return {
            condition.wanted for rule in self.rules_in_use() for condition in rules.conditions(rule)
        }

    def domains_in(self, name: str) -> frozenset[str]:
        """Return the domains, in small letters, of a list; our own are in the first list."""
        own = self.company.domains if self.company and name == "own_company_and_affiliates" else ()
        return frozenset(domain.casefold() for domain in (*own, *self.lists.get(name, ())))

    def group_of(self, solution: str) -> groups.BuyingGroup:
        """Return the buying-group template of a solution."""
        return self.buying_groups[self.solutions[solution].buying_group]

    def solution_of(self, crm_name: str | None) -> str:
        """Return the solution that a CRM name means; the first one when none has that name."""
        wanted = (crm_name or "").strip().casefold()
        for key, solution in self.solutions.items():
            if wanted in {key.casefold(), *(name.casefold() for name in solution.names)}:
                return key
        return next(iter(self.solutions))

    def role_of(self, crm_value: str | None, solution: str | None = None) -> str | None:
        """Return the role that a CRM's picklist value means; None if no role lists it."""
        wanted = (crm_value or "").strip().casefold()
        chosen = [self.group_of(solution)] if solution else list(self.buying_groups.values())
        for group in chosen:
            for key, role in group.roles.items():
                if wanted and wanted in {name.casefold() for name in (key, *role.crm)}:
                    return key
        return None

    def play(self, play_id: str) -> playbook.Play | None:
        """Find a play by its id."""
        return next((play for play in self.plays if play.id == play_id), None)

    def patience_days(self, measure: str) -> int:
        """Return after how many days a measure may first be judged; 0 when nothing is said."""
        found: int | aims.Cycles = self.patience.get(measure, 0)
        if isinstance(found, aims.Cycles):
            return round(found.cycles * self.economics.sales_cycle_days)
        return found
