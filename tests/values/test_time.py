from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from accord.values import time

ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Africa/Monrovia")


@given(st.integers(-(2**51), 2**51), st.sampled_from(ZONES))
@example(63_593_069_999_999, "Africa/Monrovia")  # 44.5 minutes behind until that week of 1972
@example(63_593_070_000_000, "Africa/Monrovia")
def test_a_day_is_that_of_the_clock_on_the_wall(moment, name):
    zone = ZoneInfo(name)
    walls = time.from_us(moment).astimezone(zone).date()
    assert time.day_of(moment, zone) == (walls - date(1970, 1, 1)).days
