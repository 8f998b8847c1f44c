"""What goes by post: the people and addresses of approved work, asked about once more."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db.models import Q, Sum

from accord.connectors.files import export
from accord.groups import may_contact
from accord.plays import audience, waiting
from accord.plays.audience import Scene, Somebody
from accord.server import contact_now
from accord.server.playing import checking, people
from accord.server.records.models import Campaign, Enrolment, PlayGift, PlayTask
from accord.server.records.queries import campaigns, programs

COLUMNS: Final = (
    "Task", "Company", "Name", "Title", "Street", "Post code", "City", "Country", "Approved by",
    "Cost",
)  # fmt: skip
_NEVER: Final = ("erased", "excluded", "withdrawn", "opted_out", "never")
"""What keeps somebody from post too; a bounce and a consent to mails do not decide about it."""
_INDUSTRY: Final = "SELECT industry FROM {accounts} WHERE list_contains($accounts, account)"
_PLACES: Final = """
    SELECT account, name, city, country FROM {accounts} WHERE list_contains($accounts, account)
"""


def rows(campaign: Campaign, now: datetime) -> list[dict[str, str]]:
    """Return a row a person to whom approved work goes by post; streets are left to fill in."""
    found = _approved(campaign, now)
    reader = people.reader()
    accounts = sorted({task.account for task in found})
    places = {
        row["account"]: row
        for row in reader.rows(
            _PLACES.format(accounts=reader.source("accounts")), accounts=accounts
        )
    }
    given, chosen = _given(found), recipients(found, now)
    return [
        _line(task, who, places.get(task.account, {}))
        for task in found
        for who in chosen[task.pk]
        if task.pk not in given or who.person in given[task.pk]
    ]


def recipients(found: Sequence[PlayTask], now: datetime) -> dict[int, tuple[Somebody, ...]]:
    """Return to whom each piece of work goes: whom it is for, less who must not be contacted."""
    chosen = meant(found)
    asked = {who.email for persons in chosen.values() for who in persons if who.email}
    standings = contact_now.standings_of(asked, now) if asked else {}
    return {
        task: tuple(
            who
            for who in persons
            if (standing := standings.get((who.email or "").strip().lower()))
            and _may(standing, now)
        )
        for task, persons in chosen.items()
    }


def meant(found: Sequence[PlayTask]) -> dict[int, tuple[Somebody, ...]]:
    """Return whom each piece of work is for, by the picture of now."""
    accounts = sorted({task.account for task in found})
    there, filled = people.of_accounts(accounts), people.filled_roles(accounts)
    return {
        task.pk: audience.choose(
            campaigns.play_of(task.campaign).steps[task.place].audience,
            there[task.account],
            Scene(0, filled.get(task.account, frozenset())),
        )
        for task in found
    }


def industry_of(account: int) -> str:
    """Return the industry of an account as the rules name it; empty where it is unknown."""
    reader = people.reader()
    rows = reader.rows(_INDUSTRY.format(accounts=reader.source("accounts")), accounts=[account])
    word = (rows[0]["industry"] or "") if rows else ""
    criterion = programs.current_program().profile.criteria.get("industry")
    if not word or criterion is None or not criterion.values:
        return word
    return criterion.name_of(word) or word


def given_since(persons: Sequence[int], since: datetime) -> dict[int, int]:
    """Return what each person was given from a moment on.

    Work that was taken back gave nothing, unless the address had been taken before.
    """
    is_kept = Q(task__state__in=(PlayTask.State.OPEN, PlayTask.State.DONE)) | Q(is_addressed=True)
    rows = (
        PlayGift.objects.filter(is_kept, person__in=persons, given_at__gte=since)
        .values_list("person")
        .annotate(n=Sum("amount"))
    )
    return dict(rows)


def _given(found: Sequence[PlayTask]) -> dict[int, set[int]]:
    """Return for whom each gift was approved; what became known since gets none of it."""
    given: dict[int, set[int]] = {}
    for task, person in PlayGift.objects.filter(task__in=found).values_list("task", "person"):
        given.setdefault(task, set()).add(person)
    return given


def note_addressed(lines: Sequence[dict[str, str]]) -> None:
    """Remember that the addresses of gifts were taken."""
    taken = {line["Task"] for line in lines}
    PlayGift.objects.filter(task__public__in=taken).update(is_addressed=True)


def csv(lines: Sequence[dict[str, str]]) -> bytes:
    """Return the rows as a file that spreadsheets open without running anything in it."""
    target = io.BytesIO()
    export.write_csv(lines, COLUMNS, target)
    return target.getvalue()


def _approved(campaign: Campaign, now: datetime) -> list[PlayTask]:
    """Return approved work by post at accounts that are in the campaign and not frozen."""
    posted = waiting.posted_places(campaigns.play_of(campaign))
    live = campaign.enrolments.filter(state=Enrolment.State.LIVE).values("account")
    found = list(
        campaign.tasks.filter(
            state=PlayTask.State.OPEN, place__in=posted, account__in=live
        ).order_by("due_at", "pk")
    )
    frozen = checking.held({task.account for task in found}, now)
    return [task for task in found if task.account not in frozen]


def _may(standing: may_contact.Standing, now: datetime) -> bool:
    answer = may_contact.may_contact(standing, "email", "marketing", now)
    is_no = answer.rule in _NEVER or answer.rule.startswith("suppressed_")
    return answer.is_allowed or not is_no


def _line(task: PlayTask, who: Somebody, place: dict[str, str | None]) -> dict[str, str]:
    return {
        "Task": task.public,
        "Company": place.get("name") or "",
        "Name": who.name or "",
        "Title": who.title or "",
        "Street": "",
        "Post code": "",
        "City": place.get("city") or "",
        "Country": place.get("country") or "",
        "Approved by": task.approved_by,
        "Cost": str(task.cost),
    }
