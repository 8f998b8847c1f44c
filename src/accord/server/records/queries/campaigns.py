"""Plays as they may be launched, and campaigns as they run."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count

from accord.content import mails
from accord.content.mails import MailText
from accord.plays import gate
from accord.program.playbook import Play
from accord.server.records.models import AppUser, Campaign, Enrolment, Sending
from accord.server.records.queries import lists, picture, programs
from accord.values.errors import NotFoundError

_OWNERS: Final = """
    SELECT DISTINCT lower(coalesce(m.user_email, a.owner)) AS seller
    FROM {accounts} a LEFT JOIN {teams} m ON m.account = a.account AND m.part = 'account_executive'
    WHERE list_contains($accounts, a.account) AND coalesce(m.user_email, a.owner) IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class PlayCard:
    """A play of the program: at how many accounts it may start, and what runs of it."""

    play: Play
    may_start: int
    campaigns: tuple[Campaign, ...]


@dataclass(frozen=True, slots=True)
class StepCount:
    """What became of one step's mails, by state."""

    place: int
    by_state: dict[str, int]
    refused_by: tuple[tuple[str, str, int], ...] = ()
    """Rule, words and number of mails that it kept from leaving."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is."""

    by_state: dict[str, int]
    """Accounts that are live, held out, or left."""
    left_for: tuple[tuple[str, int], ...]
    steps: tuple[StepCount, ...]
    next_due: datetime | None


def find(public_id: str) -> Campaign:
    """Find a campaign by its id."""
    row = Campaign.objects.filter(public=public_id).first()
    if row is None:
        message = f"there is no campaign {public_id!r}; the page of plays lists them"
        raise NotFoundError(message)
    return row


def cards() -> tuple[PlayCard, ...]:
    """Return every play of the program in force."""
    starts = starting()
    rows: dict[str, list[Campaign]] = {}
    for row in Campaign.objects.order_by("-created_at"):
        rows.setdefault(row.play, []).append(row)
    return tuple(
        PlayCard(play, len(starts.get(play.id, ())), tuple(rows.get(play.id, ())))
        for play in programs.current_program().plays
    )


def starting() -> dict[str, list[int]]:
    """Return the accounts at which each play may start now, by the rules of the program."""
    reader = picture.reader()
    if reader is None or not reader.has("play_starts"):
        return {}
    found: dict[str, list[int]] = {}
    for account, play in reader.tuples(
        f"SELECT account, play FROM {reader.source('play_starts')} ORDER BY play, account"
    ):
        found.setdefault(play, []).append(account)
    return found


def signed(tier: str = "any") -> list[int]:
    """Return the accounts of the list in force, of one tier or of all."""
    reader = picture.reader()
    if reader is None:
        return []
    condition = "signed_tier IS NOT NULL" + (" AND signed_tier = $tier" if tier != "any" else "")
    params = {} if tier == "any" else {"tier": tier}
    sql = f"SELECT account FROM {reader.source('targets')} WHERE {condition} ORDER BY account"
    return [account for (account,) in reader.tuples(sql, **params)]


def sellers(accounts: list[int]) -> list[str]:
    """Return who works these accounts and can sign in here; nobody else can read a briefing."""
    reader = picture.reader()
    if reader is None or not accounts:
        return []
    source = {name: reader.source(name) for name in ("accounts", "teams")}
    rows = reader.rows(_OWNERS.format(**source), accounts=accounts)
    users = AppUser.objects.filter(is_active=True).values_list("email", flat=True)
    return sorted({row["seller"] for row in rows} & {email.lower() for email in users})


def play_of(row: Campaign) -> Play:
    """Return the play as it was when the campaign was planned."""
    found = programs.of_version(row.program_version).play(row.play)
    assert found is not None, row.play  # noqa: S101 - a planned play is in its version
    return found


def text_of(row: Campaign, place: int) -> MailText:
    """Return the words of one step's mail."""
    told = row.texts.get(str(place), {})
    body = told.get("body", "")
    return MailText(told.get("subject", ""), body, is_mjml=body.lstrip().startswith("<mjml"))


def unread(email: str) -> list[Campaign]:
    """Return the drafts whose briefing a seller has not read yet."""
    drafts = Campaign.objects.filter(state=Campaign.State.DRAFT).prefetch_related("readings")
    mine = [row for row in drafts.order_by("created_at") if email.lower() in row.sellers]
    return [r for r in mine if email.lower() not in {each.seller for each in r.readings.all()}]


def launch_of(row: Campaign) -> gate.Launch:
    """Return what the gate asks about a draft."""
    return gate.Launch(
        play=play_of(row),
        answers=row.answers,
        accounts=row.accounts,
        signed=signed() if lists.is_in_force() else (),
        goal=row.goal,
        sellers=row.sellers,
        acknowledged=list(row.readings.values_list("seller", flat=True)),
        texts=[int(place) for place in row.texts if mails.is_finished(text_of(row, int(place)))],
        is_basis_checked=row.is_basis_checked,
        is_budget_approved=row.is_budget_approved,
    )


def progress(row: Campaign, steps: int) -> Progress:
    """Count how far a campaign is."""
    enrolments = row.enrolments
    states = Counter(dict(enrolments.values_list("state").annotate(n=Count("pk"))))
    left = enrolments.filter(state=Enrolment.State.LEFT).values_list("left_for")
    found = left.annotate(n=Count("pk")).order_by("-n")
    due = enrolments.filter(state=Enrolment.State.LIVE).order_by("due_at").first()
    return Progress(
        {state: states.get(state, 0) for state in Enrolment.State.values},
        tuple((to, n) for to, n in found),
        tuple(_steps(row, steps)),
        due.due_at if due else None,
    )


def _steps(row: Campaign, steps: int) -> list[StepCount]:
    counts: dict[int, dict[str, int]] = {}
    for place, state, n in row.sendings.values_list("place", "state").annotate(n=Count("pk")):
        counts.setdefault(place, {})[state] = n
    refused: dict[int, list[tuple[str, str, int]]] = {}
    kept = row.sendings.exclude(state=Sending.State.SENT).exclude(rule="")
    for place, rule, n in kept.values_list("place", "rule").annotate(n=Count("pk")):
        words = kept.filter(place=place, rule=rule).values_list("words", flat=True).first() or ""
        refused.setdefault(place, []).append((rule, words, n))
    return [
        StepCount(place, counts.get(place, {}), tuple(sorted(refused.get(place, ()))))
        for place in range(steps)
    ]


def sendings(row: Campaign, state: str = "", limit: int = 100) -> list[dict[str, Any]]:
    """Return mails of a campaign, the latest first."""
    found = row.sendings.order_by("-pk")
    if state:
        found = found.filter(state=state)
    names = ("public", "account", "place", "name", "email", "state", "rule", "words", "sent_at")
    rows = found.values(*names, "due_at")[:limit]
    return [one for one in rows if picture.sees(one["account"])]
