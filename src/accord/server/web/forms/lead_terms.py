"""What was agreed with the vendor of a lead file."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.connectors.files import headers, vocabulary


class TermsForm(forms.Form):
    """The vendor, and the terms that its leads are held against; what is empty is not asked."""

    vendor = forms.CharField(
        label=_("Vendor or event"),
        required=False,
        max_length=80,
        help_text=_("Its leads are told from others by this name."),
    )
    countries = forms.CharField(
        label=_("Countries agreed"),
        required=False,
        max_length=500,
        help_text=_("As US, DE. Empty: those that the profile's must-haves allow."),
    )
    employees_from = forms.IntegerField(
        label=_("Employees from"), required=False, min_value=0, max_value=10_000_000
    )
    employees_to = forms.IntegerField(
        label=_("Employees to"), required=False, min_value=0, max_value=10_000_000
    )
    cost = forms.DecimalField(
        label=_("Cost of a lead"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    currency = forms.RegexField(
        label=_("Currency"), required=False, regex=r"^[A-Za-z]{3}$", help_text=_("As USD.")
    )

    def clean_vendor(self) -> str:
        """Refuse the name of a CRM, whose records the leads would be taken for."""
        vendor: str = self.cleaned_data["vendor"]
        if vocabulary.snake(vendor) in headers.CRMS:
            message = _("name the vendor or event, not the CRM %(vendor)s")
            raise forms.ValidationError(message, params={"vendor": vendor})
        return vendor

    def options(self) -> dict[str, Any]:
        """Return what a file's import is told: its source, and the terms as texts.

        No vendor is an empty source, by which a file falls back to its kind.
        """
        said: Mapping[str, Any] = self.cleaned_data
        terms = {name: "" if value is None else str(value) for name, value in said.items()}
        terms["currency"] = terms["currency"].upper()
        return {"terms": terms, "source": vocabulary.snake(terms["vendor"])}

    def wrong(self) -> str:
        """Say which fields could not be read."""
        names = [
            f"{self.fields[name].label} ({' '.join(map(str, told))})"
            for name, told in self.errors.items()
            if name in self.fields
        ]
        wrong = _("Nothing was changed; these can't be read: %(names)s.")
        return str(wrong) % {"names": ", ".join(names)}
