"""What people can type or meet is documented."""

import inspect
from pathlib import Path

from accord.content import mail_values
from accord.content.mail_values import About
from accord.program import mail_words, presets, words
from accord.scoring import measures as scored
from accord.server.errors import STATUS_BY_ERROR
from accord.stages import measures as placed
from accord.values import errors

DOCS = Path(__file__).parents[2] / "docs"


def test_every_kind_of_error_has_a_status_and_a_line_in_the_docs() -> None:
    page = (DOCS / "commands.md").read_text()
    kinds = [
        one
        for _, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, errors.AccordError)
    ]
    assert len(kinds) >= 5
    for kind in kinds:
        assert f"| `{kind.__name__}` |" in page
        assert f"| {STATUS_BY_ERROR[kind]} |" in page


def test_every_measure_that_a_program_may_name_is_made_by_a_room() -> None:
    source = inspect.getsource(scored) + inspect.getsource(placed)
    missing = [name for name in words.MEASURES if f'"{name}"' not in source]
    assert not missing, f"no room makes {', '.join(missing)}"


def test_every_word_of_a_mail_is_filled_by_content_and_explained() -> None:
    whole = About(
        account={"name": "Acme", "industry": "Steel", "country": "DE", "employees": 9},
        person={"name": "Ada Brandt", "title": "CFO"},
        sender={"name": "Sam Lee", "title": "Seller"},
        role="economic_buyer",
        solution="main",
        asset={"title": "Guide", "url": "https://a.example"},
        peer={"name": "Globex", "proof": "faster"},
        blanks={"saving_range": "3 %"},
    )
    found = mail_values.values(presets.program("demo"), whole)
    filled = {f"{space}.{name}" for space, inside in found.items() for name in inside}
    page = (DOCS / "mails.md").read_text()
    for name in mail_words.MAIL_WORDS:
        assert name in filled, f"accord.content.mail_values does not fill {name}"
        assert f"| `{name}` |" in page


def test_every_decision_record_is_short_and_whole() -> None:
    for record in (DOCS / "decisions").glob("*.md"):
        text = record.read_text()
        assert text.count("\n") < 40, record.name
        for part in ("**Question.**", "**Answer.**", "**Why.**", "**What we gave up.**"):
            assert part in text, f"{record.name} has no {part}"
