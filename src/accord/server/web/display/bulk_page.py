"""A change to several accounts before it is made: what would change, and what is missing."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.server.actions import decide_accounts
from accord.server.actions.decide_accounts import Effect
from accord.server.records.models import AppUser
from accord.server.records.queries import accounts
from accord.server.web import people, tiers, wording
from accord.server.web.display import account_list
from accord.server.web.forms.decisions import ACTIONS, BulkForm
from accord.values import ids
from accord.values.errors import AccordError

_SHOWN: Final = 200
_KEPT: Final = ("action", "query", "everything")


def chosen(posted: QueryDict) -> list[int]:
    """Return the accounts that a form means: those ticked, or the whole list."""
    if posted.get("everything") == "1":
        return accounts.list_account_ids(
            account_list.read(QueryDict(posted.get("query", ""))).filters
        )
    return [number for each in posted.getlist("account") if (number := ids.from_public_id(each))]


def preview(
    user: AppUser, account_ids: Sequence[int], form: BulkForm
) -> tuple[tuple[Effect, ...], str]:
    """Return what would change, or why that can't be said yet."""
    if not form.is_bound or not form.is_valid():
        return (), ""
    try:
        return decide_accounts.preview(user, account_ids, form.change())
    except AccordError as error:
        form.add_error(None, error.message)
        return (), ""


def sheet(
    posted: QueryDict,
    form: BulkForm,
    account_ids: Sequence[int],
    found: tuple[tuple[Effect, ...], str],
) -> dict[str, Any]:
    """Return what the preview's template reads."""
    effects, sentence = found
    changing = [effect for effect in effects if effect.is_changed]
    n = len(account_ids)
    title = str(dict(ACTIONS).get(form.action, form.action))
    why = _why_shut(n, bool(effects), bool(changing))
    return {
        "headline": _headline(n, sentence, title),
        "query": posted.get("query", ""),
        "kept": [(name, posted[name]) for name in _KEPT if posted.get(name)]
        + [("account", each) for each in posted.getlist("account")],
        "form": form,
        "action_title": title,
        "changes": [
            {"name": e.name, "before": _words(e.before), "after": _words(e.after)}
            for e in changing[:_SHOWN]
        ],
        "more": len(changing) > _SHOWN,
        "preview": {"changes": changing[:_SHOWN]},
        "skipped": sentence,
        "can_apply": not why,
        "why_shut": why,
        "apply_label": _apply_label(n, len(changing), is_previewed=bool(effects)),
    }


def _headline(n: int, sentence: str, title: str) -> str:
    if not n:
        return _("No account is selected. Go back and tick some rows.")
    if sentence:
        return sentence[:1].upper() + sentence[1:] + "."
    return ngettext(
        "%(what)s: one account is selected.", "%(what)s: %(n)s accounts are selected.", n
    ) % {
        "n": f"{n:,}",
        "what": title,
    }


def _apply_label(n: int, changing: int, *, is_previewed: bool) -> str:
    """Name how many accounts the button changes: before a look all that are selected."""
    if is_previewed and changing != n:
        text = ngettext("Change %(c)s of one account", "Change %(c)s of %(n)s accounts", n)
    else:
        text = ngettext("Change one account", "Change %(n)s accounts", n)
    return text % {"n": f"{n:,}", "c": f"{changing:,}"}


def _why_shut(n: int, is_previewed: bool, is_changing: bool) -> str:
    if not n:
        return _("Select accounts first.")
    if not is_previewed:
        return _("Fill in the form and look at what would change.")
    return "" if is_changing else _("Nothing would change.")


def _words(value: str) -> str:
    if "@" in value:
        return wording.named(value, people.names())
    return tiers.label(value) if value in tiers.ORDER else wording.words(value)
