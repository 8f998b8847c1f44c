"""What the program stands on: calendar, money, and what counts as pipeline."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from accord.program import shape, words
from accord.program.problems import did_you_mean
from accord.program.shape import Clause, Kept

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
ShortDay = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_SHORT_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _month_and_day(text: str) -> str:
    month, _, day = text.partition("-")
    if not (month.isdecimal() and day.isdecimal()):
        message = 'should be a month and a day, as "02-01"'
        raise ValueError(message)
    if not (1 <= int(month) <= len(_MOST_DAYS) and 1 <= int(day) <= _MOST_DAYS[int(month) - 1]):
        message = f'"{text}" is no day of every year; write a month and a day, as "02-01"'
        raise ValueError(message)
    return text


def _known_zone(text: str) -> str:
    if text not in available_timezones():
        near = did_you_mean(text, sorted(available_timezones()))
        message = f'there is no time zone "{text}"' + (f"; {near}" if near else "")
        raise ValueError(message)
    return text


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""Three capital letters, as ISO 4217 has them."""


class BusinessHours(Clause):
    """The days and hours in which service-level clocks run."""

    days: tuple[ShortDay, ...] = Field(("mon", "tue", "wed", "thu", "fri"), min_length=1)
    from_: Clock = Field("09:00", alias="from")
    to: Clock = "18:00"

    @property
    def weekdays(self) -> frozenset[int]:
        """The working days, 0 is Monday."""
        return frozenset(_SHORT_DAYS.index(day) for day in self.days)

    @property
    def minutes(self) -> tuple[int, int]:
        """Where the working day begins and ends, in minutes after midnight."""
        return _minutes(self.from_), _minutes(self.to)


class Calendar(Clause):
    """When years, weeks and days begin for this workspace."""

    fiscal_year_starts: Annotated[str, AfterValidator(_month_and_day)] = "01-01"
    fiscal_pattern: Literal["months", "4-4-5", "4-5-4", "5-4-4"] = "months"
    week_starts: Weekday = "monday"
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    business_hours: BusinessHours = BusinessHours()
    holidays_by: Literal["owner_country", "nobody"] = "owner_country"


class Currencies(Clause):
    """The currency that sums are shown in, and where rates come from."""

    reporting_currency: Currency
    rates: Literal["dated_table"] = "dated_table"


class Ignored(Clause):
    """Opportunities that count nowhere."""

    stages: shape.Texts = ()
    owners: shape.Texts = ()


class QualifiedFrom(Clause):
    """From where pipeline coverage counts."""

    crm_stage_probability_at_least: shape.Percent = 20


class Sourced(Clause):
    """When an opportunity counts as sourced."""

    qualified_before_created_days: shape.Days = 90


class Influenced(Clause):
    """When an opportunity counts as influenced."""

    people_touched_at_least: shape.Count = 2
    human_touches_at_least: shape.Count = 3
    before_close_days: shape.Days = 180
    ad_impressions_count: shape.Flag = False


class Pipeline(Clause):
    """What counts, so that these numbers tie to the CRM's own report."""

    amount: Literal["annual_recurring", "first_year", "total_contract"] = "annual_recurring"
    opportunity_types: Mapping[words.Motion, shape.Texts] = Field(default_factory=dict)
    ignored: Ignored = Ignored()
    qualified_from: QualifiedFrom = QualifiedFrom()
    sourced: Sourced = Sourced()
    influenced: Influenced = Influenced()
    no_decision_is: Literal["lost", "open"] = "lost"
    reconcile: Annotated[Any, Kept("comparing totals with the CRM's own report")] = None

    def motion_of(self, opportunity_type: str | None) -> words.Motion | None:
        """Return the motion that the CRM's opportunity type belongs to; None if no list has it."""
        wanted = (opportunity_type or "").strip().casefold()
        for motion, names in self.opportunity_types.items():
            if wanted in {name.casefold() for name in names}:
                return motion
        return None
