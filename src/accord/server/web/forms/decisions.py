"""Forms by which people decide about accounts: tiers, locks, owners, freezes."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.server.actions.decide_accounts import Change
from accord.server.web import people, tiers, wording
from accord.values import time

ACTIONS: Final = (
    ("owner_set", _("Set the owner")),
    ("tier_overridden", _("Move to a tier")),
    ("tier_locked", _("Lock in a tier")),
    ("tier_unlocked", _("Unlock")),
    ("tier_override_ended", _("End a move by hand")),
    ("priority_vote", _("Vote for priority")),
    ("account_frozen", _("Freeze: nobody touches it")),
    ("account_unfrozen", _("Unfreeze")),
)
"""What can be decided about several accounts at once, in the order of how often it is."""

_NEEDS: Final = {
    "owner_set": ("owner", "reason"),
    "tier_overridden": ("tier", "reason", "until"),
    "tier_locked": ("tier", "reason", "until"),
    "account_frozen": ("reason", "until"),
}
_MUST: Final = {
    "owner_set": {"owner"},
    "tier_overridden": {"tier", "reason"},
    "tier_locked": {"tier", "reason", "until"},
    "account_frozen": {"reason", "until"},
    "priority_vote": {"reason"},
}


class DateField(forms.DateField):
    """A day, typed or chosen."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BulkForm(forms.Form):
    """The details of one kind of change; only the fields that the kind needs are shown."""

    owner = forms.ChoiceField(label=_("Owner"), choices=people.choices)
    tier = forms.ChoiceField(label=_("Tier"), choices=tiers.choices)
    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        help_text=_("Whoever sees this later will ask."),
    )
    until = DateField(label=_("Until"), help_text=_("Without an end it would be forgotten."))

    def __init__(self, action: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        wanted, must = _NEEDS.get(action, ("reason",)), _MUST.get(action, set())
        for name in list(self.fields):
            if name not in wanted:
                del self.fields[name]
            else:
                self.fields[name].required = name in must

    def change(self) -> Change:
        """Return the change that was typed."""
        data = self.cleaned_data
        return Change(
            self.action,
            value=data.get("owner") or data.get("tier") or "",
            reason=data.get("reason") or "",
            until_day=day_of(data.get("until")),
        )


class OverrideForm(forms.Form):
    """Keeping one account in a tier, with a reason and an end."""

    tier = forms.ChoiceField(label=_("Tier"), choices=tiers.choices)
    reason = forms.CharField(
        label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2_000
    )
    until = DateField(label=_("Until"))


def day_of(value: date | None) -> int | None:
    """Return the day number of what was typed, if anything was."""
    return wording.day_from(value) if value else None


def iso(day: int) -> str:
    """Return a day as a date field holds it."""
    return time.from_day(day).isoformat()
