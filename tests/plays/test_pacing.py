"""When a mail may go: caps, quiet hours and sellers first."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from accord.plays import pacing
from accord.plays.pacing import Sent
from accord.program.reach import Caps, QuietHours, Reach

BERLIN = ZoneInfo("Europe/Berlin")
HONOLULU, NEW_YORK, TOKYO = (
    ZoneInfo(name) for name in ("Pacific/Honolulu", "America/New_York", "Asia/Tokyo")
)
NOON = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)
QUIET = QuietHours(**{"from": "19:00", "to": "08:00"})
REACH = Reach(
    caps=Caps(emails_per_person_per_7_days=2, emails_per_account_per_7_days=3),
    seller_first_days=10,
    quiet_hours=QUIET,
)


def ago(**span):
    return NOON - timedelta(**span)


def test_a_mail_goes_by_day_when_nothing_went_before():
    assert pacing.pace(REACH, Sent(), [BERLIN], NOON) == pacing.GO


def test_a_third_mail_in_a_week_waits_until_the_first_is_a_week_old():
    sent = Sent(mails_to_person=[ago(days=6), ago(days=1)])
    found = pacing.pace(REACH, sent, [BERLIN], NOON)
    assert found.until == ago(days=6) + pacing.WEEK
    assert found.rule == "emails_per_person"
    assert "2 is the most" in found.words


def test_what_is_a_week_old_counts_no_more():
    sent = Sent(mails_to_person=[ago(days=7), ago(days=1)])
    assert pacing.pace(REACH, sent, [BERLIN], NOON) == pacing.GO


def test_an_accounts_cap_counts_everybodys_mails_and_the_longest_wait_counts():
    mine = [ago(days=3), ago(days=2)]
    found = pacing.pace(REACH, Sent(mine, [*mine, ago(days=1)]), [BERLIN], NOON)
    assert found.until == ago(days=3) + pacing.WEEK
    assert found.rule == "emails_per_person"


def test_marketing_waits_while_a_seller_works_the_account():
    found = pacing.pace(REACH, Sent(), [BERLIN], NOON, ago(days=4))
    assert (found.until, found.rule) == (ago(days=4) + timedelta(days=10), "seller_first")
    assert pacing.pace(REACH, Sent(), [BERLIN], NOON, ago(days=10)) == pacing.GO


def test_a_mail_at_night_waits_until_their_morning():
    night = datetime(2026, 6, 30, 19, 30, tzinfo=UTC)  # 21:30 in Berlin
    found = pacing.pace(REACH, Sent(), [BERLIN], night)
    assert found.until == datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
    assert found.rule == "quiet_hours"


def test_the_clock_of_the_night_when_summer_time_ends_is_theirs():
    night = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)  # 22:00 in Berlin, before the change
    assert pacing.pace(REACH, Sent(), [BERLIN], night).until == datetime(
        2026, 10, 25, 7, 0, tzinfo=UTC
    )


def test_a_country_of_several_zones_is_written_to_when_it_is_quiet_in_none():
    morning = datetime(2026, 6, 30, 13, 0, tzinfo=UTC)  # 9:00 in New York, 3:00 in Honolulu
    found = pacing.pace(REACH, Sent(), [NEW_YORK, HONOLULU], morning)
    assert found.until == datetime(2026, 6, 30, 18, 0, tzinfo=UTC)


def test_where_it_is_always_quiet_somewhere_the_first_zone_counts():
    quiet = QuietHours(**{"from": "12:00", "to": "11:00"})
    reach = Reach(quiet_hours=quiet)
    found = pacing.pace(reach, Sent(), [NEW_YORK, TOKYO], NOON)
    assert found.until == datetime(2026, 6, 30, 15, 0, tzinfo=UTC)


def test_a_cap_that_ends_at_night_ends_in_the_morning():
    sent = Sent(mails_to_person=[ago(days=6, hours=12), ago(days=6, hours=12)])
    found = pacing.pace(REACH, sent, [BERLIN], NOON)
    assert found.until == datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
    assert found.rule == "emails_per_person"


def test_no_cap_and_no_quiet_hours_hold_nothing_back():
    assert pacing.pace(Reach(), Sent([NOON] * 50, [NOON] * 50), [], NOON) == pacing.GO


@given(
    hours=st.lists(st.integers(0, 24 * 9), max_size=12),
    minute=st.integers(0, 60 * 24 * 400),
    zones=st.sampled_from([[BERLIN], [NEW_YORK, HONOLULU], [TOKYO], []]),
)
def test_whoever_waits_as_told_may_go_then(hours, minute, zones):
    now = NOON + timedelta(minutes=minute)
    sent = [now - timedelta(hours=h) for h in hours]
    found = pacing.pace(REACH, Sent(sent, sent), zones, now)
    if found.until is None:
        assert len([s for s in sent if s > now - pacing.WEEK]) < 2
        return
    assert found.until > now
    again = pacing.pace(REACH, Sent(sent, sent), zones, found.until)
    assert again.until is None, (found, again)
