"""When sellers work and who stands behind them, as the clock of promises asks for it."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo, available_timezones

from accord.plays.clock import Desk as Working
from accord.program.model import Program
from accord.server.records.models import Absence, AppUser, Departure, Desk
from accord.server.records.models.user import AccessRole
from accord.server.records.queries import programs


class Desks:
    """The desks of everybody, read once."""

    def __init__(self, program: Program | None = None) -> None:
        self._program = program or programs.current_program()
        self.rows = {row.email: row for row in Desk.objects.all()}
        self._away: dict[str, list[tuple[date, date]]] = {}
        for row in Absence.objects.order_by("first_on"):
            self._away.setdefault(row.email, []).append((row.first_on, row.last_on))

    @cached_property
    def gone(self) -> frozenset[str]:
        """Whoever left."""
        return frozenset(Departure.objects.filter(undone_at=None).values_list("email", flat=True))

    @cached_property
    def users(self) -> dict[str, AppUser]:
        """Whoever can sign in and has not left, by mail address."""
        rows = AppUser.objects.filter(is_active=True).order_by("email")
        return {row.email.lower(): row for row in rows if row.email.lower() not in self.gone}

    @cached_property
    def leads(self) -> tuple[str, ...]:
        """The admins, who hold what nobody else stands for."""
        admins = [e for e, user in self.users.items() if user.access_role == AccessRole.ADMIN]
        return tuple(admins)

    def backup(self, email: str) -> str:
        """Return who stands in for somebody; empty where nobody is named."""
        row = self.rows.get(email)
        return row.backup if row and row.backup in self.users else ""

    def manager(self, email: str) -> str:
        """Return whom somebody reports to; empty where nobody is named."""
        row = self.rows.get(email)
        return row.manager if row and row.manager in self.users else ""

    def chain(self, email: str) -> list[Working]:
        """Return owner, backup and manager as the clock asks for them."""
        behind = [self.backup(email), self.manager(email)]
        named = [email, *(one for one in behind if one and one != email)]
        return [self.working(one) for one in dict.fromkeys(named)]

    def working(self, email: str) -> Working:
        """Return when somebody works."""
        row = self.rows.get(email) or Desk(email=email)
        hours = self._program.calendar.business_hours
        by_country = self._program.calendar.holidays_by == "owner_country"
        known = row.time_zone in available_timezones()
        return Working(
            name=email or "nobody",
            zone=ZoneInfo(row.time_zone) if known else self._program.zone,
            weekdays=hours.weekdays,
            minutes=hours.minutes,
            country=row.country if by_country else "",
            away=tuple(self._away.get(email, ())),
        )

    def territory(self, country: str | None) -> tuple[str, ...]:
        """Return whose territory a country is."""
        wanted = (country or "").upper()
        return tuple(
            email
            for email, row in sorted(self.rows.items())
            if email in self.users and wanted and wanted in row.territories
        )

    def sellers(self) -> Iterable[str]:
        """Return who can be handed an account."""
        return [e for e, user in self.users.items() if user.access_role == AccessRole.SALES]
