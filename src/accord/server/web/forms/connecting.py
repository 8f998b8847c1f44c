"""Forms by which a system is connected; secrets are typed in and never shown again."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.connectors.warehouse import query
from accord.server.syncing import schedules, systems
from accord.server.web import wording


class ConnectionForm(forms.Form):
    """What one system asks for; of a connection that stands, secrets may stay as they are."""

    def __init__(self, system: str, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = systems.find(system)
        self.fields["name"] = forms.CharField(
            label=_("Name"), max_length=120, required=False, initial=found.title
        )
        for each in found.fields:
            self.fields[each.name] = _field(each, is_new=is_new)
        if not any(each.name == "address" for each in found.fields):
            self.fields["address"] = forms.CharField(
                label=_("Another address"),
                required=False,
                help_text=_("Leave it empty, unless a proxy stands between."),
            )
        self.fields["currency"] = forms.CharField(
            label=_("Currency of amounts that name none"),
            required=False,
            max_length=3,
            help_text=_("Three letters, such as EUR; empty: as the system says."),
        )
        choices = [(code, words) for code, words in schedules.CHOICES.items()]
        self.fields["schedule"] = forms.ChoiceField(label=_("Read it"), choices=choices)


def _field(each: systems.Field, *, is_new: bool) -> forms.Field:
    hint = each.hint
    if each.is_secret and not is_new:
        hint = _("Leave it empty to keep the one that stands.")
    widget = forms.PasswordInput(attrs={"autocomplete": "off"}) if each.is_secret else None
    return forms.CharField(
        label=each.label,
        required=each.is_needed and (is_new or not each.is_secret),
        help_text=hint,
        widget=widget or forms.TextInput(),
        strip=True,
    )


class QueryForm(forms.Form):
    """A saved query of a warehouse."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=59)
    kind = forms.ChoiceField(label=gettext_lazy("What its rows are"))
    sql = forms.CharField(
        label=gettext_lazy("Query"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 10, "class": "ac-code", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One SELECT. Columns are read by their names, as headers of files are."
        ),
    )
    cursor = forms.CharField(
        label=gettext_lazy("Column to go on by"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "One that only grows, such as updated_at: the next run reads from there on."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = forms.ChoiceField(
            label=_("What its rows are"), choices=[(one, wording.words(one)) for one in query.KINDS]
        )
        self.fields["kind"] = kinds
