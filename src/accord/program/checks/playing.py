"""Whether every play can start, run and end somewhere real."""

from collections.abc import Iterator
from dataclasses import dataclass

from accord.program import steps, words
from accord.program.checks.naming import repeated, unknown
from accord.program.model import Program
from accord.program.playbook import Play, Step, When
from accord.program.problems import Problem, did_you_mean
from accord.program.reach import ASKED_FIRST, is_of


@dataclass(frozen=True)
class _Known:
    """What plays of this program may name."""

    roles: tuple[str, ...]
    claims: tuple[str, ...]
    stages: tuple[str, ...]
    qualify: tuple[str, ...]
    technologies: tuple[str, ...]
    rejections: tuple[str, ...]
    sources: tuple[str, ...]
    triggers: tuple[str, ...]
    goals: tuple[str, ...]


def problems(program: Program) -> Iterator[Problem]:
    """Check plays."""
    known = _known(program)
    yield from repeated("plays", [play.id for play in program.plays])
    for play in program.plays:
        where = f"plays.{play.id}"
        yield from _answers(f"{where}.eight", play, known)
        yield from _start(f"{where}.start", play, known)
        yield from _steps(where, play, known)
        yield from _exits(f"{where}.exits", play)
        goals = known.goals
        yield from unknown(f"{where}.success_goal", [play.success_goal], goals, "success goal")
    yield from _gifts(program)
    ids = [play.id for play in program.plays]
    yield from unknown("first_month", program.first_month, ids, "play")


def _gifts(program: Program) -> Iterator[Problem]:
    """Tell the words that keep nobody from gifts, since the profile has no such industry."""
    criterion = program.profile.criteria.get("industry")
    industries = tuple((criterion and criterion.values) or ())
    for place, name in enumerate(program.reach.gifts.never_for):
        is_known = name == ASKED_FIRST or any(is_of(name, industry) for industry in industries)
        if industries and not is_known:
            message = f'"{name}" keeps nobody from gifts: the profile has no such industry'
            hint = did_you_mean(name, industries)
            yield Problem(f"reach.gifts.never_for.{place}", message, hint, is_notice=True)


def _known(program: Program) -> _Known:
    stages = tuple({stage.id: None for _motion, stage in program.stages.every()})
    ways = tuple(way.id for way in program.qualification.any)
    technology = program.profile.criteria.get("technology")
    return _Known(
        roles=tuple({r: None for group in program.buying_groups.values() for r in group.roles}),
        claims=tuple(program.messages.claims),
        stages=stages,
        qualify=(*ways, *words.QUALIFY_OTHERWISE, *stages),
        technologies=tuple(n for one in (technology and technology.add) or () for n in one.has_any),
        rejections=tuple(program.handoff.reject_reasons),
        sources=tuple(program.intent.sources),
        triggers=(*words.TRIGGERS, *program.triggers),
        goals=program.play_defaults.success_goals,
    )


def _answers(where: str, play: Play, known: _Known) -> Iterator[Problem]:
    eight = play.eight
    yield from unknown(f"{where}.q2_roles", eight.q2_roles, (*known.roles, "whoever_acted"), "role")
    named = [claim for claim in eight.q3_message if " " not in claim]
    yield from unknown(f"{where}.q3_message", named, known.claims, "claim")
    channels = tuple(steps.PLAY_CHANNELS)
    yield from unknown(f"{where}.q5_channels", eight.q5_channels, channels, "channel")
    yield from unknown(f"{where}.q7_qualify", eight.q7_qualify, known.qualify, "way to qualify")


def _start(where: str, play: Play, known: _Known) -> Iterator[Problem]:
    yield from unknown(f"{where}.by", [play.start.by], words.STARTERS, "part of the team")
    for when in _whens(play.start.when):
        at = f"{where}.when"
        yield from unknown(f"{at}.stage_in", when.stage_in, known.stages, "stage")
        for name, value, choice in (
            ("trigger", when.trigger, known.triggers),
            ("intent", when.intent, known.sources),
            ("technology", when.technology, known.technologies),
            ("stalled", when.stalled, known.stages),
        ):
            yield from unknown(f"{at}.{name}", [value] if value else [], choice, name)
        reasons = when.handoff_rejected
        yield from unknown(f"{at}.handoff_rejected", reasons, known.rejections, "reason")


def _whens(when: When) -> Iterator[When]:
    yield when
    for inner in when.any:
        yield from _whens(inner)


def _steps(where: str, play: Play, known: _Known) -> Iterator[Problem]:
    audiences = (*known.roles, *words.AUDIENCES)
    for place, step in enumerate(play.steps):
        at = f"{where}.steps.{place}"
        yield from unknown(f"{at}.do", [step.do], tuple(steps.STEP_KINDS), "kind of step")
        yield from unknown(f"{at}.by", [step.by] if step.by else [], words.DOERS, "doer")
        yield from unknown(f"{at}.to", step.audience, audiences, "role or audience")
        yield from _conditions(at, step)
        if step.day > play.length_days:
            message = f"day {step.day} is after the play's {play.length_days} days"
            yield Problem(f"{at}.day", message, "move it, or let the play run longer")


def _conditions(at: str, step: Step) -> Iterator[Problem]:
    """Check what a step waits for, who has to agree, and by when its work is due."""
    for name, value, choice in (
        ("needs", step.needs, steps.NEEDS),
        ("gate", step.gate, steps.GATES),
        ("approval", step.approval, steps.APPROVALS),
        ("clock", step.clock, steps.CLOCKS),
        ("follow_up", step.follow_up, steps.CLOCKS),
    ):
        yield from unknown(f"{at}.{name}", [value] if value else [], choice, name)
    yield from unknown(f"{at}.attendance_by", step.attendance_by, steps.ATTENDANCE, "way")
    if step.approval == "gifts" and not step.audience:
        message = "a gift is for somebody: what each person is given counts"
        yield Problem(f"{at}.to", message, "name roles or an audience")
    kind = steps.STEP_KINDS.get(step.do)
    if kind is None or kind.channel != "email" or step.by or not step.audience:
        return
    for name in ("repeats_days", "approval", "clock", "follow_up"):
        if getattr(step, name) is not None:
            message = f"{name} is for work of the team, and this mail leaves by itself"
            yield Problem(f"{at}.{name}", message, "say who does it (by), or take the key away")


def _exits(where: str, play: Play) -> Iterator[Problem]:
    ends = tuple(play.exits.values())
    yield from unknown(where, ends, words.EXITS, "exit")
    if not {"nurture", "account_review"} & set(ends):
        message = "an account that does nothing would leave into nothing"
        yield Problem(where, message, "let one exit lead to nurture or account_review")
