"""Calendar and money: days of the year, zones and currencies are real ones."""

import pytest
from pydantic import ValidationError

from accord.program.foundations import Calendar, Currencies


@pytest.mark.parametrize("start", ["02-30", "13-01", "00-01", "02-29", "1 Feb", "02", "04-31"])
def test_a_fiscal_year_starts_on_a_day_that_every_year_has(start):
    with pytest.raises(ValidationError, match="02-01"):
        Calendar(fiscal_year_starts=start)


def test_a_zone_that_does_not_exist_is_named_with_the_nearest():
    with pytest.raises(ValidationError, match='did you mean "Europe/Berlin"'):
        Calendar(time_zone="Europe/Berlyn")
    with pytest.raises(ValidationError, match='there is no time zone "qqq" '):
        Calendar(time_zone="qqq")


def test_a_currency_is_three_capital_letters():
    assert Currencies(reporting_currency="EUR").rates == "dated_table"
    with pytest.raises(ValidationError):
        Currencies(reporting_currency="euro")
