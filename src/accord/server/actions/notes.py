"""Notes that people leave at an account."""

from accord.server.actions import decisions, rights
from accord.server.records.models import AppUser
from accord.server.records.queries import accounts
from accord.values.errors import AccordError

_LONGEST = 10_000


def add_note(user: AppUser, account: str, text: str) -> None:
    """Leave a note at an account."""
    rights.need(user, rights.WRITERS, "leave notes")
    words = text.strip()
    if not words or len(words) > _LONGEST:
        message = f"a note has 1 to {_LONGEST:,} characters; this one has {len(words):,}"
        raise AccordError(message)
    number = accounts.find_account_id(account)
    note = decisions.New("note", account=number, value={"text": words})
    decisions.record(user, "add_note", [note], account)
