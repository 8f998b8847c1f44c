"""Words of CRMs and vendors to the words that facts use; the team's own words stay their own."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from accord.connectors.files import shipped, words
from accord.connectors.files.outcome import Outcome, unread
from accord.facts import activity_kinds
from accord.values import ids

# What Marketo numbers instead of naming.
_MARKETO: Final[Mapping[str, str]] = {
    "1": "page_view", "2": "form_submitted", "3": "page_view", "6": "email_sent",
    "7": "email_delivered", "8": "email_bounce", "9": "unsubscribe", "10": "email_open",
    "11": "email_click", "12": "lead_created", "13": "data_changed", "29": "lead_deleted",
    "32": "leads_merged",
}  # fmt: skip
_TRIGGERS: Final = (
    ("layoffs", r"lay-?offs?|laid off|redundanc|job cuts|downsiz"),
    ("insolvency", r"insolv|bankrupt|chapter 11|administration"),
    ("champion_moved", r"champion|job change|changed jobs|new job"),
    ("new_executive", r"executive|leadership|appoint|new (?:c[efimot]o|chief|vp|head)|c-suite"),
    ("hiring_spree", r"hiring|job (?:opening|posting)|recruit|headcount"),
    ("acquisition", r"acqui|merger|m&a|takeover"),
    ("funding", r"fund|series [a-h]\b|raise|seed|ipo|investment|venture"),
    ("product_launch", r"launch|new product|release"),
    ("competitor_contract_ends", r"contract"),
)
_PARTS: Final = (
    ("development_rep", r"sdr|bdr|development rep\w*|business development|sales development\b.*"),
    ("executive_sponsor", r"executive sponsor|sponsor"),
    ("customer_success", r"csm|customer success.*|success manager"),
    ("marketer", r"market(?:er|ing).*|abm.*|field marketing.*"),
    ("backup", r"backup|deputy|cover"),
    ("account_executive", r"ae|account executive|account owner|account manager|am|owner|sales rep.*|seller"),
)  # fmt: skip
_HEALTH: Final[Mapping[str, str]] = {
    "good": "good", "green": "good", "healthy": "good", "high": "good", "strong": "good",
    "fair": "fair", "yellow": "fair", "amber": "fair", "medium": "fair", "neutral": "fair",
    "ok": "fair", "average": "fair", "poor": "poor", "red": "poor", "low": "poor",
    "at risk": "poor", "risk": "poor", "bad": "poor", "critical": "poor", "weak": "poor",
}  # fmt: skip
_CONFIRMED: Final = re.compile(r"\bdouble\b|\bconfirmed\b|\bdoi\b|\bbest[aä]tigt\b")
_LEFT: Final = (
    r"(?:declin|withdr[ae]w|opt(?:ed|s|ing)?[\s-]*out|unsubscri|revoke|refus|reject|object|"
    r"widerruf|abgelehnt|abgemeldet)\w*"
)
_WITHDRAWN: Final = re.compile(
    rf"\b(?:no|not|non|never|nein|nicht)\b|\b\w+n['’]t\b|"
    rf"\bun-?(?:confirm|verif|best[aä]tigt)|\b{_LEFT}"
)
_DOUBTFUL: Final = re.compile(
    r"\bpending\b|\bawait|\bto be\b|\byet\b|\bunknown\b|"
    r"\bn(?:ot|o) (?:applicable|available|asked|known|provided|specified|data|answer|response)\b|"
    rf"\b(?:no|not|never|hasn['’]t|didn['’]t)\b (?:\w+ ){{0,2}}{_LEFT}|"
    rf"\b{_LEFT}\s*[:=]\s*(?:no|false|0)\b"
)
"""What says neither: yet to come, not known, or the denial of a denial."""
_FULL: Final = 100
_GOOD: Final = 67
_FAIR: Final = 34
_LEAST_LETTERS: Final = 7
"""Letters below which a word in a file's name proves nothing."""
_WON: Final = re.compile(r"\bwon\b|closed ?won|gewonnen|gagn[ée]e?\b|ganad[oa]\b|\bvinto\b")
_LOST: Final = re.compile(
    r"\blost\b|closed ?lost|verloren|\bperdue?\b|perdid[oa]\b|\bperso\b|disqualified|abandoned|"
    r"no decision|cancell?ed|\bdead\b"
)


def snake(text: str) -> str:
    """Write a word as facts write words: lower case with underscores."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


@cache
def _activities() -> dict[str, str]:
    table: dict[str, str] = {}
    for row in shipped.rows("activity_words.csv"):
        table |= {words.squash(word): row["kind"] for word in row["words"].split("|")}
        table[words.squash(row["kind"])] = row["kind"]
    table |= {words.squash(kind): kind for kind in activity_kinds.CHANNEL_BY_KIND}
    return table | dict(_MARKETO)


def activity(text: str) -> Outcome:
    """Read what was done; a word that is not known stays a kind of the team's own."""
    known = _activities().get(words.squash(text))
    if known:
        return Outcome(known)
    own = snake(text) or "other"
    return Outcome(own, f"{text!r} is no activity that is known; kept as a kind of your own: {own}")


def activity_of_file(name: str) -> str | None:
    """Return the activity that a file's name speaks of: email_click of click_email_data.csv."""
    squashed = words.squash(name.rpartition(".")[0] or name)
    known = [word for word in _activities() if len(word) >= _LEAST_LETTERS and word in squashed]
    return _activities()[max(known, key=len)] if known else None


def with_outcome(kind: str, outcome: str, *, is_ahead: bool) -> str:
    """Return what an activity turned out to be, by its outcome and whether it is yet to come."""
    said = outcome.lower()
    if kind == "call_connected" and re.search(
        r"no.?answer|voice ?mail|busy|wrong|unanswered|no.?connect|left.*message|not reached", said
    ):
        return "call_unanswered"
    if kind == "meeting_held":
        if is_ahead or re.search(r"schedul|planned|not started|open\b", said):
            return "meeting_booked"
        if re.search(r"no.?show|cancel|declin", said):
            return "meeting_missed"
    return kind


def trigger(text: str) -> Outcome:
    """Read the kind of a trigger event."""
    low = text.lower().replace("_", " ")
    found = next((word for word, pattern in _TRIGGERS if re.search(pattern, low)), None)
    if found:
        return Outcome(found)
    own = snake(text)
    return Outcome(own, f"{text!r} is no trigger that is known; kept as a kind of your own: {own}")


def consent(text: str) -> Outcome:
    """Read consent: given or withdrawn, or confirmed where the cell says that they confirmed it.

    Denials are read first: "not confirmed" must never count as confirmed.
    """
    low = text.lower()
    if _DOUBTFUL.search(low):
        return unread(f"{text!r} says neither that they consented nor that they did not")
    if _WITHDRAWN.search(low):
        return Outcome("withdrawn")
    if _CONFIRMED.search(low):
        return Outcome("confirmed")
    said = words.flag(text)
    if said.value is None:
        return said
    return said._replace(value="given" if said.value else "withdrawn")


def team_part(text: str) -> Outcome:
    """Read somebody's part in an account team."""
    low = text.lower().replace("_", " ").strip()
    found = next((word for word, pattern in _PARTS if re.fullmatch(pattern, low)), None)
    return Outcome(found or snake(text))


def health(text: str) -> Outcome:
    """Read a customer's health: good, fair, poor; a number of 100 in thirds."""
    low = text.lower()
    if low in _HEALTH:
        return Outcome(_HEALTH[low])
    found = re.fullmatch(r"(\d{1,3})(?:\.\d+)?%?", low)
    if not found or int(found[1]) > _FULL:
        return unread(f"{text!r} is neither good, fair nor poor; read as unknown")
    level = "good" if int(found[1]) >= _GOOD else "fair" if int(found[1]) >= _FAIR else "poor"
    return Outcome(level, f"read as {level}: good from {_GOOD}, fair from {_FAIR}")


def account(text: str) -> Outcome:
    """Read an account's public id, as our own exports write it."""
    number = ids.from_public_id(text.lower())
    if number is None:
        return unread(f"{text!r} is no account id of Accord; leave that column as it was exported")
    return Outcome(number)


def closing(stage: str | None) -> tuple[bool | None, bool | None]:
    """Return whether a stage's name says closed, and whether it says won; None when no name."""
    if not stage:
        return None, None
    low = stage.lower().replace("_", " ").replace("-", " ")
    if _LOST.search(low):
        return True, False
    if _WON.search(low):
        return True, True
    return low.startswith("closed") or False, False
