"""Turning empty seats into work: somebody seeks, a data vendor is asked, a platform is told."""

import io
import json
from collections.abc import Sequence
from typing import Final

from django.utils import timezone

from accord.connectors.audiences import files
from accord.connectors.audiences.files import File
from accord.connectors.files import export
from accord.groups import sought
from accord.server.actions import decisions, rights
from accord.server.actions.audiences import MAY
from accord.server.audiences import choosing
from accord.server.records.models import AppUser, Audience, Decision
from accord.server.records.queries import empty_seats, programs, seeing
from accord.server.records.queries.empty_seats import EmptySeat, Filters
from accord.values.errors import AccordError

KINDS: Final = ("role_sought",)
PLATFORM: Final = "linkedin_companies"
COLUMNS: Final = (
    "Account ID",
    "Company name",
    "Company Domain Name",
    "Country",
    "Wanted role",
    "People wanted",
    "Titles to look for",
)
_AT_MOST: Final = 500


def seek(user: AppUser, keys: Sequence[str]) -> tuple[int, str]:
    """Give empty seats to the owners of their accounts; return how many, and the batch."""
    rights.need(user, rights.WRITERS, "give out empty seats")
    if not 1 <= len(keys) <= _AT_MOST:
        message = f"choose 1 to {_AT_MOST} seats; {len(keys):,} are chosen"
        raise AccordError(message)
    seats = empty_seats.find_these(keys)
    known = empty_seats.find_sought([seat.account for seat in seats])
    new = [
        decisions.New("role_sought", account=seat.account, value=_task(seat, user))
        for seat in seats
        if (seat.account, seat.solution, seat.role) not in known
    ]
    if not new:
        message = "each of these seats is filled or sought already; reload the page"
        raise AccordError(message)
    return len(new), decisions.record(user, "seek_roles", new)


def taken_back(row: Decision) -> decisions.New:
    """Return the decision that ends a search."""
    return decisions.New("role_search_ended", account=row.account, value=json.loads(row.value))


def enrichment(filters: Filters) -> tuple[bytes, int]:
    """Return the worklist as a file for whoever finds people, and how many lines it has."""
    program = programs.current_program()
    seats = empty_seats.find_all(filters)
    roles = {(seat.solution, seat.role) for seat in seats}
    titles = {place: "; ".join(sought.titles_of(program, *place)) for place in roles}
    stream = io.BytesIO()
    rows = (
        (
            *(seat.public_id, seat.name, seat.domain, seat.country, seat.role),
            max(seat.required - seat.known, 0),
            titles[seat.solution, seat.role],
        )
        for seat in seats
        if seat.known < seat.required
    )
    n = export.write_csv(rows, COLUMNS, stream)
    return stream.getvalue(), n


def audience(user: AppUser, filters: Filters) -> File:
    """Return the companies of the worklist as LinkedIn's file, less whoever is kept back."""
    rights.need(user, MAY, "download audiences")
    seeing.need_all("an audience")
    wanted = {seat.account for seat in empty_seats.find_all(filters)}
    rule = Audience(platform=PLATFORM, is_acquisition=False)
    choice = choosing.choose(rule, timezone.now())
    members = [member for account, member in choice.members.items() if account in wanted]
    file = files.write(files.platform(PLATFORM), _title(filters), members)
    told = {"rows": file.rows, "sha256": file.sha256}
    decisions.write_down(user, "export_audience", _title(filters), told)
    return file


def _title(filters: Filters) -> str:
    return f"Empty seats {filters.role} {filters.tier}".strip()


def _task(seat: EmptySeat, user: AppUser) -> dict[str, str]:
    return {"solution": seat.solution, "role": seat.role, "owner": seat.owner or user.email}
