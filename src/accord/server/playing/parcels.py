"""What goes by post: the people and addresses of approved work, asked about once more."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from accord.connectors.files import export
from accord.groups import may_contact
from accord.plays import audience, waiting
from accord.plays.audience import Scene, Somebody
from accord.server import contact_now
from accord.server.playing import checking, people
from accord.server.records.models import Campaign, Enrolment, PlayTask
from accord.server.records.queries import campaigns

COLUMNS: Final = (
    "Task", "Company", "Name", "Title", "Street", "Post code", "City", "Country", "Approved by",
    "Cost",
)  # fmt: skip
_NEVER: Final = ("erased", "excluded", "withdrawn", "opted_out", "never")
"""What keeps somebody from post too; a bounce and a consent to mails do not decide about it."""
_PLACES: Final = """
    SELECT account, name, city, country FROM {accounts} WHERE list_contains($accounts, account)
"""


def rows(campaign: Campaign, now: datetime) -> list[dict[str, str]]:
    """Return a row a person to whom approved work goes by post; streets are left to fill in."""
    found = _approved(campaign, now)
    accounts = sorted({task.account for task in found})
    there, filled = people.of_accounts(accounts), people.filled_roles(accounts)
    asked = {who.email for persons in there.values() for who in persons if who.email}
    standings = contact_now.standings_of(asked, now) if asked else {}
    reader = people.reader()
    places = {
        row["account"]: row
        for row in reader.rows(
            _PLACES.format(accounts=reader.source("accounts")), accounts=accounts
        )
    }
    play = campaigns.play_of(campaign)
    lines = []
    for task in found:
        scene = Scene(0, filled.get(task.account, frozenset()))
        wanted = play.steps[task.place].audience
        for who in audience.choose(wanted, there[task.account], scene):
            standing = standings.get((who.email or "").strip().lower())
            if standing is not None and _may(standing, now):
                lines.append(_line(task, who, places.get(task.account, {})))
    return lines


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
