"""Those who tell what became of mails."""

from accord.server.records.models import MailSender
from accord.values import ids
from accord.values.errors import NotFoundError


def list_senders() -> list[MailSender]:
    """List them, the oldest first."""
    return list(MailSender.objects.order_by("id"))


def find(public_id: str) -> MailSender:
    """Find one by the id in its address."""
    row = MailSender.objects.filter(pk=ids.from_public_id(public_id) or 0).first()
    if row is None:
        message = "nobody tells mail results at this address; the tracking page lists who does"
        raise NotFoundError(message)
    return row


def by_source(source: str) -> MailSender | None:
    """Find one by the source under which its results are known."""
    return MailSender.objects.filter(source=source).first()
