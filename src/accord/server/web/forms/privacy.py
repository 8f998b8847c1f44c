"""Forms about people: erasing, handing out, suppressing, writing down what they said."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.server.web.forms.decisions import DateField

_WAYS = (
    ("email", _("E-mail")),
    ("marketing_email", _("E-mail from marketing")),
    ("seller_email", _("E-mail from sellers")),
    ("phone", _("Telephone")),
    ("tracking", _("Tracking")),
    ("enrichment", _("Enrichment")),
    ("ads", _("Ads")),
    ("all", _("Everything")),
)


class PersonForm(forms.Form):
    """Who is meant."""

    person = forms.CharField(
        label=_("Mail address, or SOURCE:RECORD"), max_length=320, widget=forms.TextInput()
    )


class EraseForm(PersonForm):
    """Who is erased, and whether their counts go too."""

    is_full = forms.BooleanField(
        label=_("Take their counts out too"),
        required=False,
        help_text=_("Without this, what happened at the account still counts, as nobody's."),
    )
    is_sure = forms.BooleanField(label=_("I know that this can't be undone"))


class SuppressForm(forms.Form):
    """Whom the team does not contact, why, until when."""

    scope = forms.ChoiceField(
        label=_("What"),
        choices=(
            ("person", _("A person")),
            ("domain", _("A domain")),
            ("account", _("An account")),
        ),
    )
    subject = forms.CharField(
        label=_("Which"),
        max_length=320,
        help_text=_("A mail address, a domain, or an account's name or domain."),
    )
    reason = forms.CharField(label=_("Why"), max_length=500)
    until = DateField(label=_("Until"), required=False)


class ConsentForm(forms.Form):
    """What somebody told us about being contacted."""

    purpose = forms.ChoiceField(label=_("For what"), choices=_WAYS)
    status = forms.ChoiceField(
        label=_("What they said"),
        choices=(
            ("withdrawn", _("No: withdrawn")),
            ("given", _("Yes: consent given")),
            ("confirmed", _("Yes, and confirmed by their own click")),
        ),
    )
    wording = forms.CharField(
        label=_("Which wording they saw or heard"),
        max_length=300,
        help_text=_("Its version, so that somebody can look it up."),
    )
