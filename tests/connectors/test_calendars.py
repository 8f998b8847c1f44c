"""Calendars become meetings of people from outside, once each, and say what is wrong with them."""

from datetime import UTC, datetime

import pytest

from accord.connectors import files
from accord.connectors.files import samples
from accord.values import time
from accord.values.errors import AccordError
from files_cast import RECEIVED, ZONE, read

OWN = ("ours.example",)
ADA = "ATTENDEE;CN=Ada;PARTSTAT=ACCEPTED:mailto:Ada@acme.example"
BASE = ("UID:1", "DTSTAMP:20260501T080000Z", "DTSTART:20260611T130000Z", "SUMMARY:Demo")


def event(*lines):
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def calendar(*events, head=()):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *head, *events, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def meetings(data, received=RECEIVED):
    plan = files.look(data, "meetings.ics", files.Hints(own_domains=OWN))
    assert (plan.kind, plan.source, plan.questions) == ("activities", "calendar", ())
    return read(data, plan, received=received)


def told(data):
    got = meetings(data)
    return [
        (one["kind_name"], one["email"], time.from_us(one["occurred_at"]).isoformat())
        for one in got.facts["activities"]
    ]


def test_people_from_outside_who_did_not_decline_met_us():
    data = calendar(
        event(
            *BASE, ADA,
            "ORGANIZER:mailto:mia@ours.example",
            "ATTENDEE:mailto:mia@ours.example",
            "ATTENDEE:mailto:tom@eu.ours.example",
            "ATTENDEE;PARTSTAT=DECLINED:mailto:ivan@acme.example",
            "ATTENDEE;CUTYPE=ROOM:mailto:room@rooms.example",
        )
    )  # fmt: skip
    assert told(data) == [("meeting_held", "ada@acme.example", "2026-06-11T13:00:00+00:00")]


def test_a_meeting_to_come_was_booked_and_is_held_later():
    data = calendar(event("UID:1", "CREATED:20260601T090000Z", "DTSTART:20270611T130000Z", ADA))
    assert told(data) == [("meeting_booked", "ada@acme.example", "2026-06-01T09:00:00+00:00")]
    later = time.to_us(datetime(2027, 7, 1, tzinfo=UTC))
    plan = files.look(data, "meetings.ics", files.Hints(own_domains=OWN))
    held = read(data, plan, received=later)
    assert [one["kind_name"] for one in held.facts["activities"]] == ["meeting_held"]
    assert held.ids("activities").isdisjoint(meetings(data).ids("activities"))


def test_a_private_meeting_keeps_no_subject():
    data = calendar(event(*BASE, "CLASS:PRIVATE", ADA), event("UID:2", *BASE[1:], ADA))
    assert [one["title"] for one in meetings(data).facts["activities"]] == [None, "Demo"]


def test_what_was_called_off_is_not_counted():
    off = event("UID:2", *BASE[1:], "STATUS:CANCELLED", ADA)
    assert len(told(calendar(event(*BASE, ADA), off))) == 1
    for data in (calendar(off), calendar(event(*BASE, ADA), head=["METHOD:CANCEL"])):
        with pytest.raises(AccordError, match="no meeting with anybody from outside"):
            files.look(data, "meetings.ics")


def test_the_highest_sequence_counts_and_another_wording_is_the_same_meeting():
    first = event(*BASE, "SEQUENCE:0", ADA)
    moved = event("UID:1", "DTSTART:20260612T130000Z", "SEQUENCE:2", ADA)
    assert [one[2][:10] for one in told(calendar(moved, first))] == ["2026-06-12"]
    both = [meetings(calendar(one)).ids("activities") for one in (first, moved)]
    assert both[0] == both[1]


def test_a_series_goes_by_the_clock_on_the_wall_and_knows_what_was_moved_and_left_out():
    series = event(
        "UID:1", "DTSTART;TZID=Europe/Berlin:20260320T100000", "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Europe/Berlin:20260403T100000", ADA,
    )  # fmt: skip
    moved = event(
        "UID:1", "RECURRENCE-ID;TZID=Europe/Berlin:20260410T100000",
        "DTSTART;TZID=Europe/Berlin:20260411T120000", ADA,
    )  # fmt: skip
    assert [one[2][5:16] for one in told(calendar(series, moved))] == [
        "03-20T09:00",
        "03-27T09:00",
        "04-11T10:00",
    ]


def test_a_series_without_an_end_stops_now():
    data = calendar(event("UID:1", "DTSTART:20260901T090000Z", "RRULE:FREQ=WEEKLY", ADA))
    moments = [one["occurred_at"] for one in meetings(data).facts["activities"]]
    assert 1 < len(moments) < 6
    assert max(moments) <= RECEIVED


def test_until_as_a_day_or_a_moment_ends_a_series():
    for start, until in (
        ("DTSTART;VALUE=DATE:20260601", "20260603"),
        ("DTSTART:20260601T090000Z", "20260603T090000Z"),
        ("DTSTART;TZID=Europe/Berlin:20260601T090000", "20260603T070000Z"),
    ):
        data = calendar(event("UID:1", start, f"RRULE:FREQ=DAILY;UNTIL={until}", ADA))
        assert len(told(data)) == 3, start


def test_whole_days_and_times_without_a_zone_are_the_workspaces():
    data = calendar(
        event("UID:1", "DTSTART;VALUE=DATE:20260611", ADA),
        event("UID:2", "DTSTART:20260611T090000", ADA),
    )
    assert [one[2] for one in told(data)] == [
        datetime(2026, 6, 11, hour, tzinfo=ZONE).astimezone(UTC).isoformat() for hour in (0, 9)
    ]


def test_zones_that_only_the_file_knows_are_read():
    zone = (
        "BEGIN:VTIMEZONE", "TZID:Our own", "BEGIN:STANDARD", "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0300", "TZOFFSETTO:+0300", "END:STANDARD", "END:VTIMEZONE",
    )  # fmt: skip
    data = calendar(event("UID:1", "DTSTART;TZID=Our own:20260611T120000", ADA), head=zone)
    assert told(data)[0][2] == "2026-06-11T09:00:00+00:00"


def test_an_event_without_a_time_is_a_rejected_row():
    got = meetings(calendar(event("UID:1", ADA), event("UID:2", *BASE[1:], ADA)))
    assert (got.rows_taken, len(got.rejected)) == (1, 1)


def test_without_own_domains_the_calendars_name_tells_them_but_free_mail_is_only_an_address():
    people = ("ATTENDEE:mailto:mia@gmail.com", "ATTENDEE:mailto:joe@gmail.com")
    data = calendar(event(*BASE, *people), head=["X-WR-CALNAME:mia@gmail.com"])
    got = read(data, files.look(data, "meetings.ics"))
    assert [one["email"] for one in got.facts["activities"]] == ["joe@gmail.com"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (calendar(event(*BASE, ADA))[:-30], "cut off"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100_000, "at most 20,000"),
        (b"BEGIN:VCALENDAR\r\nnonsense\r\nEND:VCALENDAR\r\n", "cut off or damaged|no meeting"),
    ],
    ids=["cut", "large", "nonsense"],
)
def test_a_bad_calendar_is_refused_with_the_way_out(data, said):
    with pytest.raises(AccordError, match=said):
        files.look(data, "meetings.ics")


def test_a_series_by_the_second_is_one_meeting():
    data = calendar(event("UID:1", "DTSTART:19700101T000000Z", "RRULE:FREQ=SECONDLY", ADA))
    assert len(told(data)) == 1


def test_the_sample_calls_nobody_of_ours_a_prospect():
    got = read(samples.content("meetings"), files.look(samples.content("meetings"), "x.ics"))
    assert {one["email"] for one in got.facts["activities"]} == {
        "ada@acme.example",
        "cleo@globex.example",
    }
