"""The pages of mail results: what to enter at a provider, and whether results arrive."""

from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accord.server.actions import mail_senders as actions
from accord.server.mailing import providers
from accord.server.records.models import AppUser, MailSender
from accord.server.records.queries import collecting, mail_senders
from accord.server.records.queries.collecting import Came
from accord.server.web.display.tracking_sheet import ago

_DEEDS: Final = {
    "on": gettext_noop("Its results are taken again."),
    "off": gettext_noop("What it tells is refused from now on."),
    "secret": gettext_noop("The secret is changed; the former one works no longer."),
}


def deed_words(deed: str) -> str:
    """Say what was done to a mail provider."""
    return _(_DEEDS.get(deed, gettext_noop("Nothing was changed.")))


def senders() -> dict[str, Any]:
    """Return what the tracking page shows of mail providers."""
    came, today = collecting.came(), collecting.today_by_source()
    rows = mail_senders.list_senders()
    return {"senders": [_row(row, came.get(row.source, Came()), today) for row in rows]}


def _row(row: MailSender, came: Came, today: dict[str, int]) -> dict[str, Any]:
    return {
        "title": providers.find(row.provider).title,
        "source": row.source,
        "link": reverse("tracking_mail", args=[row.public_id]),
        "state": _state(row, came),
        "is_enabled": row.is_enabled,
        "heard": came.heard,
        "today": today.get(row.source, 0),
        "quarantined": came.quarantined,
        "last": ago(came.last_us),
    }


def _state(row: MailSender, came: Came) -> str:
    if not row.is_enabled:
        return _("Switched off")
    return _("Tells") if came.heard else _("Silent so far")


def one(row: MailSender, base: str, user: AppUser) -> dict[str, Any]:
    """Return what a provider's page shows."""
    provider = providers.find(row.provider)
    came = collecting.came().get(row.source, Came())
    plain = base + reverse("mail_results", args=[row.public_id])
    shown = user.access_role in actions.MAY
    name, _sign, password = actions.proof_of(row).partition(":")
    return {
        "row": row,
        "may_change": shown,
        "public_id": row.public_id,
        "title": provider.title,
        "headline": _headline(row, provider, came),
        "where": provider.where,
        "is_tried": provider.is_tried,
        "key_label": provider.key_label,
        "is_signed": bool(provider.signed_by),
        "address": plain if provider.signed_by or not shown else _with(plain, f"{name}:{password}"),
        "plain": plain,
        "user_name": name,
        "password": password if shown else "",
        "is_https": base.startswith("https://"),
        "confirm_url": row.confirm_url if not came.heard else "",
        "refused": row.refused,
        "refused_at": row.refused_at,
        "is_heard": came.heard > 0,
        "counts": [
            (_("Accepted"), came.accepted + came.waiting),
            (_("Heard before"), came.duplicate),
            (_("Set aside"), came.quarantined),
        ],
    }


def _headline(row: MailSender, provider: providers.Provider, came: Came) -> str:
    named = {"name": provider.title, "when": ago(came.last_us)}
    if not row.is_enabled:
        return _("%(name)s is switched off: what it tells is refused.") % named
    if not came.heard:
        return _("Waiting for the first result from %(name)s.") % named
    return _("%(name)s tells what becomes of your mail. The last result came %(when)s.") % named


def _with(address: str, proof: str) -> str:
    """Write user and password into an address, as providers take them."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=f"{proof}@{parts.netloc}"))
