"""The page of how mails leave: whether they can, what the domain says, and what became of a try."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accord.server.actions import sending_mail
from accord.server.mailing import domain_check
from accord.server.mailing import how as hows
from accord.server.mailing.by_provider import WAYS
from accord.server.mailing.how import How
from accord.server.mailing.outcomes import Outcome
from accord.server.records.models import AppUser
from accord.server.web.forms.sending import GROUPS, SendingForm

_BECAME: Final = {
    "sent": gettext_noop("The test mail was taken: %(answer)s"),
    "refused": gettext_noop("The test mail was refused: %(answer)s"),
    "later": gettext_noop("The test mail could not leave now: %(answer)s"),
    "unknown": gettext_noop("Nobody answered after the test mail was sent: %(answer)s"),
}


def page(user: AppUser, form: SendingForm, *, is_looked_up: bool) -> dict[str, Any]:
    """Return what the page shows."""
    how = hows.load()
    secrets = hows.secrets() if user.access_role in sending_mail.MAY_TRY else {}
    return {
        "how": how,
        "headline": headline(how),
        "way": _way(how),
        "groups": {name: form.group(name) for name in GROUPS},
        "may_change": user.access_role in sending_mail.MAY,
        "may_try": user.access_role in sending_mail.MAY_TRY,
        "is_https": how.base_url.startswith("https://"),
        "is_signing": bool(secrets.get("dkim_key") and how.dkim_domain and how.dkim_selector),
        "domain": how.from_address.rpartition("@")[2],
        "checks": domain_check.check(how) if is_looked_up and how.from_address else None,
        "has_errors": bool(form.errors),
    }


def headline(how: How) -> str:
    """Say in one sentence whether mails can leave, and as whom."""
    if not how.is_set:
        return _("No mail can leave yet.")
    said = {"name": how.from_name, "address": how.from_address}
    return _("Mails leave as %(name)s, from %(address)s.") % said


def became(outcome: Outcome) -> str:
    """Say what became of a test mail."""
    return _(_BECAME[outcome.state]) % {"answer": outcome.answer or _("no more was said")}


def _way(how: How) -> str:
    if how.by == hows.SMTP:
        return f"{how.host}:{how.port}"
    return WAYS[how.by].title if how.by in WAYS else ""
