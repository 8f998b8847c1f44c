"""How codes and numbers read on a page: roles, tiers, counts, changes, the headline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from accord.values import points, time

_ROLES: Final = {
    "economic_buyer": "the economic buyer",
    "champion": "your champion",
    "functional_leader": "the functional leader",
    "technical_evaluator": "the technical evaluator",
    "end_user": "the users",
    "influencer": "an influencer",
    "executive_sponsor": "the executive sponsor",
    "procurement": "procurement",
    "legal": "legal",
    "blocker": "a blocker",
}
_PARTS: Final = {
    "end_user": "an end user",
    "influencer": "an influencer",
    "blocker": "a blocker",
    "procurement": "in procurement",
    "legal": "in legal",
}
_GOALS: Final = {
    "first_conversation": "a first conversation",
    "widen_group": "a wider buying group",
    "support_opportunity": "moving the open deal",
    "raise_awareness": "being known there",
    "qualified_signal": "a signal that qualifies",
    "expand": "selling more",
    "renew": "the renewal",
}
_TIERS: Final = {
    "one_to_one": "One-to-one",
    "one_to_few": "One-to-few",
    "one_to_many": "One-to-many",
}
_STANDING: Final = {
    "unaware": "has not noticed you yet",
    "aware": "is looking around",
    "engaged": "is interested",
    "qualified": "is deciding now",
    "active_sales_review": "is talking with sales",
    "opportunity": "has an open opportunity",
    "customer": "is a customer",
    "owns_some": "is a customer with room to grow",
    "interest_elsewhere": "has interest in another team",
    "expansion_qualified": "is ready to buy more",
    "expansion_review": "is talking about more",
    "expansion_opportunity": "has an open expansion",
    "expanded": "has expanded",
    "in_term": "is in term",
    "renewal_window": "renews soon",
    "at_risk": "is at risk of leaving",
    "renewing": "is renewing",
    "renewed": "has renewed",
}
_SMALL: Final = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
)
_COUNTED_DAYS: Final = 14
_BOTH: Final = ("one", "other")
_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


_CODE: Final = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
"""What a code of the program looks like: `financial_services`."""


def spelled(code: str) -> str:
    """Write a code of the program as words: `development_rep` as "development rep"."""
    return code.replace("_", " ")


def value(text: str | None) -> str:
    """Write a value as people would: a code as words, everything else as it stands."""
    told = text or ""
    return spelled(told) if _CODE.fullmatch(told) else told


def role(code: str) -> str:
    """Name a role with its article: "the economic buyer"."""
    return _ROLES.get(code, spelled(code))


def part(code: str) -> str:
    """Name a role as what somebody is: "the economic buyer", "an end user"."""
    return _PARTS.get(code, f"the {spelled(code)}")


def bare_role(code: str) -> str:
    """Name a role without its article: "economic buyer"."""
    return spelled(code)


def missing(code: str, known: int, required: int) -> str:
    """Name what a seat still lacks: "champion", "one more champion", "two more end users"."""
    left, bare = required - known, bare_role(code)
    if known > 0:
        return counted(left, f"more {bare}", f"more {bare}s")
    return counted(left, bare) if left > 1 else bare


def goal(code: str) -> str:
    """Name what a play is for."""
    return _GOALS.get(code, spelled(code))


def tier(code: str | None) -> str:
    """Name a tier: "One-to-one"; "not a target" when there is none."""
    return _TIERS.get(code, spelled(code).capitalize()) if code else "not a target"


def listing(items: Sequence[str]) -> str:
    """Join with commas and a last "and"."""
    *firsts, last = items or ("",)
    return f"{', '.join(firsts)} and {last}" if firsts else last


def number(count: int) -> str:
    """Write a count: in letters up to ten, with thousands separated above."""
    return _SMALL[count] if 0 <= count < len(_SMALL) else f"{count:,}"


def actors(n: int) -> str:
    """Count people and anonymous visitors together: "nine people and visitors"."""
    return f"{people(n)} and visitors" if n > 1 else "one person or visitor"


def counted(count: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun: "one person", "four people"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def people(count: int) -> str:
    """Write how many people."""
    return counted(count, "person", "people")


def sentence(text: str) -> str:
    """Begin with a capital and end with a stop."""
    text = text.strip()
    if not text:
        return ""
    is_ended = text.rstrip("”’").endswith((".", "!", "?"))
    return text[0].upper() + text[1:] + ("" if is_ended else ".")


def change(millionths: int, decimals: int = 1) -> str:
    """Write a change of points with its sign: "+21.6", a true minus, "0.0"."""
    text = points.in_words(millionths, decimals)
    return f"+{text}" if millionths > 0 and text.strip("0.,") else text


def day(number_of_day: int) -> str:
    """Write a day: "3 November 2026"."""
    date = time.from_day(number_of_day)
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def ago(number_of_day: int, as_of_day: int) -> str:
    """Write how long ago a day was: "today", "yesterday", "5 days ago", "on 3 November 2026"."""
    days = as_of_day - number_of_day
    if days < 0:
        return f"on {day(number_of_day)}"
    if days == 0:
        return "today"
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if days <= _COUNTED_DAYS else f"on {day(number_of_day)}"


def engagement(millionths: int, week_change: int, engaged: int) -> str:
    """Write engagement: "72.1 points, +21.6 in 7 days; four people engaged"."""
    return (
        f"{points.in_words(millionths)} points, {change(week_change)} in 7 days; "
        f"{people(engaged)} engaged"
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What the headline of an account is made of.

    `engaged_roles` and `missing_roles` are codes; `title_by_role` says a person's own
    title where that is shorter than the role ("CFO").
    """

    name: str
    stage: str
    stage_title: str
    engaged_roles: tuple[str, ...] = ()
    missing_roles: tuple[str, ...] = ()
    title_by_role: tuple[tuple[str, str], ...] = ()
    engaged: int = 0


def headline(standing: Standing) -> str:
    """Answer where an account stands, who is in and who is missing, in two sentences."""
    says = _STANDING.get(standing.stage, f"stands at {standing.stage_title.lower()}")
    titles = dict(standing.title_by_role)
    present = [f"the {titles[r]}" if r in titles else role(r) for r in standing.engaged_roles[:3]]
    missing = [role(r) for r in standing.missing_roles[:3]]
    return " ".join(filter(None, (sentence(f"{standing.name} {says}"), _who(present, missing))))


def _who(present: list[str], missing: list[str]) -> str:
    is_ = "is" if len(present) == 1 else "are"
    all_in = f"{listing(present)} {is_} {'' if len(present) <= len(_BOTH) else 'all '}in"
    if present and missing:
        ends = "is" if len(missing) == 1 else "are"
        return sentence(f"{all_in}; {listing(missing)} {ends} not")
    if present:
        return sentence(all_in)
    if missing:
        return sentence(f"nobody is engaged for {listing(missing)}")
    return ""


def changes_of_list(enters: int, leaves: int, moves: int) -> str:
    """Answer on the target list what would change: "Two enter, one leaves, three change tier"."""
    parts = [
        f"{number(enters)} {'enters' if enters == 1 else 'enter'}" if enters else "",
        f"{number(leaves)} {'leaves' if leaves == 1 else 'leave'}" if leaves else "",
        f"{number(moves)} {'changes' if moves == 1 else 'change'} tier" if moves else "",
    ]
    said = [part for part in parts if part]
    return sentence(", ".join(said)) if said else "Nothing changes."


def warming(rising: int, targets: int, leader: str | None) -> str:
    """Answer on the accounts page who is warming faster than chance explains."""
    if not rising:
        return f"None of {targets:,} accounts is warming faster than chance explains."
    verb = "is" if rising == 1 else "are"
    first = f"{number(rising).capitalize()} of {targets:,} accounts {verb} warming faster than chance explains."
    return f"{first} {leader} leads." if leader else first
