"""The words that a mail may use in braces: what each is, an example, and whether all have it."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class MailWord:
    """One variable of a mail: what it says, an example, whether it is known for everybody."""

    meaning: str
    example: str
    is_always: bool = False


MAIL_WORDS: Final[dict[str, MailWord]] = {
    "account.name": MailWord("name of the account", "Acme", is_always=True),
    "account.industry": MailWord("industry of the account", "Manufacturing"),
    "account.country": MailWord("country of the account", "Germany"),
    "account.employees": MailWord("employees of the account", "1,200"),
    "person.first_name": MailWord("first name of whoever gets it", "Ada"),
    "person.last_name": MailWord("last name of whoever gets it", "Brandt"),
    "person.title": MailWord("job title of whoever gets it", "Chief Financial Officer"),
    "person.role": MailWord("role in the buying group", "economic buyer"),
    "sender.name": MailWord("name of whoever sends it", "Sam Lee", is_always=True),
    "sender.title": MailWord("job title of whoever sends it", "Account Executive"),
    "sender.company": MailWord("your company", "Tallyfold", is_always=True),
    "message.problem": MailWord(
        "problem of the claim for that role", "every close costs days that nobody counts"
    ),
    "message.claim": MailWord(
        "claim for that role, with its blanks filled", "teams like yours save 9 hours a week"
    ),
    "message.proof": MailWord("proofs of the claim", "peer case study and ROI model"),
    "solution.title": MailWord("solution that the play is for", "Close automation"),
    "asset.title": MailWord("title of what the step sends", "Benchmark of the monthly close"),
    "asset.url": MailWord("address of what the step sends", "https://tallyfold.example/benchmark"),
    "peer.name": MailWord("customer like them who may be named", "Globex"),
    "peer.proof": MailWord("what that customer reached", "closed the quarter five days earlier"),
}
"""Every variable of a mail by its name; `content` fills them, and a test names any it does not."""
