"""The mail of a campaign for one person, filled from the picture as it is when it leaves."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.core.mail import EmailMessage

from accord.content import mail_values, mails
from accord.content.mail_liquid import MailTextError
from accord.server.mailing import building, sending
from accord.server.mailing import how as hows
from accord.server.mailing.building import To
from accord.server.mailing.how import How
from accord.server.mailing.outcomes import Outcome
from accord.server.playing import people
from accord.server.playing.post import Deliver, Ready
from accord.server.records.models import Sending
from accord.server.records.queries import campaigns, programs
from accord.values.errors import AccordError

_PEOPLE: Final = "SELECT * FROM {people} WHERE list_contains($persons, person)"
_ROLES: Final = """
    SELECT DISTINCT ON (account, person) account, person, role, solution FROM {members}
    WHERE list_contains($persons, person)
    ORDER BY account, person, confidence DESC, solution, role
"""
_ACCOUNTS: Final = "SELECT * FROM {accounts} WHERE list_contains($accounts, account)"
_Whom = tuple[int, int]
"""An account and a person."""


@contextmanager
def opened() -> Iterator[Ready]:
    """Hold a line to the mail server for some batches.

    Errors: `AccordError` while nobody has set how mails leave.
    """
    how = hows.needed()
    with sending.opened(how) as line:

        def ready(rows: Sequence[Sending]) -> Deliver:
            words = Words.of(rows, how)

            def deliver(row: Sending) -> Outcome:
                try:
                    message = words.compose(row)
                except (MailTextError, AccordError) as error:
                    return Outcome("refused", str(error))
                return line.deliver(message)

            return deliver

        yield ready


@dataclass(frozen=True, slots=True)
class Words:
    """What fills the mails of a batch, read at once."""

    how: How
    people: Mapping[_Whom, dict[str, Any]]
    roles: Mapping[_Whom, dict[str, Any]]
    accounts: Mapping[int, dict[str, Any]]

    @classmethod
    def of(cls, rows: Sequence[Sending], how: How) -> "Words":
        """Read what mails to these people may say."""
        reader = people.reader()
        source = {name: reader.source(name) for name in ("people", "members", "accounts")}
        persons = sorted({row.person for row in rows})
        accounts = sorted({row.account for row in rows})
        found = reader.rows(_PEOPLE.format(**source), persons=persons)
        roles = reader.rows(_ROLES.format(**source), persons=persons)
        named = reader.rows(_ACCOUNTS.format(**source), accounts=accounts)
        return cls(
            how,
            {(one["account"], one["person"]): one for one in found},
            {(one["account"], one["person"]): one for one in roles},
            {one["account"]: one for one in named},
        )

    def compose(self, row: Sending) -> EmailMessage:
        """Return the mail as it would leave now.

        Errors: `MailTextError` where a word is missing for this person, `AccordError` for an
        address that no mail can go to.
        """
        text = campaigns.text_of(row.campaign, row.place)
        filled = mails.render(text, self._values(row))
        about = building.About(f"sending-{row.public}", row.campaign.public, how=self.how)
        return building.build(To(row.email, row.name), hows.sender_of(self.how), filled, about)

    def _values(self, row: Sending) -> dict[str, dict[str, str]]:
        program = programs.of_version(row.campaign.program_version)
        part = self.roles.get((row.account, row.person), {})
        sender = hows.sender_of(self.how)
        step = campaigns.play_of(row.campaign).steps[row.place]
        about = mail_values.About(
            account=self.accounts.get(row.account, {}),
            person=self.people.get((row.account, row.person), {"name": row.name}),
            sender={"name": sender.name, "title": sender.title},
            role=part.get("role") or "",
            solution=part.get("solution") or next(iter(program.solutions), ""),
            asset={"title": (step.asset or "").replace("_", " ")},
        )
        return mail_values.values(program, about)
