import pytest

import builders
from accord.identity import roles

ACME = builders.company("Acme", "acme.example", employees=900)


@pytest.mark.parametrize(
    ("level", "department", "is_small", "role"),
    [
        ("c_level", "finance", False, "economic_buyer"),
        ("c_level", "executive", False, "executive_sponsor"),
        ("c_level", "executive", True, "economic_buyer"),
        ("vp", "operations", False, "functional_leader"),
        ("practitioner", "operations", False, "end_user"),
        ("director", "it", False, "technical_evaluator"),
        ("manager", "procurement", False, "procurement"),
        ("practitioner", "legal", False, "legal"),
        ("director", "marketing", False, "influencer"),
    ],
)
def test_titles_suggest_roles(level: str, department: str, is_small: bool, role: str) -> None:
    found = roles.of_title(level, department, "operations", is_small=is_small)
    assert found is not None
    assert found[0] == role


def test_who_says_nothing_of_himself_has_no_role() -> None:
    assert roles.of_title("unknown", "finance", "operations", is_small=False) is None
    assert roles.of_title("junior", "finance", "operations", is_small=False) is None
    assert roles.of_title("vp", "unknown", "operations", is_small=False) is None


def of(found, email):
    return found.rows(
        "SELECT r.role, r.is_confirmed, r.evidence FROM person_roles AS r "
        "JOIN people AS p ON p.person = r.person WHERE p.email = $email",
        email=email,
    )


def test_the_crm_is_asked_before_the_title_and_a_person_before_both(resolved) -> None:
    person = builders.person("cleo@acme.example", "IT Director", crm_role="BUDGET_HOLDER")
    found = resolved(ACME, person)
    assert of(found, "cleo@acme.example") == [("economic_buyer", False, "CRM role: BUDGET_HOLDER")]
    who = found.one("SELECT person FROM people")
    champion = builders.decision(
        "role_confirmed", {"solution": "main", "role": "champion"}, person=who, days_ago=9
    )
    found = resolved(ACME, person, champion)
    assert of(found, "cleo@acme.example") == [("champion", True, "confirmed by a person")]
    taken_back = builders.decision(
        "role_rejected", {"solution": "main", "role": "champion"}, person=who, days_ago=3
    )
    found = resolved(ACME, person, champion, taken_back)
    assert of(found, "cleo@acme.example") == [("economic_buyer", False, "CRM role: BUDGET_HOLDER")]
    refused = builders.decision(
        "role_rejected", {"solution": "main", "role": "economic_buyer"}, person=who, days_ago=2
    )
    found = resolved(ACME, person, refused)
    assert of(found, "cleo@acme.example") == [("technical_evaluator", False, "title: IT Director")]


def test_nobody_without_account_has_a_role(resolved) -> None:
    found = resolved(builders.person("ada@gmail.com", "CFO"))
    assert found.rows("SELECT * FROM person_roles") == []


def test_the_role_confirmed_last_stands_and_what_is_withdrawn_was_never_said(resolved) -> None:
    person = builders.person("cleo@acme.example", "IT Director", crm_role="BUDGET_HOLDER")
    who = resolved(ACME, person).one("SELECT person FROM people")

    def said(kind, role, days_ago):
        value = {"solution": "main", "role": role}
        return builders.decision(kind, value, person=who, days_ago=days_ago)

    facts = [said("role_confirmed", "champion", 9), said("role_confirmed", "legal", 8)]
    found = resolved(ACME, person, *facts)
    assert of(found, "cleo@acme.example") == [("legal", True, "confirmed by a person")]
    facts.append(said("role_withdrawn", "legal", 7))
    found = resolved(ACME, person, *facts)
    assert of(found, "cleo@acme.example") == [("champion", True, "confirmed by a person")]
    facts.append(said("role_withdrawn", "champion", 6))
    found = resolved(ACME, person, *facts)
    assert of(found, "cleo@acme.example") == [("economic_buyer", False, "CRM role: BUDGET_HOLDER")]
