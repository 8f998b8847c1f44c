"""The form of how mails leave; secrets are typed in and never shown again."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.server.mailing import how as hows
from accord.server.mailing.by_provider import WAYS
from accord.server.mailing.how import How

_WAYS: Final = [
    (hows.SMTP, gettext_lazy("A mail server, by SMTP (SendGrid, Amazon SES)")),
    *[(name, way.title) for name, way in WAYS.items()],
]
_SECURITIES: Final = [
    ("starttls", gettext_lazy("STARTTLS, as on port 587")),
    ("tls", gettext_lazy("TLS from the start, as on port 465")),
    ("none", gettext_lazy("None: only inside your own network")),
]
GROUPS: Final = {
    "way": ("by",),
    "smtp": ("host", "port", "security", "user", "password"),
    "provider": ("key", "secret_key", "domain"),
    "sender": ("from_name", "from_address", "reply_to", "own_domains", "titles"),
    "every": ("base_url", "postal", "leave_address", "per_minute"),
    "told": ("is_tracking_clicks", "is_tracking_opens"),
    "dkim": ("dkim_domain", "dkim_selector", "dkim_key"),
}
"""Fields by the part of the page they stand in."""


def _secret(label: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    hint = gettext_lazy("Kept encrypted. Empty: the one that stands stays.")
    return forms.CharField(
        label=label, required=False, max_length=500, widget=widget, help_text=hint
    )


class SendingForm(forms.Form):
    """How mails leave."""

    by = forms.ChoiceField(label=gettext_lazy("Mails leave by"), choices=_WAYS)
    host = forms.CharField(label=gettext_lazy("Mail server"), required=False, max_length=253)
    port = forms.IntegerField(
        label=gettext_lazy("Port"), required=False, min_value=1, max_value=65_535
    )
    security = forms.ChoiceField(label=gettext_lazy("Encryption"), choices=_SECURITIES)
    user = forms.CharField(label=gettext_lazy("User"), required=False, max_length=200)
    password = _secret(gettext_lazy("Password"))
    key = _secret(gettext_lazy("API key"))
    secret_key = _secret(gettext_lazy("Second key (Mailjet)"))
    domain = forms.CharField(
        label=gettext_lazy("Sending domain (Mailgun)"), required=False, max_length=253
    )
    from_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("Your company or team, as readers know it."),
    )
    from_address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=254,
        help_text=gettext_lazy("Marketing writes from it."),
    )
    reply_to = forms.CharField(
        label=gettext_lazy("Answers go to"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Empty: to the address itself."),
    )
    own_domains = forms.CharField(
        label=gettext_lazy("Domains of sellers' own addresses"),
        required=False,
        help_text=gettext_lazy(
            "Whoever has an address there writes from it. Others write from the common address, and answers go to them."
        ),
    )
    titles = forms.CharField(
        label=gettext_lazy("Job titles of senders"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A line a person: mail address, colon, title."),
    )
    base_url = forms.CharField(
        label=gettext_lazy("Address of this server for readers"),
        max_length=200,
        help_text=gettext_lazy("Links and the way out lead there, so it must be reached by https."),
    )
    postal = forms.CharField(
        label=gettext_lazy("Who sends, and where you are"),
        max_length=300,
        help_text=gettext_lazy(
            "Company and postal address, in the foot of every mail, as laws ask."
        ),
    )
    leave_address = forms.CharField(
        label=gettext_lazy("Mailbox for leaving"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("A mailbox that somebody reads, for those who leave by mail."),
    )
    per_minute = forms.IntegerField(
        label=gettext_lazy("Mails a minute at most"), min_value=1, max_value=100_000
    )
    is_tracking_clicks = forms.BooleanField(
        label=gettext_lazy("Write down who clicks, by links through this server"), required=False
    )
    is_tracking_opens = forms.BooleanField(
        label=gettext_lazy(
            "Write down who opens, by a picture (tells little: many readers hide it)"
        ),
        required=False,
    )
    dkim_domain = forms.CharField(
        label=gettext_lazy("Domain that signs"), required=False, max_length=253
    )
    dkim_selector = forms.CharField(label=gettext_lazy("Selector"), required=False, max_length=63)
    dkim_key = forms.CharField(
        label=gettext_lazy("Private key (PEM)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy("Kept encrypted. Empty: the one that stands stays."),
    )

    def clean_base_url(self) -> str:
        """Return the address without its last stroke."""
        return str(self.cleaned_data["base_url"]).strip().rstrip("/")

    def clean_own_domains(self) -> list[str]:
        """Return domains in small letters."""
        said = str(self.cleaned_data["own_domains"]).replace(",", " ").lower()
        return [one.removeprefix("@") for one in said.split()]

    def clean_titles(self) -> dict[str, str]:
        """Return titles by address."""
        found = {}
        for line in str(self.cleaned_data["titles"]).splitlines():
            address, colon, title = (part.strip() for part in line.partition(":"))
            if not line.strip():
                continue
            if not (colon and title and "@" in address):
                message = _("%(line)s: write a mail address, a colon and a title.")
                raise forms.ValidationError(message % {"line": line.strip()[:80]})
            found[address.lower()] = title
        return found

    def group(self, name: str) -> list[forms.BoundField]:
        """Return the fields of one part of the page."""
        return [self[field] for field in GROUPS[name]]


def initial(how: How, base: str) -> dict[str, Any]:
    """Return what the form begins with."""
    found = {
        name: getattr(how, name)
        for group in GROUPS.values()
        for name in group
        if hasattr(how, name)
    }
    return found | {
        "by": how.by or hows.SMTP,
        "own_domains": ", ".join(how.own_domains),
        "titles": "\n".join(f"{email}: {title}" for email, title in how.titles.items()),
        "base_url": how.base_url or base,
    }
