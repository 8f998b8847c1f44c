"""Everything that the page of one account shows."""

import json
from dataclasses import fields
from functools import cache
from typing import Any, Final, TypeVar

from accord.facts import activity_kinds
from accord.server.records.models import Decision
from accord.server.records.queries import accounts, picture
from accord.server.records.queries.account_parts import (
    AccountPage,
    Fit,
    FitReason,
    Group,
    JourneyStep,
    Member,
    PersonRow,
    RoleOf,
    Seat,
    StageNow,
    Target,
    TimelineEntry,
    Week,
)
from accord.values import ids, time

__all__ = [
    "AccountPage",
    "Fit",
    "FitReason",
    "Group",
    "JourneyStep",
    "Member",
    "PersonRow",
    "RoleOf",
    "Seat",
    "StageNow",
    "Target",
    "TimelineEntry",
    "Week",
    "find_account",
    "list_decisions",
]
_T = TypeVar("_T")
_TIMELINE_AT_MOST: Final = 400
_KIND_BY_CODE: Final = {ids.code32(kind): kind for kind in activity_kinds.CHANNEL_BY_KIND}
_WHOLE: Final = (
    "opportunities",
    "opportunity_changes",
    "subscriptions",
    "triggers",
    "intent",
    "seen_technologies",
    "play_runs",
    "qualifications",
    "touches",
    "next_steps",
)


def find_account(public_id: str) -> AccountPage | None:
    """Find everything that the page of one account shows."""
    row = accounts.find_row(public_id)
    reader = picture.reader()
    if row is None or reader is None:
        return None
    at = _Account(reader, row.account)
    people = at.people()
    whole = {name: tuple(at.rows(name)) for name in _WHOLE}
    decisions = list_decisions(row.account)
    engagement = at.first("engagement_now")
    journey = at.made("journeys", JourneyStep, "entered_day")
    return AccountPage(
        row=row,
        fit=at.fit(),
        engagement=engagement.get("points") or 0,
        engagement_7_days_ago=engagement.get("points_7_days_ago") or 0,
        people_engaged=engagement.get("people_engaged") or 0,
        last_day=engagement.get("last_day"),
        weeks=at.weeks(),
        groups=at.groups(people),
        people=people,
        stages_now=at.made("stage_now", StageNow, "since_day"),
        journey=journey,
        target=at.target(),
        opportunities=whole["opportunities"],
        subscriptions=whole["subscriptions"],
        triggers=whole["triggers"],
        intent=whole["intent"],
        technologies=whole["seen_technologies"],
        play_runs=whole["play_runs"],
        qualifications=whole["qualifications"],
        timeline=_timeline(at, people, journey, whole),
        decisions=tuple(d for d in decisions if d["kind"] != "note"),
        notes=tuple(d for d in decisions if d["kind"] == "note"),
        touches=whole["touches"],
        next_steps=whole["next_steps"],
    )


def list_decisions(account: int) -> list[dict[str, Any]]:
    """List what people decided about an account, newest first."""
    return [
        {
            "fact_id": row.fact_id,
            "kind": row.kind,
            "person": row.person,
            "subject": row.subject,
            "value": json.loads(row.value or "{}"),
            "reason": row.reason,
            "decided_by": row.decided_by,
            "until_day": row.until_on,
            "decided_at": time.from_us(row.occurred_us),
            "batch": row.batch,
        }
        for row in Decision.objects.filter(account=account).order_by("-id")
    ]


class _Account:
    """One account's rows of the published tables, read as they are asked for."""

    def __init__(self, reader: picture.Reader, account: int) -> None:
        self._reader = reader
        self._account = account

    def rows(self, table: str) -> picture.Rows:
        """Return the rows of a table."""
        return self._reader.of_account(table, self._account)

    def first(self, table: str) -> dict[str, Any]:
        """Return the one row of a table, or an empty one."""
        return next(iter(self.rows(table)), {})

    def made(self, table: str, kind: type[_T], order: str) -> tuple[_T, ...]:
        """Return a table's rows as dataclasses, in the order of a column."""
        ranked = sorted(self.rows(table), key=lambda row: row[order])
        return tuple(_made(kind, row) for row in ranked)

    def fit(self) -> Fit | None:
        """Return how well the account fits, criterion by criterion."""
        row = self.first("fit")
        if not row:
            return None
        reasons = tuple(_made(FitReason, each) for each in self.rows("fit_reasons"))
        return _made(Fit, row | {"reasons": reasons})

    def weeks(self) -> tuple[Week, ...]:
        """Return engagement week by week with what each channel earned in it."""
        earned: dict[int, dict[str, int]] = {}
        for row in self.rows("week_channels"):
            earned.setdefault(row["look_day"], {})[row["channel_name"]] = row["earned"]
        ranked = sorted(self.rows("weeks"), key=lambda row: row["look_day"])
        return tuple(
            _made(Week, row | {"earned_by_channel": earned.get(row["look_day"], {})})
            for row in ranked
        )

    def people(self) -> tuple[PersonRow, ...]:
        """Return everybody at the account, the warmest first."""
        now = {row["person"]: row for row in self.rows("person_now")}
        roles: dict[int, list[RoleOf]] = {}
        people = self.rows("people")
        for row in self.rows("person_roles"):
            roles.setdefault(row["person"], []).append(_made(RoleOf, row))
        rows = [
            _made(
                PersonRow,
                now.get(row["person"], {"points": 0, "is_engaged": False, "last_day": None})
                | row
                | {
                    "public_id": ids.public_id(row["person"]),
                    "roles": tuple(roles.get(row["person"], ())),
                },
            )
            for row in people
        ]
        return tuple(sorted(rows, key=lambda row: (-row.points, row.name or "", row.person)))

    def groups(self, people: tuple[PersonRow, ...]) -> tuple[Group, ...]:
        """Return the buying groups with their seats and members."""
        known = {person.person: person for person in people}
        seats, members = self.rows("seats_now"), self.rows("members")
        found = []
        for row in self.rows("group_now"):
            solution = row["solution"]
            found.append(
                _made(
                    Group,
                    row
                    | {
                        "missing": tuple(row["missing"] or ()),
                        "alarms": tuple(row["alarms"] or ()),
                        "seats": tuple(_made(Seat, s) for s in seats if s["solution"] == solution),
                        "members": tuple(
                            _member(m, known.get(m["person"]))
                            for m in members
                            if m["solution"] == solution
                        ),
                    },
                )
            )
        return tuple(sorted(found, key=lambda group: group.solution))

    def target(self) -> Target | None:
        """Return where the account stands on the target list."""
        row = self.first("targets")
        return _made(Target, row) if row else None

    def kind_name(self, code: int) -> str:
        """Return the word of a kind of activity."""
        return self._reader.kinds().get(code) or _KIND_BY_CODE.get(code, "activity")

    def counted(self) -> picture.Rows:
        """Return the latest counted days, kinds and people."""
        rows = sorted(self.rows("counted"), key=lambda row: -row["day"])
        return rows[:_TIMELINE_AT_MOST]


def _made(kind: type[_T], row: dict[str, Any]) -> _T:
    """Make a dataclass of the columns that it names; what a table lacks is unknown."""
    named: Any = kind
    return kind(*map(row.get, _names(named)))


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def _member(row: dict[str, Any], person: PersonRow | None) -> Member:
    names = {"name": person.name, "title": person.title} if person else {}
    return _made(Member, row | names | {"public_id": ids.public_id(row["person"])})


def _timeline(
    at: _Account,
    people: tuple[PersonRow, ...],
    journey: tuple[JourneyStep, ...],
    whole: dict[str, tuple[dict[str, Any], ...]],
) -> tuple[TimelineEntry, ...]:
    """Return what happened, newest first: activities by day, changes of stage, deals, news."""
    name_by_person = {person.person: person.name or person.email for person in people}
    found = [
        TimelineEntry(
            day=row["day"],
            kind=kind,
            title="",
            channel=activity_kinds.CHANNEL_BY_KIND.get(kind),
            person=row["person"],
            person_name=name_by_person.get(row["person"]),
            n=row["n"],
        )
        for row in at.counted()
        for kind in (at.kind_name(row["kind"]),)
    ]
    found += [TimelineEntry(step.entered_day, "stage_entered", step.stage) for step in journey]
    found += [
        TimelineEntry(row["day"], "opportunity_stage", row["stage"] or "")
        for row in whole["opportunity_changes"]
    ]
    found += [
        TimelineEntry(row["day"], "trigger_event", row["title"] or row["kind"], link=row["url"])
        for row in whole["triggers"]
    ]
    found += [
        TimelineEntry(
            row["day"], "touch", row["asset_name"] or row["step"] or "", row["channel_name"]
        )
        for row in whole["touches"]
    ]
    ranked = sorted(found, key=lambda entry: (-entry.day, entry.kind, entry.person))
    return tuple(ranked[:_TIMELINE_AT_MOST])
