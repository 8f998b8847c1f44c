"""The worklist of empty seats: what it counts, whose it is, and the work made of it."""

import csv
import html
import io
import re

import pytest

from accord.server.records.models import Decision
from accord.server.records.queries import account_page, accounts, empty_seats
from accord.server.records.queries.accounts import Filters as Listed
from accord.server.records.queries.empty_seats import Filters

pytestmark = pytest.mark.slow


def words_of(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def naive(state):
    """Go through every account of the list, and count what its own page says."""
    found = set()
    for row in accounts.iterate_accounts(Listed()):
        if not row.tier:
            continue
        for group in account_page.find_account(row.public_id).groups:
            for seat in group.seats:
                is_missing = seat.known < seat.required
                is_quiet = not is_missing and seat.engaged < seat.required
                if (is_missing and state == "missing") or (is_quiet and state == "quiet"):
                    found.add(f"{row.public_id}/{group.solution}/{seat.role}")
    return found


@pytest.mark.parametrize("state", empty_seats.STATES)
def test_the_worklist_says_what_every_account_s_page_says(workspace, state):
    seats = empty_seats.find_all(Filters(state=state))
    assert {seat.key for seat in seats} == naive(state)
    assert len(seats) > 5
    assert empty_seats.find(Filters(state=state)).total == len(seats)


def test_pages_follow_each_other_and_are_ranked(workspace):
    every = empty_seats.find_all(Filters())
    paged = [*empty_seats.find(Filters(), 1).rows, *empty_seats.find(Filters(), 2).rows]
    assert list(every[: len(paged)]) == paged
    tiers = [seat.tier for seat in every]
    assert sorted(tiers, key=["one_to_one", "one_to_few", "one_to_many"].index) == tiers


def test_each_filter_narrows_to_what_its_choice_counts(workspace):
    for name, choices in empty_seats.find(Filters()).choices.items():
        for value, n in [choice for choice in choices if choice[0]][:3]:
            found = empty_seats.find_all(Filters(**{name: value}))
            assert len(found) == n
            assert {getattr(seat, name) for seat in found} == {value}


def test_seats_are_given_to_owners_and_taken_back_in_one_step(reads):
    mia = reads("mia")
    seat, other = empty_seats.find_all(Filters(state="missing"))[:2]
    done = mia.post("/seats/seek/", {"seat": [seat.key, other.key]}, follow=True)
    assert "2 seats are given to their owners." in words_of(done)
    place = (seat.account, seat.solution, seat.role)
    assert empty_seats.find_sought([seat.account])[place] == seat.owner
    assert "sought by" in words_of(mia.get("/seats/"))
    assert empty_seats.count_sought(seat.owner) == (2 if other.owner == seat.owner else 1)
    if seat.owner.startswith("sam"):
        assert "Seats to find people for" in words_of(reads("sam").get("/"))
    again = mia.post("/seats/seek/", {"seat": [seat.key]}, follow=True)
    assert "filled or sought already" in words_of(again)
    mia.post("/undo/", {"token": Decision.objects.order_by("-pk").first().batch})
    assert empty_seats.find_sought([seat.account, other.account]) == {}


def test_a_whole_page_is_given_by_one_press(reads):
    seats = empty_seats.find(Filters()).rows
    asked = {"shown": [seat.key for seat in seats], "all": "yes"}
    done = reads("mia").post("/seats/seek/", asked, follow=True)
    assert f"{len(seats)} seats are given to their owners." in words_of(done)
    assert len(empty_seats.find_sought([seat.account for seat in seats])) == len(seats)


def test_a_seat_that_is_filled_leaves_the_list_at_once(reads):
    before = empty_seats.find_all(Filters(role="legal")) or empty_seats.find_all(
        Filters(state="missing")
    )
    seat = next(
        seat
        for seat in before
        if seat.required - seat.known == 1 and account_page.find_account(seat.public_id).people
    )
    person = account_page.find_account(seat.public_id).people[0]
    given = {"person": person.public_id, "solution": seat.solution, "role": seat.role}
    reads("mia").post(f"/accounts/{seat.public_id}/role/", given)
    left = {one.key for one in empty_seats.find_all(Filters(state="missing"))}
    assert seat.key not in left


def test_the_file_names_company_domain_role_and_titles(reads):
    answer = reads("sam").get("/seats/wanted.csv?role=economic_buyer")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    seats = empty_seats.find_all(Filters(role="economic_buyer", state="missing"))
    assert [row["Account ID"] for row in rows] == [seat.public_id for seat in seats]
    assert all("CFO" in row["Titles to look for"] for row in rows)
    assert all(row["Wanted role"] == "economic_buyer" for row in rows)


def test_linkedin_s_list_is_refused_in_words_below_its_least_number(reads):
    answer = reads("mia").post("/seats/linkedin/", {"query": "tier=one_to_one"}, follow=True)
    assert "too few; widen the rule" in words_of(answer)
    assert reads("sam").post("/seats/linkedin/", {"query": ""}).status_code == 403


def test_a_seat_is_never_of_another_kind(reads):
    assert "a seat is never" in words_of(reads("mia").get("/seats/?state=odd"))
