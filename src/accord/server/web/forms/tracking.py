"""Forms of write keys."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
