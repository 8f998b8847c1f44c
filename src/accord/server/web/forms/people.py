"""Forms by which people come in: sign-in, invitation, password."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accord.server.records.models.user import AccessRole


class SignInForm(forms.Form):
    """Mail address and password."""

    email = forms.EmailField(
        label=_("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )


class InviteForm(forms.Form):
    """Who is let in, and what they may do."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("Mail address"))
    access_role = forms.ChoiceField(
        label=_("Access role"),
        choices=AccessRole.choices,
        help_text=_(
            "Readers look. Sales and marketing decide and sign for their side. Admins also change users."
        ),
    )


class PasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text=_("At least twelve characters; a sentence is fine."),
        min_length=12,
    )
    again = forms.CharField(
        label=_("Once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ, and one that anybody would guess."""
        data = super().clean() or {}
        if data.get("password") and data.get("password") != data.get("again"):
            raise ValidationError(_("The two are not the same."))
        if data.get("password"):
            password_validation.validate_password(data["password"])
        return data


class ViewForm(forms.Form):
    """The name of a saved view."""

    name = forms.CharField(label=_("Name"), max_length=100)
    is_shared = forms.BooleanField(label=_("Show it to everybody"), required=False)
