"""Why now, in one sentence: the latest act that is worth most, or what changed there."""

from dataclasses import dataclass
from typing import Final

from accord.content import acts, words

NOTHING_HEARD: Final = "Nothing heard yet."
QUIET: Final = "Quiet for {days} days."


@dataclass(frozen=True, slots=True)
class Latest:
    """What is worth saying of one account today; None where there is nothing."""

    kind: str | None
    asset: str | None
    times: int
    day: int | None
    name: str | None
    title: str | None
    active: int
    """People known here who were active; a browser that nobody is linked to is a visitor."""
    visitors: int
    trigger: str | None
    trigger_day: int | None
    last_day: int | None


def sentence(latest: Latest, as_of_day: int) -> str:
    """Say why now, or how long it has been quiet."""
    if latest.kind is not None and latest.day is not None:
        act = acts.did(latest.kind, latest.asset, latest.times)
        said = f"{acts.who(latest.name, latest.title)} {act} {words.ago(latest.day, as_of_day)}"
        return words.sentence(said + _active(latest))
    if latest.trigger is not None and latest.trigger_day is not None:
        return words.sentence(f"{latest.trigger}, {words.ago(latest.trigger_day, as_of_day)}")
    if latest.last_day is not None:
        return QUIET.format(days=as_of_day - latest.last_day)
    return NOTHING_HEARD


def _active(latest: Latest) -> str:
    """Say who else was active, people who are known apart from anonymous visitors."""
    if latest.active + latest.visitors <= 1:
        return ""
    people = [words.people(latest.active)] if latest.active else []
    visitors = [words.counted(latest.visitors, "anonymous visitor")] if latest.visitors else []
    return f"; {words.listing([*people, *visitors])} active"
