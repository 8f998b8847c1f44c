"""The same points a second time: plain Python, fact by fact, no tables and no engine.

It takes who everybody is as given, and does the rest by the book: for a day it goes through
all facts known by then, keeps one of every burst, counts at most so many a day, fades each
act, multiplies, caps and adds. It is slow and short on purpose.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from accord.engine.session import Session
from accord.facts.log import Log
from accord.identity import networks
from accord.program.model import Program
from accord.program.words import EXCLUDED_PEOPLE

MILLION = 10**6
DAY = 86_400 * MILLION
DELIVERIES = ("email_sent", "email_delivered")
NO_HITS = (*DELIVERIES, "email_bounce")
Row = dict[str, Any]


@dataclass(frozen=True)
class Who:
    """Who everybody is."""

    person_by_key: dict[int, tuple[int, int]]
    account_by_key: dict[int, int]
    is_machine: dict[int, bool]
    people: dict[int, Row]
    roles: dict[int, dict[str, str]]
    terms: dict[int, list[tuple[int, int | None]]]
    matched_on: dict[int, int]
    kinds_of: dict[int, set[str]]
    names: dict[int, str]


def who(session: Session) -> Who:
    """Read who everybody is from where identity put it."""
    roles: dict[int, dict[str, str]] = defaultdict(dict)
    for person, solution, role in session.rows("SELECT person, solution, role FROM person_roles"):
        roles[person][solution] = role
    terms = defaultdict(list)
    for account, starts, ends in session.rows(
        "SELECT account, starts_day, ends_day FROM subscriptions"
    ):
        terms[account].append((starts, ends))
    kinds_of = defaultdict(set)
    for account, kind in session.rows("SELECT account, kind FROM account_kinds"):
        kinds_of[account].add(kind)
    people = session.rows("SELECT person, level, excluded FROM people")
    return Who(
        {k: (p, a) for k, p, a in session.rows("SELECT key, person, account FROM person_keys")},
        dict(session.rows("SELECT key, account FROM account_keys")),
        dict(session.rows("SELECT agent, is_machine FROM agents")),
        {person: {"level": level, "excluded": excluded} for person, level, excluded in people},
        roles,
        terms,
        dict(session.rows("SELECT key, from_day FROM stitched")),
        kinds_of,
        dict(session.rows("SELECT account, concat(domain, ' ', name) FROM accounts")),
    )


def facts_of(log: Log) -> list[Row]:
    """Return all activities of a log, each as a row."""
    tables = log.tables_by_kind.get("activities", ())
    return [row for table in tables for row in table.to_pylist()]


def beside(one: Row, other: Row, width: int) -> bool:
    """Tell whether two facts are in one slot of time or in two that touch."""
    return bool(width) and abs(one["occurred_at"] // width - other["occurred_at"] // width) <= 1


def fade(kind: Any, age: int) -> int:
    """Return what is left of a point after some days, in millionths."""
    if age < 0 or age > 8 * kind.half_life:
        return 0
    left: int = round(MILLION * 2 ** (-age / kind.half_life))
    return left


@dataclass
class Naive:
    """Points of every account as of any day."""

    facts: list[Row]
    who: Who
    program: Program
    _told: dict[int, dict[tuple[int, int, int, str], int]] = field(default_factory=dict)
    _opened: dict[int, set[tuple[int, str]]] | None = None
    _by_mail: dict[tuple[int, int], list[Row]] | None = None
    _by_network: dict[int, list[Row]] | None = None

    def bursts(self, day: int) -> dict[tuple[int, int, int, str], int]:
        """Count what counts, as known on a day: by account, person, day and scored kind."""
        if day not in self._told:
            self._told[day] = self._bursts(day)
        return self._told[day]

    def _bursts(self, day: int) -> dict[tuple[int, int, int, str], int]:
        seen = set()
        for fact in self.facts:
            if fact["known_day"] > day or fact["day"] > day:
                continue
            account, person = self.place(fact, day)
            kind = self.scored(fact, account)
            out = self.is_out(person) or self.is_out_there(account, person)
            out = out or self.came_for_else(person, fact["day"], kind or "")
            if account and kind and self.is_human(fact) and not out:
                half_hour = fact["occurred_at"] // (30 * 60 * MILLION)
                seen.add(
                    (account, person, fact["day"], kind, fact["asset"], fact["kind"], half_hour)
                )
        counts: dict[tuple[int, int, int, str], int] = defaultdict(int)
        for account, person, when, kind, *_ in seen:
            counts[account, person, when, kind] += 1
        most = self.program.engagement.per_person_kind_per_day_at_most
        capped = {k for k, a in self.program.engagement.activities.items() if a.account_cap}
        return {k: n if k[3] in capped else min(n, most) for k, n in counts.items()}

    def place(self, fact: Row, day: int) -> tuple[int, int]:
        """Return the account and the person (or browser) of a fact, as known on a day."""
        key = fact["person_key"]
        person, account = self.who.person_by_key.get(key, (0, 0))
        if self.who.matched_on.get(key, day) > day:
            person, account = 0, 0
        company = self.who.account_by_key.get(fact["company_key"], 0)
        return account or company, person or key

    def scored(self, fact: Row, account: int) -> str | None:
        """Return the kind that the program scores a fact as, if it does."""
        kind = self.program.engagement.kind_of(fact["kind_name"], fact["asset_name"])
        clause = self.program.engagement.activities.get(kind or "")
        if clause is None:
            return None
        owns = any(
            starts <= fact["day"] and (ends is None or fact["day"] < ends)
            for starts, ends in self.who.terms.get(account, [])
        )
        if clause.only_for == ("not_customer" if owns else "customer"):
            return None
        return kind

    def is_human(self, fact: Row) -> bool:
        """Tell whether a human did it."""
        return self.verdict(fact) == "human"

    def verdict(self, fact: Row) -> str:
        """Return who did it, by the sum of what every sign weighs."""
        rules = self.program.engagement.verdicts
        total = sum(rules.weight(sign) for sign in self.signs(fact))
        if total >= rules.machine_from:
            return "machine"
        unread = fact["agent"] and fact["agent"] not in self.who.is_machine
        return "unknown" if total >= rules.unknown_from or unread else "human"

    def signs(self, fact: Row) -> set[str]:
        """Return the signs of one fact."""
        kind = networks.kind_of(
            fact["network_name"] or "", self.program.engagement.verdicts.networks
        )
        there = {
            "agent_listed": self.who.is_machine.get(fact["agent"]),
            "hidden_link": fact["is_hidden_link"],
            "head_request": fact["method"] == "HEAD",
            "scanner_network": kind == networks.SCANNER,
            "cloud_network": kind == networks.CLOUD,
            "script_ran": fact["has_script"],
            "no_script": fact["has_script"] is False,
        }
        if fact["message"] and fact["person_key"] and fact["kind_name"] not in NO_HITS:
            there |= self._signs_of_mail(fact)
        weighed = self.program.engagement.verdicts.signs
        return {sign for sign, is_there in there.items() if is_there and sign in weighed}

    def _signs_of_mail(self, fact: Row) -> dict[str, bool]:
        rules, mail, at = self.program.engagement.verdicts, self._mail(fact), fact["occurred_at"]
        apart = [abs(at - f["occurred_at"]) for f in mail if f["kind_name"] in DELIVERIES]
        near = rules.within_us("several_links")
        is_click = fact["kind_name"] == "email_click"
        clicks = [f for f in mail if is_click and f["kind_name"] == "email_click"]
        links = len({f["asset"] for f in clicks if beside(f, fact, near)})
        near = rules.within_us("proxy_of_a_click")
        others = [f for f in mail if f["kind_name"] not in NO_HITS and f["has_script"]]
        real = [f for f in others if f["asset"] == fact["asset"] and beside(f, fact, near)]
        return {
            "soon_after_delivery": min(apart, default=DAY)
            <= rules.within_us("soon_after_delivery"),
            "at_once_after_delivery": min(apart, default=DAY)
            <= rules.within_us("at_once_after_delivery"),
            "several_links": links >= rules.least("several_links"),
            "many_links": links >= rules.least("many_links"),
            "many_recipients": self._openers(fact) >= rules.least("many_recipients"),
            "proxy_of_a_click": not fact["has_script"]
            and any((f["network"], f["agent"]) != (fact["network"], fact["agent"]) for f in real),
        }

    def _mail(self, fact: Row) -> list[Row]:
        """Return what was known of the same mail to the same person by the fact's own day."""
        if self._by_mail is None:
            self._by_mail = defaultdict(list)
            for one in self.facts:
                self._by_mail[one["message"], one["person_key"]].append(one)
        found = self._by_mail[fact["message"], fact["person_key"]]
        return [f for f in found if f["known_day"] <= fact["known_day"]]

    def _openers(self, fact: Row) -> int:
        """Count the people of the account whose mail one network opened at that time."""
        account = self.who.person_by_key.get(fact["person_key"], (0, 0))[1]
        if not fact["network"] or not account:
            return 0
        if self._by_network is None:
            self._by_network = defaultdict(list)
            for one in self.facts:
                if one["message"] and one["kind_name"] not in NO_HITS:
                    self._by_network[one["network"]].append(one)
        near = self.program.engagement.verdicts.within_us("many_recipients")
        people = {
            self.who.person_by_key.get(f["person_key"], (0, 0))
            for f in self._by_network[fact["network"]]
            if f["known_day"] <= fact["known_day"] and beside(f, fact, near)
        }
        return sum(where == account for _, where in people)

    def is_out(self, person: int) -> bool:
        """Tell whether somebody's acts earn nothing."""
        words = {EXCLUDED_PEOPLE[name] for name in self.program.engagement.excluded_people}
        return self.who.people.get(person, {}).get("excluded") in words

    def is_out_there(self, account: int, person: int) -> bool:
        """Tell whether an account's people earn nothing, or those of them whom nobody knows."""
        names = self.program.engagement.excluded_people
        if self.who.kinds_of.get(account, set()) & {EXCLUDED_PEOPLE[name] for name in names}:
            return True
        said = self.who.names.get(account, "").lower()
        schools = (".edu", ".ac.", "universit", "college", "hochschule")
        is_school = any(word in said for word in schools)
        return "students" in names and is_school and person not in self.who.people

    def came_for_else(self, person: int, day: int, kind: str) -> bool:
        """Tell whether somebody opened a page of those who don't buy, not long before."""
        if self._opened is None:
            self._opened = defaultdict(set)
            for fact in self.facts:
                if fact["kind_name"] == "page_view" and fact["known_day"] == fact["day"]:
                    account, whose = self.place(fact, fact["known_day"])
                    if account and whose and self.is_human(fact):
                        self._opened[whose].add((fact["day"], fact["asset_name"] or ""))
        return any(
            0 <= day - when < rule.for_days and any(path.startswith(page) for page in rule.pages)
            for rule in self.program.engagement.people_who_dont_buy.values()
            if kind in rule.earn_nothing
            for when, path in self._opened[person]
        )

    def multiplier(self, person: int) -> int:
        """Return the one multiplier of somebody known."""
        level = self.who.people[person]["level"]
        groups = {name: self.program.group_of(name) for name in self.program.solutions}
        if level == "junior":
            return max(group.junior_or_student_multiplier for group in groups.values())
        held = self.who.roles.get(person, {})
        known = [groups[s].roles[r].multiplier for s, r in held.items() if r in groups[s].roles]
        return max(known or [group.unknown_role_multiplier for group in groups.values()])

    def units(self, day: int) -> dict[tuple[int, int | str], int]:
        """Return the points of every person and pseudo-person of every account."""
        engagement = self.program.engagement
        raw: dict[tuple[int, int | str], int] = defaultdict(int)
        for (account, person, when, kind), n in self.bursts(day).items():
            clause = engagement.activities[kind]
            unit: int | str = person if person in self.who.people else "anonymous"
            unit = kind if clause.account_cap else unit
            raw[account, unit] += n * clause.points * fade(clause, day - when)
        points = {}
        for (account, unit), sum_ in raw.items():
            if unit == "anonymous":
                multiplier, cap = engagement.anonymous_multiplier, engagement.anonymous_cap
            elif isinstance(unit, str):
                multiplier, cap = MILLION, engagement.activities[unit].account_cap or 0
            else:
                multiplier, cap = self.multiplier(unit), engagement.person_cap
            points[account, unit] = min(cap, sum_ // MILLION * multiplier // MILLION)
        return points

    def engagement(self, day: int) -> dict[int, int]:
        """Return the points of every account, in millionths."""
        total: dict[int, int] = defaultdict(int)
        for (account, _), points in self.units(day).items():
            total[account] += points
        return total

    def active(self, day: int, within: int) -> set[tuple[int, int]]:
        """Return who did something of worth in the days up to a day."""
        activities = self.program.engagement.activities
        return {
            (account, person)
            for (account, person, when, kind), n in self.bursts(day).items()
            if n and activities[kind].points and not activities[kind].account_cap
            if 0 <= day - when <= within
        }

    def engaged(self, day: int, within: int) -> dict[int, set[int]]:
        """Return the people engaged at every account."""
        active = self.active(day, within)
        least = self.program.engagement.engaged_person_points
        found: dict[int, set[int]] = defaultdict(set)
        for (account, unit), points in self.units(day).items():
            if isinstance(unit, int) and points >= least and (account, unit) in active:
                found[account].add(unit)
        return found

    def new_engaged(self, day: int, within: int) -> dict[int, int]:
        """Count the people engaged who had done nothing of worth before the window."""
        activities, lately = self.program.engagement.activities, {}
        old = {
            (account, person)
            for account, person, when, kind in self.bursts(day)
            if day - when > within
            if activities[kind].points and not activities[kind].account_cap
        }
        for account, people in self.engaged(day, within).items():
            lately[account] = len({person for person in people if (account, person) not in old})
        return lately

    def roles(self, day: int, within: int, *, key_only: bool) -> dict[int, int]:
        """Count the roles, for the first solution, that engaged people have."""
        solution = next(iter(self.program.solutions))
        key_roles = self.program.group_of(solution).key_roles
        return {
            account: len(
                {
                    role
                    for person in people
                    if (role := self.who.roles.get(person, {}).get(solution))
                    if not key_only or role in key_roles
                }
            )
            for account, people in self.engaged(day, within).items()
        }

    def last_day(self, day: int) -> dict[int, int]:
        """Return the last day on which anybody of an account did anything of worth."""
        activities = self.program.engagement.activities
        last: dict[int, int] = {}
        for (account, _, when, kind), n in self.bursts(day).items():
            if n and activities[kind].points and not activities[kind].account_cap:
                last[account] = max(when, last.get(account, when))
        return last

    def count(self, day: int, within: int, kind: str) -> dict[int, int]:
        """Count the acts of one kind in the days up to a day."""
        total: dict[int, int] = defaultdict(int)
        for (account, _, when, scored), n in self.bursts(day).items():
            if scored == kind and 0 <= day - when <= within:
                total[account] += n
        return total

    def visit_days(self, day: int, within: int) -> dict[int, int]:
        """Count the days with a visit that is worth something."""
        site = {"page_view", "high_value_page_view", "form_submitted", "hand_raise"}
        site |= {"documentation_view", "account_page_visit"}
        days: dict[int, set[int]] = defaultdict(set)
        for (account, _, when, kind), n in self.bursts(day).items():
            if n and kind in site and 0 <= day - when <= within:
                days[account].add(when)
        return {account: len(some) for account, some in days.items()}
