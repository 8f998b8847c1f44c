import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.identity import titles
from accord.program import words


@pytest.mark.parametrize(
    ("title", "level", "department"),
    [
        ("CFO", "c_level", "finance"),
        ("Chief Information Security Officer", "c_level", "it"),
        ("C.E.O.", "c_level", "executive"),
        ("SVP, Marketing", "vp", "marketing"),
        ("Vice President Engineering", "vp", "engineering"),
        ("Sr. Director, IT Operations", "director", "it"),
        ("Head of Procurement", "director", "procurement"),
        ("Dir. of Mktg", "director", "marketing"),
        ("Senior Software Engineer", "practitioner", "engineering"),
        ("Executive Assistant to the CEO", "practitioner", "executive"),
        ("Assistant to the CFO", "practitioner", "finance"),
        ("Assistant Vice President", "vp", "unknown"),
        ("Geschäftsführer", "c_level", "executive"),
        ("Leiter Einkauf", "director", "procurement"),
        ("Einkaufsleiterin", "director", "procurement"),
        ("Directrice des Ressources Humaines", "director", "hr"),
        ("Gerente de Compras", "manager", "procurement"),
        ("Hoofd Inkoop", "director", "procurement"),
        ("Responsabile IT", "manager", "it"),
        ("General Counsel", "c_level", "legal"),
        ("Account Executive", "practitioner", "sales"),
        ("Werkstudent Marketing", "junior", "marketing"),
        ("HR Business Partner", "practitioner", "hr"),
        ("Chief Finacnial Officer", "c_level", "finance"),
        ("CTO / VP Engineering", "c_level", "engineering"),
        ("VP Finance & Operations", "vp", "finance"),
        ("Guru", "unknown", "unknown"),
        ("", "unknown", "unknown"),
    ],
)
def test_titles_say_level_and_department(title: str, level: str, department: str) -> None:
    found = titles.read(title)
    assert (found.level, found.department) == (level, department)


def test_a_student_is_no_working_student() -> None:
    assert titles.read("PhD Student").is_student
    assert not titles.read("Werkstudentin Vertrieb").is_student


@given(st.text(max_size=80))
def test_whatever_stands_there_is_read_as_known_words(text: str) -> None:
    found = titles.read(text)
    assert found.level in words.LEVELS
    assert found.department in words.DEPARTMENTS
    assert 0 <= found.sureness <= 1
