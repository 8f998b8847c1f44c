"""What a step waits for: something that has to be true first, or somebody's word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accord.program import steps
from accord.program.playbook import Play, Step


@dataclass(frozen=True, slots=True)
class SoFar:
    """What a play has brought about at an account."""

    reached: int = 0
    """How many people its mails reached, or did something since it began."""
    has_parcel: bool = False
    """Something that was sent by post has arrived."""
    is_signed: bool = True


def lacks(step: Step, so_far: SoFar) -> str:
    """Return in words what a step still waits for; empty where it can be done."""
    if not step.needs:
        return ""
    if step.needs == "parcel_delivered":
        return "" if so_far.has_parcel else "waits until the parcel has arrived"
    wanted = int(step.needs.removeprefix(steps.NEED_REACHED))
    if so_far.reached >= wanted:
        return ""
    return f"waits until {wanted} people are reached; so far {so_far.reached}"


def is_passed_over(step: Step, so_far: SoFar) -> bool:
    """Tell whether a step is not for this account, by its gate."""
    return step.gate == "signed_list_only" and not so_far.is_signed


def is_posted(step: Step) -> bool:
    """Tell whether a step goes by post."""
    kind = steps.STEP_KINDS.get(step.do)
    return kind is not None and kind.channel == "direct_mail"


def needs_approval(step: Step) -> bool:
    """Tell whether somebody has to approve a step at each account: whatever goes by post does."""
    return step.approval is not None or is_posted(step)


def posted_places(play: Play) -> list[int]:
    """Return the places of the steps that go by post."""
    return [place for place, step in enumerate(play.steps) if is_posted(step)]


def rounds(step: Step, length_days: int) -> Sequence[int]:
    """Return after how many days the work of a step comes, and comes again."""
    if step.repeats_days is None:
        return (0,)
    return range(0, length_days - step.day + 1, step.repeats_days)


def next_due(play: Play, place: int, starts_at: datetime, now: datetime) -> datetime:
    """Return when the step at a place is due, the one before it having been done now.

    After a step that waited, the days between the two are kept, up to the end of the play.
    """
    end = starts_at + timedelta(days=play.length_days)
    is_last = place >= len(play.steps)
    day = play.length_days if is_last else play.steps[place].day
    due = starts_at + timedelta(days=day)
    before = play.steps[place - 1]
    if is_last or before.needs is None:
        return due
    return max(due, min(now + timedelta(days=day - before.day), end))
