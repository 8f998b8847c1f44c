"""A source's silence is a gap when it is longer than that source is ever silent."""

from accord.measurement import data_gaps


def test_a_site_that_says_nothing_for_four_days_has_a_gap() -> None:
    days = [day for day in range(100, 160) if not 130 <= day <= 133]
    gap = data_gaps.find("site", days, today=160)[0]
    assert (gap.first_day, gap.last_day, gap.days, gap.is_open) == (130, 133, 4, False)


def test_weekends_and_weekly_files_are_no_gaps() -> None:
    office = [day for day in range(100, 200) if day % 7 < 5]
    weekly = range(0, 210, 7)
    assert data_gaps.find("crm", office, today=200) == []
    assert data_gaps.find("bombora", weekly, today=210) == []


def test_a_source_that_stopped_has_a_gap_until_today() -> None:
    gap = data_gaps.find("site", range(100, 140), today=150)[0]
    assert (gap.first_day, gap.last_day, gap.is_open) == (140, 149, True)


def test_today_is_not_over_and_counts_as_no_gap() -> None:
    assert data_gaps.find("site", range(100, 140), today=141) == []


def test_a_source_with_little_data_has_nothing_usual() -> None:
    assert data_gaps.find("file", [1, 50, 51, 90], today=100) == []


def test_weeks_are_dark_from_three_days_on() -> None:
    gaps = [data_gaps.Gap("site", 131, 134, is_open=False, usual_pause=0)]
    looks = [126, 133, 140, 147]
    assert data_gaps.weeks(gaps, looks) == [1]
    assert data_gaps.spans([1, 2, 5]) == [(1, 2), (5, 5)]
