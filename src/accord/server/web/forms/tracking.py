"""Forms of write keys and of mail providers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.server.mailing import providers


class KeyForm(forms.Form):
    """A new write key."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("What sends: Website, Product, Partner portal."),
    )


class LimitForm(forms.Form):
    """Where a key works and how much it may send."""

    origins = forms.CharField(
        label=_("Sites it may be used on"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One a line, as https://www.example.com. None: every site. Servers always may."
        ),
    )
    quota = forms.IntegerField(
        label=_("Events a minute"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=_("More are told to come back later, and do. Empty: as many as come."),
    )


class SenderForm(forms.Form):
    """A mail provider that is to tell its results."""

    provider = forms.ChoiceField(
        label=_("Who sends your mail"),
        choices=[(each.name, each.title) for each in providers.PROVIDERS.values()],
    )
    key = forms.CharField(
        label=_("Signing key"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Mailgun and MailerSend only: the key by which they sign. Others get a password."
        ),
    )


class SigningForm(forms.Form):
    """The key by which a provider signs."""

    key = forms.CharField(max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].label = label
