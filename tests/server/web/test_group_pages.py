"""The page of a buying group: roles, people, arithmetic, and a role given and taken back."""

import html
import re

import pytest

from accord.server.records.models import Decision
from accord.server.records.queries import account_page, accounts
from accord.server.records.queries.accounts import Filters

pytestmark = pytest.mark.slow


def words_of(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def listed():
    return next(row for row in accounts.iterate_accounts(Filters()) if row.tier and row.seats_known)


def place(row, **asked):
    return f"/accounts/{row.public_id}/group/?" + "&".join(f"{k}={v}" for k, v in asked.items())


def test_every_view_shows_every_person_who_plays_a_part(reads):
    row, mia = listed(), reads("mia")
    page = account_page.find_account(row.public_id)
    group = max(page.groups, key=lambda group: (group.engaged, group.known))
    names = [member.name for member in group.members if member.name]
    assert names
    for view in ("role", "department", "graph"):
        said = words_of(mia.get(place(row, view=view)))
        for name in names[:20]:
            assert name[:20] in said, (view, name)


def test_what_the_roles_give_adds_up_to_completeness(reads):
    row = listed()
    answer = reads("mia").get(place(row)).content.decode()
    given = [float(n) for n in re.findall(r"([\d.]+) of [\d.]+ %", answer)]
    assert abs(sum(given) - row.completeness) < 0.05 * len(given) + 0.01


def test_a_reader_sees_the_parts_and_nobody_s_name(reads):
    row = listed()
    page = account_page.find_account(row.public_id)
    told = [person.name for person in page.people if person.name]
    told += [person.email for person in page.people if person.email]
    told += [person.public_id for person in page.people]
    for view in ("role", "department", "graph"):
        said = html.unescape(reads("jo").get(place(row, view=view)).content.decode())
        assert not [one for one in told if one in said], view
        assert "Somebody" in said


def test_a_role_is_given_moved_and_taken_back_in_one_step(reads):
    row, mia = listed(), reads("mia")

    page = account_page.find_account(row.public_id)
    somebody, solution = page.people[0].public_id, page.groups[0].solution

    def role():
        people = account_page.find_account(row.public_id).people
        person = next(one for one in people if one.public_id == somebody)
        found = next((one for one in person.roles if one.solution == solution), None)
        return (found.role, found.is_confirmed) if found else None

    def give(name):
        given = {"person": somebody, "solution": solution, "role": name}
        answer = mia.post(f"/accounts/{row.public_id}/role/", given, follow=True)
        assert "Undo" in words_of(answer)
        return Decision.objects.order_by("-pk").first().batch

    before = role()
    first = give("champion")
    assert role() == ("champion", True)
    second = give("legal")
    assert role() == ("legal", True)
    mia.post("/undo/", {"token": second})
    assert role() == ("champion", True)
    mia.post("/undo/", {"token": first})
    assert role() == before


def test_an_unknown_solution_is_named(reads):
    answer = reads("mia").get(place(listed(), solution="nothing"))
    assert answer.status_code == 404
    assert "There is no solution nothing" in words_of(answer)
