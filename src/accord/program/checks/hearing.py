"""Whether what is heard can be counted: kinds, pages, decay, and sums that stay below 2^63."""

import re
from collections.abc import Iterator
from typing import Final

from accord.facts import marks
from accord.program import words
from accord.program.catalogue import Catalogue
from accord.program.checks.naming import repeated, unknown
from accord.program.engagement import Engagement, Intent
from accord.program.model import Program
from accord.program.problems import Problem, did_you_mean
from accord.program.verdicts import Verdicts
from accord.values import points

HALF_HOUR: Final = 30
_NETWORK: Final = re.compile(r"AS\d{1,10}|[0-9.]{7,15}/\d{1,2}|[0-9a-fA-F:]{2,39}/\d{1,3}")
LARGEST: Final = 2**63 - 1
"""What an exact sum may reach."""
POOLED_A_DAY: Final = 100_000
"""So many of one capped kind a day at one account: the bound for kinds with a cap of their own."""


def problems(program: Program, catalogue: Catalogue) -> Iterator[Problem]:
    """Check what is heard."""
    yield from _kinds(program.engagement, catalogue)
    yield from _pages(program.engagement)
    yield from _sums(program)
    yield from _people(program.engagement)
    yield from _visitors(program.engagement)
    yield from _verdicts(program.engagement.verdicts)
    yield from _visits(program)
    yield from _intent(program, catalogue)
    yield from _triggers(program, catalogue)


def _visits(program: Program) -> Iterator[Problem]:
    rules = program.visits.rules
    yield from repeated("visits.rules", [rule.name for rule in rules])
    plays = [play.id for play in program.plays]
    for place, rule in enumerate(rules):
        wanted = [rule.play] if rule.play else []
        yield from unknown(f"visits.rules.{place}.play", wanted, plays, "play")
        words = [word for word in rule.click_ids if word not in marks.CLICK_IDS]
        where = f"visits.rules.{place}.click_ids"
        yield from unknown(where, words, marks.CLICK_IDS, "click id that is kept")


def _kinds(engagement: Engagement, catalogue: Catalogue) -> Iterator[Problem]:
    known = sorted(catalogue.kinds())
    for kind, activity in engagement.activities.items():
        if kind not in known and not activity.pages:
            message = f'no activity of kind "{kind}" was seen yet'
            where = f"engagement.activities.{kind}"
            yield Problem(where, message, did_you_mean(kind, known), is_notice=True)
    minutes = engagement.same_person_same_asset_within_minutes
    if minutes != HALF_HOUR:
        yield Problem(
            "engagement.same_person_same_asset_within_minutes",
            f"bursts are counted by the half hour; {minutes} minutes can't be told apart",
            f"write {HALF_HOUR}",
        )


def _pages(engagement: Engagement) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for kind, activity in engagement.activities.items():
        for page in activity.pages:
            where = f"engagement.activities.{kind}.pages"
            if not page.startswith("/"):
                yield Problem(where, f'"{page}" is no path', f'write "/{page}"')
            if owner.setdefault(page, kind) != kind:
                yield Problem(where, f'"{page}" already counts as {owner[page]}')


def most_of_a_person(engagement: Engagement) -> tuple[int, str, int]:
    """Return the largest sum one person could reach in 10^-12 points, and its largest part."""
    total, largest, worst = 0, 0, ""
    for kind, activity in engagement.activities.items():
        daily = POOLED_A_DAY if activity.account_cap is not None else 0
        daily = max(daily, engagement.per_person_kind_per_day_at_most)
        part = daily * activity.points * sum(engagement.decay_of(kind).table())
        total += part
        if part > largest:
            largest, worst = part, kind
    return total, worst, largest


def _sums(program: Program) -> Iterator[Problem]:
    engagement = program.engagement
    total, worst, largest = most_of_a_person(engagement)
    if total > LARGEST:
        activity = engagement.activities[worst]
        daily = largest // (activity.points * sum(engagement.decay_of(worst).table()))
        message = (
            f"points could pass 2^63: {daily} a day x {activity.points:,} millionths of a point"
            f" x {sum(engagement.decay_of(worst).table()):,} (sum of its decay) = {largest:.3g},"
            f" all kinds together {total:.3g}; exact sums hold up to {LARGEST:.3g}"
        )
        yield Problem(f"engagement.activities.{worst}", message, "fewer points or a shorter decay")
    for name, group in program.buying_groups.items():
        rates = [role.multiplier for role in group.roles.values()]
        rates += [group.unknown_role_multiplier, group.junior_or_student_multiplier]
        most = total // points.MILLION * max(rates)
        if most > LARGEST >= total:
            message = (
                f"a multiplier of {points.in_words(max(rates))} could take a person's points past"
                f" 2^63: {total // points.MILLION:.3g} x {max(rates):,} = {most:.3g}"
            )
            yield Problem(f"buying_groups.{name}.roles", message, "lower the multiplier")


def _people(engagement: Engagement) -> Iterator[Problem]:
    kinds = tuple(words.EXCLUDED_PEOPLE)
    excluded = engagement.excluded_people
    yield from unknown("engagement.excluded_people", excluded, kinds, "kind of people")
    if engagement.engaged_person_points > engagement.person_cap:
        yield Problem(
            "engagement.engaged_person_points",
            "nobody could ever be engaged: it is above person_cap",
        )


def _visitors(engagement: Engagement) -> Iterator[Problem]:
    for name, rule in engagement.people_who_dont_buy.items():
        where = f"engagement.people_who_dont_buy.{name}"
        kinds = tuple(engagement.activities)
        yield from unknown(f"{where}.earn_nothing", rule.earn_nothing, kinds, "activity")
        for page in rule.pages:
            if not page.startswith("/"):
                yield Problem(f"{where}.pages", f'"{page}" is no path', f'write "/{page}"')


def _verdicts(verdicts: Verdicts) -> Iterator[Problem]:
    where = "engagement.verdicts.signs"
    yield from unknown(where, tuple(verdicts.signs), tuple(words.SIGNS), "sign")
    yield from _fields(verdicts)
    if "many_links" in verdicts.signs and "several_links" not in verdicts.signs:
        message = "many_links are counted in the window of several_links, which is not there"
        yield Problem(
            f"{where}.many_links", message, "add several_links, with weight 0 if you like"
        )
    yield from _networks(verdicts)


def _fields(verdicts: Verdicts) -> Iterator[Problem]:
    where = "engagement.verdicts.signs"
    for name, sign in verdicts.signs.items():
        for field in ("at_least", "within_seconds"):
            needed = name in words.SIGNS and field in words.SIGNS[name].needs
            given = getattr(sign, field) is not None
            if needed and not given:
                yield Problem(f"{where}.{name}", f"needs {field}")
            elif given and not needed and name in words.SIGNS:
                yield Problem(f"{where}.{name}.{field}", "changes nothing for this sign")


def _networks(verdicts: Verdicts) -> Iterator[Problem]:
    for kind, listed in verdicts.networks.model_dump().items():
        for name in listed:
            if not _NETWORK.fullmatch(name):
                message = f'"{name}" is no network'
                hint = 'write "203.0.113.0/24", "2001:db8:7::/48" or "AS64500"'
                yield Problem(f"engagement.verdicts.networks.{kind}", message, hint)


def _intent(program: Program, catalogue: Catalogue) -> Iterator[Problem]:
    intent = program.intent
    solutions = tuple(program.solutions)
    yield from unknown("intent.topics", tuple(intent.topics), solutions, "solution")
    yield from _topics(intent)
    vendors = {*words.INTENT_VENDORS, *catalogue.intent_vendors}
    for name, source in intent.sources.items():
        where = f"intent.sources.{name}"
        scale = [word.casefold() for word in source.scale]
        word = source.counts_from
        if isinstance(word, str) and word.casefold() not in scale:
            hint = did_you_mean(word, source.scale) or "list the readings in scale, lowest first"
            yield Problem(f"{where}.counts_from", f'"{word}" is not on its scale', hint)
        if name not in vendors:
            yield Problem(where, "no reading of this vendor was seen yet", is_notice=True)


def _topics(intent: Intent) -> Iterator[Problem]:
    between = intent.topics_per_solution_between
    if between is None:
        return
    low, high = between
    if low > high:
        yield Problem("intent.topics_per_solution_between", "the first is above the second")
    for solution, topics in intent.topics.items():
        count = len({*topics.own, *topics.competitors, *topics.category})
        if not low <= count <= high:
            message = f"{count} topics; {low} to {high} tell interest from noise"
            yield Problem(f"intent.topics.{solution}", message, is_notice=True)


def _triggers(program: Program, catalogue: Catalogue) -> Iterator[Problem]:
    known = {*words.TRIGGERS, *catalogue.trigger_kinds}
    roles = {role for group in program.buying_groups.values() for role in group.roles}
    for name, trigger in program.triggers.items():
        if name not in known:
            hint = did_you_mean(name, sorted(known))
            message = f'no trigger event of kind "{name}" was seen yet'
            yield Problem(f"triggers.{name}", message, hint, is_notice=True)
        at = f"triggers.{name}.for_roles"
        yield from unknown(at, trigger.for_roles, sorted(roles), "role")
